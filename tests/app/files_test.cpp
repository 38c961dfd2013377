// Files that are written whole and read without waiting: long names, links, pipes, devices.

#include "app/base/files.h"
#include "app/base/input_file.h"
#include "app/base/output_folder.h"
#include "app/base/paths.h"
#include "app/base/unfinished.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <csignal>
#include <functional>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string reading(const std::string& path, InputKind kind = InputKind::any) {
    return complaint<InputError>([&] { read_file(path, 1000, kind); });
}

} // namespace

TEST_CASE("names as long as the folder takes, and one byte more") {
    const TemporaryFolder folder;
    const auto longest = static_cast<std::size_t>(::pathconf(folder.path().c_str(), _PC_NAME_MAX));
    for (const std::size_t length : {longest, longest - 1}) {
        const std::string name(length, 'n'), file = folder.path("f" + name.substr(1)), place = folder.path(name);
        CHECK(why_not_writable(file) == "");
        write_file(file, "whole");
        write_file(file, "again");
        CHECK(read_file(file, 100) == "again");
        {
            OutputFolder out(place);
            out.file("a.txt").close();
            OutputFile inside = out.file("b.txt");
            inside.write("b");
            inside.close();
            out.commit();
        }
        CHECK(read_file(place + "/b.txt", 100) == "b");
        OutputPath other(file);
        std::ofstream(other.temporary()) << "third";
        other.commit();
        CHECK(read_file(file, 100) == "third");
    }
    CHECK(folder.entries() == 4);
    const std::string too_long = folder.path(std::string(longest + 1, 'n'));
    CHECK(contains(why_not_writable(too_long), "name too long"));
    CHECK(contains(complaint<std::runtime_error>([&] { write_file(too_long, ""); }), "cannot be written"));
    CHECK(contains(reading(too_long), "name too long"));
    CHECK(folder.entries() == 4);
}

TEST_CASE("named pipes and sockets are refused at once, to read and to write") {
    const TemporaryFolder folder;
    const std::string pipe = folder.path("pipe"), link = folder.path("link");
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    REQUIRE(::symlink(pipe.c_str(), link.c_str()) == 0);
    for (const std::string& path : {pipe, link}) {
        CHECK(contains(why_not_writable(path), "it is a named pipe"));
        CHECK(contains(complaint<std::runtime_error>([&] { write_file(path, "x"); }),
                       path + ": cannot be written: it is a named pipe"));
        CHECK(contains(reading(path), path + ": is a named pipe"));
        CHECK(contains(reading(path, InputKind::regular), "is no regular file"));
    }
    struct stat status {};
    REQUIRE(::lstat(pipe.c_str(), &status) == 0);
    CHECK(S_ISFIFO(status.st_mode)); // no file has taken its place
    CHECK(folder.entries() == 2);
}

TEST_CASE("links that lead nowhere, into a loop, to a device, to a file that is yet to be") {
    const TemporaryFolder folder;
    const auto link = [&](const std::string& to, const std::string& name) {
        REQUIRE(::symlink(to.c_str(), folder.path(name).c_str()) == 0);
        return folder.path(name);
    };
    const std::string loop = link("other", "loop");
    link("loop", "other");
    CHECK(contains(why_not_writable(loop), "symbolic links"));
    CHECK(contains(complaint<std::runtime_error>([&] { write_file(loop, "x"); }), "symbolic links"));
    CHECK(contains(reading(loop), "symbolic links"));
    CHECK(std::filesystem::is_symlink(loop));

    const std::string null = link("/dev/null", "null");
    CHECK(why_not_writable(null) == "");
    CHECK(write_file(null, "x"));
    CHECK(std::filesystem::is_symlink(null));
    CHECK(read_file(null, 10).empty());
    CHECK(contains(complaint<std::runtime_error>([&] { write_file("/dev/full", "x"); }), "No space left on device"));
    CHECK(contains(reading("/dev/zero"), "more than 1000 bytes"));

    const std::string ahead = link("yet", "ahead");
    CHECK(complaint<MissingFile>([&] { read_file(ahead, 10); }) == ahead + ": no such file");
    CHECK(write_file(ahead, "here"));
    CHECK(read_file(folder.path("yet"), 10) == "here");
    CHECK(std::filesystem::is_symlink(ahead));
}

TEST_CASE(
    "a pipe that is open already is read and written under whatever name; a raised flag ends the wait for its reader") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const std::string from = "/dev/fd/" + std::to_string(ends[0]), to = "/dev/fd/" + std::to_string(ends[1]);
    CHECK(why_not_writable(to) == "");
    CHECK(write_file(to, "through"));
    const std::atomic<bool> raised{true};
    CHECK_FALSE(write_file(to, std::string(1 << 20, 'x'), &raised)); // more than a pipe holds
    ::close(ends[1]);
    const std::string all = read_file(from, 1 << 20);
    CHECK(all.substr(0, 8) == "throughx");
    CHECK(contains(complaint<std::runtime_error>([&] { write_file(from, "x"); }), "named pipe")); // its other end
    ::close(ends[0]);
}

