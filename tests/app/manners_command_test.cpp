// Every command, faced with what no file should be: it ends promptly, with one clear line, the right code and nothing
// left.

#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"

#include <filesystem>
#include <sys/stat.h>

using namespace halfstep::testing;

namespace {

constexpr int soon_s = 20; ///< far more than refusing takes, on a busy machine too

const char* const manners_scene = "[process]\nsteps = 20\n[[sampler]]\nname = \"a\"\nkind = \"ddpm\"\n"
                                  "[run]\nparticles = 100\n";

using Words = std::vector<std::string>;

void check_ends(const Words& words, int code, const std::string& part, const ProcessOptions& given = {}) {
    ProcessOptions options = given;
    options.timeout_s = soon_s;
    const ProcessResult result = run_halfstep(words, options);
    std::string all;
    for (const std::string& word : words) all += word + " ";
    CAPTURE(all);
    CAPTURE(part);
    INFO(result.err);
    CHECK(result.signal == 0);
    CHECK(result.code == code);
    CHECK(lines_of(result.err).size() == 1);
    CHECK(contains(result.err, part));
    CHECK(count_of(result.err, "allowed:") <= 1);
}

bool is_pipe(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// A named pipe that takes no more, and whose reader does not read.
class FullPipe {
public:
    explicit FullPipe(const std::string& path) {
        if (::mkfifo(path.c_str(), 0600) != 0) throw std::runtime_error("mkfifo");
        fd_ = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        const std::string page(4096, 'x');
        while (::write(fd_, page.data(), page.size()) > 0) {}
    }
    ~FullPipe() { ::close(fd_); }
    FullPipe(const FullPipe&) = delete;
    FullPipe& operator=(const FullPipe&) = delete;

private:
    int fd_ = -1;
};

} // namespace

TEST_CASE("a named pipe is refused wherever a file can be named") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene);
    std::filesystem::create_directory(folder.path("pipes"));
    for (const char* name : {"in", "f.svg", "f.csv", "f.png", "f.pdf", "f.npz", "f.mp4", "w.safetensors"})
        REQUIRE(::mkfifo(folder.path(std::string("pipes/") + name).c_str(), 0600) == 0);
    const auto pipe = [&](const std::string& name) { return folder.path("pipes/" + name); };
    const std::string in = pipe("in"), reading = "is a named pipe, into which nobody may ever write",
                      writing = "it is a named pipe, from which nobody may ever read";
    for (const char* command : {"run", "schedule", "check"}) check_ends({command, in}, 2, reading);
    check_ends({in}, 2, reading); // the window
    check_ends({"figure", in, "-o", folder.path("a.svg")}, 2, reading);
    check_ends({"film", in, "-o", folder.path("frames")}, 2, reading);
    check_ends({"train", in, "-o", folder.path("a.safetensors")}, 2, reading);
    check_ends({"screenshot", in, "-o", folder.path("a.png")}, 2, reading);
    check_ends({"sweep", in, "--over", "run.seed=1,2"}, 2, reading);
    check_ends({"sweep", "--from", in, "-o", folder.path("a.svg")}, 2, reading);
    check_ends({"run", scene, "--start", in}, 2,
               reading + "; allowed: a CSV file of x (a regular file, or /dev/stdin)");
    check_ends({"run", scene, "--noise", in}, 2, reading);
    for (const char* kind : {"points", "learned"}) {
        const std::string table = kind == std::string("points") ? "target" : "denoiser";
        const std::string named =
            folder.write("named.toml", "[" + table + "]\nkind = \"" + kind + "\"\nfile = \"pipes/in\"\n");
        check_ends({"run", named}, 2, "is no regular file");
    }
    for (const char* name : {"f.svg", "f.csv", "f.png", "f.pdf", "f.npz"})
        check_ends({"figure", scene, "-o", pipe(name)}, 2, writing);
    for (const char* name : {"f.csv", "f.svg"})
        check_ends({"sweep", scene, "--over", "run.seed=1,2", "-o", pipe(name)}, 2, writing);
    check_ends({"train", scene, "--steps", "5", "-o", pipe("w.safetensors")}, 2, writing);
    check_ends({"screenshot", scene, "-o", pipe("f.png")}, 2, writing);
    check_ends({"film", scene, "-o", pipe("f.mp4")}, 2, "pipe");
    check_ends({"--journal", in, scene}, 2, writing);
    check_ends({"run", scene, "--out", in}, 2, "is no folder");
    for (const auto& entry : std::filesystem::directory_iterator(folder.path("pipes"))) CHECK(is_pipe(entry.path()));
    CHECK(folder.entries() == 3);
}

TEST_CASE("/dev/stdin, /dev/stdout and /dev/null are what they are called") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene),
                      noise = folder.write("z.csv", "particle,step,z_x\n");
    ProcessOptions from_scene, from_noise;
    from_scene.stdin_path = scene;
    from_noise.stdin_path = noise;
    const ProcessResult named = run_halfstep({"run", scene});
    CHECK(run_halfstep({"run", "/dev/stdin"}, from_scene).out == named.out);
    CHECK(run_halfstep({"run", scene, "--noise", "/dev/stdin"}, from_noise).code == 0);
    CHECK(output_of("cat '" + scene + "' | '" + std::string(program) + "' run /dev/stdin") == named.out);
    CHECK(output_of("bash -c '\"" + std::string(program) + "\" run <(cat \"" + scene + "\")'") == named.out);

    const std::string out = folder.path("out.csv"), file = folder.path("file.csv"), null = folder.path("null.csv");
    REQUIRE(::symlink("/dev/stdout", out.c_str()) == 0);
    REQUIRE(::symlink("/dev/null", null.c_str()) == 0);
    REQUIRE(run_halfstep({"figure", scene, "--plot", "variance", "-o", file}).code == 0);
    CHECK(run_halfstep({"figure", scene, "--plot", "variance", "-o", out}).out == read_whole(file)); // a pipe
    CHECK(run_halfstep({"figure", scene, "--plot", "variance", "-o", null}).code == 0);
    CHECK(std::filesystem::is_symlink(null));
    CHECK(std::filesystem::is_symlink(out));
}

TEST_CASE("a link to /dev/stdout goes on in the file that this appends to; a film cannot") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene), out = folder.write("out", "before\n");
    for (const char* name : {"l.csv", "l.mp4", "l.safetensors"})
        REQUIRE(::symlink("/dev/stdout", folder.path(name).c_str()) == 0);
    const std::string tool = "'" + std::string(program) + "' ";
    const auto appended = [&](const std::string& words) {
        output_of(tool + words + " >> '" + out + "'");
        return read_whole(out);
    };
    const std::string csv = folder.path("f.csv");
    REQUIRE(run_halfstep({"figure", scene, "--plot", "variance", "-o", csv}).code == 0);
    CHECK(appended("figure '" + scene + "' --plot variance -o '" + folder.path("l.csv") + "'") ==
          "before\n" + read_whole(csv));
    ProcessOptions redirected;
    redirected.stdout_path = out;
    check_ends({"film", scene, "-o", folder.path("l.mp4")}, 2, "is no regular file, which a film needs", redirected);
    CHECK(std::filesystem::is_symlink(folder.path("l.csv")));
}

TEST_CASE("folders are those that the system finds, and what cannot take their place is refused before any run") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene);
    std::filesystem::create_directories(folder.path("real/sub"));
    REQUIRE(::symlink("real/sub", folder.path("link").c_str()) == 0);
    REQUIRE(::symlink("nowhere", folder.path("lost").c_str()) == 0);
    CHECK(run_halfstep({"run", scene, "--out", folder.path("link/../x")}).code == 0);
    CHECK(std::filesystem::exists(folder.path("real/x/experiment.toml")));
    CHECK(run_halfstep({"film", scene, "-o", folder.path("link/../frames/"), "--seconds", "1", "--fps", "2", "--size",
                        "320x240"})
              .code == 0);
    CHECK(std::filesystem::exists(folder.path("real/frames/000001.png")));
    CHECK(folder.entries() == 4);
    for (const Words& words : {Words{"run", scene, "--out"}, {"film", scene, "-o"}}) {
        const auto check_refused = [&](const std::string& place, const std::string& why) {
            Words all = words;
            all.push_back(place);
            check_ends(all, 2, why);
        };
        check_refused("/proc", "is a mount point, whose place nothing else can take; allowed: a folder");
        check_refused(folder.path("lost/x"), "lost is a link that leads nowhere");
    }
}