TEST_CASE("room for more: none where no file may grow") {
    const TemporaryFolder folder;
    OutputPath output(folder.path("f"));
    std::ofstream(output.temporary()) << std::string(5000, 'x');
    output.check_room();
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit little{6000, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
    const std::string full = complaint<std::runtime_error>([&] { output.check_room(); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK(full == folder.path("f") + ": cannot be written: File too large");
}

TEST_CASE("a folder that is replaced keeps its rights") {
    const TemporaryFolder folder;
    const std::string place = folder.path("private");
    REQUIRE(::mkdir(place.c_str(), 0700) == 0);
    OutputFolder output(place);
    OutputFile file = output.file("a.csv");
    file.write("x\n");
    file.close();
    output.commit();
    struct stat status {};
    REQUIRE(::stat(place.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("the window's journal never takes the place of the scene that is opened") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", "title = \"kept\"\n");
    const ProcessResult result = run_halfstep({scene, "--journal", scene});
    CHECK(result.code == 2);
    CHECK(contains(result.err, "is what is opened"));
    CHECK(read_whole(scene) == "title = \"kept\"\n");
}

TEST_CASE("what this program has open is written as a stream, whatever leads to it") {
    const TemporaryFolder folder;
    const std::string file = folder.write("log", "before\n"), link = folder.path("link");
    const int to = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    struct stat before {
    }, after{};
    REQUIRE(::fstat(to, &before) == 0);
    REQUIRE(::symlink(("/dev/fd/" + std::to_string(to)).c_str(), link.c_str()) == 0);
    for (const std::string& path : {link, "/proc/self/fd/" + std::to_string(to), "/dev/fd/" + std::to_string(to)}) {
        CHECK(own_descriptor(path) == to);
        CHECK(why_not_writable(path) == "");
        CHECK(write_file(path, "after\n"));
    }
    {
        LogFile log(link);
        log.write("log\n");
    }
    CHECK(read_whole(file) == "before\nafter\nafter\nafter\nlog\n");
    REQUIRE(::stat(file.c_str(), &after) == 0);
    CHECK(before.st_ino == after.st_ino); // still the file that was open
    CHECK(std::filesystem::is_symlink(link));
    ::close(to);
    CHECK(why_not_writable(link) == "it is not open");

    const int from = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const std::string reading = "/dev/fd/" + std::to_string(from);
    CHECK(why_not_writable(reading) == "it is open for reading only");
    CHECK(contains(complaint<std::runtime_error>([&] { write_file(reading, "x"); }), "reading only"));
    ::close(from);
    CHECK(own_descriptor(file) == std::nullopt);
    CHECK(own_descriptor("/dev/null") == std::nullopt);
}

TEST_CASE("a log has every piece at once, empties what was there, and says when it is full") {
    const TemporaryFolder folder;
    const std::string path = folder.write("log", "old and long");
    LogFile log(path);
    log.write("a");
    CHECK(read_whole(path) == "a");
    log.write("b");
    CHECK(read_whole(path) == "ab");
    LogFile full("/dev/full");
    CHECK(complaint<std::runtime_error>([&] { full.write("x"); }) ==
          "/dev/full: cannot be written: No space left on device");
}

TEST_CASE("a folder is where the system takes its path to, links and .. included") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path("real/sub"));
    REQUIRE(::symlink("real/sub", folder.path("link").c_str()) == 0);
    REQUIRE(::symlink("nowhere", folder.path("lost").c_str()) == 0);
    const std::string root = std::filesystem::canonical(folder.path()).string();
    const auto resolved = [&](const std::string& name) {
        std::error_code error;
        return resolved_folder(folder.path(name), error).string();
    };
    CHECK(resolved("link/../x") == root + "/real/x");
    CHECK(resolved("link/x/") == root + "/real/sub/x");
    CHECK(resolved("link/.") == root + "/real/sub");
    CHECK(resolved("link/..") == root + "/real");
    CHECK(resolved("lost") == root + "/nowhere");
    CHECK(resolved("new/x/.") == root + "/new/x");
    {
        OutputFolder out(folder.path("link/../x"));
        out.file("a").close();
        out.commit();
    }
    CHECK(std::filesystem::exists(folder.path("real/x/a")));
    CHECK(folder.entries() == 3);
    // Mounted where there is one: nothing can take its place.
    CHECK(contains(why_not_replaceable("/proc"), "is a mount point"));
    CHECK(why_not_replaceable(folder.path("real")) == "");
    CHECK(why_not_replaceable(folder.path("none")) == "");
}

TEST_CASE("a signal that ends the program takes unfinished files and folders along, with all that is in them") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        CAPTURE(signal);
        const TemporaryFolder folder;
        const std::string whole = folder.write("whole.csv", "old");
        const pid_t child = ::fork();
        if (child == 0) {
            end_cleanly_at_signals();
            OutputFolder results(folder.path("results"));
            OutputFile first = results.file("a/first.csv"), second = results.file("a/b/second.csv");
            first.write(std::string(1 << 20, 'x'));
            first.close();
            OutputFile alone(folder.path(".alone"));
            OutputPath given(whole);
            write_file(given.temporary(), "half");
            ::kill(::getpid(), signal);
            ::sleep(5);
            ::_exit(1);
        }
        REQUIRE(child > 0);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == signal);
        CHECK(folder.entries() == 1);
        CHECK(read_whole(whole) == "old");
    }
}