TEST_CASE("a folder that is gone from under the program: one code for every command") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene), rest = folder.path("rest");
    const std::pair<const char*, const char*> commands[] = {{"run ", " --out x"},
                                                            {"film ", " -o x"},
                                                            {"film ", " -o x/"},
                                                            {"figure ", " -o x.svg"},
                                                            {"train ", " --steps 2 -o x.safetensors"},
                                                            {"screenshot ", " -o x.png"},
                                                            {"sweep ", " --over run.seed=1,2 -o x.csv"},
                                                            {"", " --journal x"}};
    for (const auto& [command, where] : commands) {
        std::filesystem::create_directory(folder.path("gone"));
        const std::string said =
            output_of("cd '" + folder.path("gone") + "' && rmdir ../gone && '" + std::string(program) + "' " + command +
                      "'" + scene + "'" + where + " 2>&1; echo $?");
        INFO(said);
        CHECK(contains(said, "the folder that you are in is gone"));
        CHECK(lines_of(said).size() == 2);
        CHECK(lines_of(said).back() == "2");
    }
    std::filesystem::create_directory(folder.path("gone")); // what is named in full does not need it
    CHECK(output_of("cd '" + folder.path("gone") + "' && rmdir ../gone && '" + std::string(program) + "' run '" +
                    scene + "' --out '" + folder.path("x") + "' > /dev/null; echo $?") == "0\n");
}

TEST_CASE("Ctrl+C ends the wait for a reader who does not read") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene), out = folder.path("f.csv");
    const FullPipe full(folder.path("full"));
    REQUIRE(::symlink("/dev/stdout", out.c_str()) == 0);
    ProcessOptions options;
    options.stdout_path = folder.path("full");
    options.interrupt_after_ms = 1500;
    options.timeout_s = soon_s;
    for (const Words& words : {Words{"run", scene},
                               {"run", scene, "--out", folder.path("results")},
                               {"check", scene},
                               {"sweep", scene, "--over", "run.seed=1,2"},
                               {"schedule", scene},
                               {"lessons"},
                               {"figure", scene, "-o", out}}) {
        const ProcessResult result = run_halfstep(words, options);
        INFO(words[0]);
        CHECK(result.signal == SIGINT); // and not SIGKILL, which a hang gets
    }
}

TEST_CASE("a closed standard output is an error, and no file gets what was meant for it") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene), out = folder.path("out");
    ProcessOptions closed;
    closed.stdout_closed = true;
    const std::string why = "standard output: cannot be written: Bad file descriptor";
    for (const Words& words :
         {Words{"run", scene}, {"schedule", scene}, {"lessons"}, {"--help"}, {"run", scene, "--out", out}})
        check_ends(words, 3, why, closed);
    CHECK(!contains(read_whole(out + "/a/final.csv"), "sampler")); // the table
    const std::string svg = folder.path("f.svg");
    CHECK(run_halfstep({"figure", scene, "-o", svg}, closed).code == 0); // it prints nothing
    CHECK(xml_mistake(read_whole(svg)) == "");
    const std::string link = folder.path("f.csv");
    REQUIRE(::symlink("/dev/stdout", link.c_str()) == 0);
    check_ends({"figure", scene, "-o", link}, 2, "-o = ", closed);
}

TEST_CASE("exit codes: what was given is 2, what the machine could not is 3, for every command") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene), loop = folder.path("loop");
    REQUIRE(::symlink("loop", loop.c_str()) == 0);
    const std::string svg = folder.write("foreign.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    const std::string png = folder.write("foreign.png", "\x89PNG\r\n\x1a\n");
    const std::string large = folder.write("large.csv", "");
    std::filesystem::resize_file(large, std::uintmax_t{1} << 40);
    const std::string long_name = folder.path(std::string(300, 'n')), ok = folder.path("a");
    const std::pair<std::string, const char*> bad_inputs[] = {{folder.path("none"), "no such file"},
                                                              {folder.path(), "is a folder"},
                                                              {loop, "symbolic links"},
                                                              {long_name, "name too long"},
                                                              {large, "which is too many"},
                                                              {svg, "carries no experiment"},
                                                              {png, "carries no experiment"},
                                                              {"/dev/zero", "more than"},
                                                              {folder.write("bad.toml", "[run]\nseed"), ":2"}};
    for (const auto& [input, why] : bad_inputs) {
        for (const char* command : {"run", "schedule", "check"}) check_ends({command, input}, 2, why);
        check_ends({"figure", input, "-o", ok + ".svg"}, 2, why);
        check_ends({"film", input, "-o", ok}, 2, why);
        check_ends({"train", input, "-o", ok + ".safetensors"}, 2, why);
        check_ends({"screenshot", input, "-o", ok + ".png"}, 2, why);
        check_ends({"sweep", input, "--over", "run.seed=1,2", "-o", ok + ".svg"}, 2, why);
    }
    for (const std::string& picture : {svg, png})
        check_ends({"sweep", picture, "-o", ok + ".svg"}, 2, "carries no experiment"); // made again from itself
    for (const std::string& input : {folder.path("none"), folder.path(), loop, long_name, large})
        for (const Words& words : {Words{"run", scene, "--start", input}, {"run", scene, "--noise", input}})
            if (input != large || words[2] == "none") check_ends(words, 2, "; allowed: ");
    for (const std::string& input : {folder.path("none"), folder.path(), loop, long_name, large})
        check_ends({"sweep", "--from", input, "-o", ok + ".svg"}, 2, "; allowed: rows of a sweep");

    std::filesystem::create_directory(folder.path("folder.svg"));
    REQUIRE(::symlink("loop.svg", folder.path("loop.svg").c_str()) == 0);
    for (const std::string& output : {folder.path("none/a.svg"), folder.path("folder.svg"), folder.path("loop.svg"),
                                      folder.path("s.toml/a.svg"), long_name + ".svg"}) {
        check_ends({"figure", scene, "-o", output}, 2, "; allowed: a file in a folder");
        check_ends({"sweep", scene, "--over", "run.seed=1,2", "-o", output}, 2, "; allowed: a file in a folder");
    }
    for (const std::string& output : {scene, long_name, long_name + "/b", folder.path("new/" + std::string(300, 'n')),
                                      loop, folder.path("s.toml/out")})
        check_ends({"run", scene, "--out", output}, 2, "; allowed: a folder");
    ProcessOptions full;
    full.file_limit_bytes = 20;
    for (const char* name : {"a.svg", "a.pdf", "a.png", "a.csv", "a.npy", "a.npz"})
        check_ends({"figure", scene, "-o", folder.path(name)}, 3, "cannot be written: File too large", full);
    check_ends({"sweep", scene, "--over", "run.seed=1,2", "-o", ok + ".csv"}, 3, "File too large", full);
    check_ends({"train", scene, "--steps", "5", "-o", ok + ".safetensors"}, 3, "File too large", full);
    check_ends({"run", scene, "--out", ok}, 3, "File too large", full);
    check_ends({"film", scene, "-o", ok, "--seconds", "1"}, 3, "File too large", full);
    CHECK(folder.entries() == 8);
}

TEST_CASE("names as long as a folder takes: every command writes them") {
    const TemporaryFolder folder;
    const std::string scene = folder.write("s.toml", manners_scene);
    const auto longest = static_cast<std::size_t>(::pathconf(folder.path().c_str(), _PC_NAME_MAX));
    const auto name = [&](const std::string& ending) {
        return folder.path(std::string(longest - ending.size(), 'n') + ending);
    };
    const auto done = [&](const Words& words) {
        const ProcessResult result = run_halfstep(words);
        INFO(result.err);
        CHECK(result.code == 0);
    };
    done({"run", scene, "--out", name("")});
    done({"run", scene, "--out", name("")}); // replaced
    done({"figure", scene, "-o", name(".svg")});
    done({"sweep", scene, "--over", "run.seed=1,2", "-o", name(".csv")});
    done({"train", scene, "--steps", "5", "-o", name(".safetensors")});
    done({"film", scene, "-o", name("film"), "--seconds", "1", "--fps", "2", "--size", "320x240"});
    int written = 5;
    if (has_program("ffmpeg"))
        for (const char* ending : {".mp4", ".gif"}) {
            done({"film", scene, "-o", name(ending), "--seconds", "1", "--fps", "4", "--size", "320x240"});
            ++written;
        }
    CHECK(folder.entries() == static_cast<std::size_t>(1 + written));
}
