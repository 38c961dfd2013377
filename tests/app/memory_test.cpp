// A machine without enough memory: one line and exit code 3, wherever it runs short.

#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <sys/wait.h>

using namespace halfstep::testing;

namespace {

struct Outcome {
    int code = -1;
    std::string text;
};

/// With so many kilobytes of address space, stdout thrown away.
Outcome run_within(int kilobytes, const std::string& words) {
    const std::string command =
        "ulimit -v " + std::to_string(kilobytes) + "; exec '" + program + "' " + words + " 2>&1 >/dev/null </dev/null";
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe);
    Outcome outcome;
    std::array<char, 1024> chunk{};
    while (const std::size_t n = std::fread(chunk.data(), 1, chunk.size(), pipe)) outcome.text.append(chunk.data(), n);
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
    return outcome;
}

void check_short_of_memory(int kilobytes, const std::string& words, bool may_do, const std::string& less) {
    const Outcome outcome = run_within(kilobytes, words);
    CAPTURE(kilobytes);
    CAPTURE(words);
    INFO(outcome.text);
    if (may_do && outcome.code == 0) return;
    CHECK(outcome.code == 3);
    CHECK(outcome.text == "halfstep: not enough memory; " + less + "\n");
}

} // namespace

TEST_CASE("a run that does not fit into the memory ends with one line") {
    if (sanitized) return; // they reserve terabytes
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("a.toml", "[process]\nsteps = 5\n[[sampler]]\nname = \"a\"\nkind = \"ddim\"\n");
    for (int kilobytes = 200'000; kilobytes <= 600'000; kilobytes += 100'000) // it takes 794'000 of memory
        check_short_of_memory(kilobytes, "run '" + scene + "' --particles 10000000", false,
                              "fewer particles or steps need less");
}

TEST_CASE("a training that does not fit into the memory ends with one line, or goes on with fewer threads") {
    if (sanitized) return;
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("t.toml", "[process]\nsteps = 5\n[training]\nwidth = 256\ndepth = 8\nbatch = 8192\nsteps = 1\n");
    for (int kilobytes = 150'000; kilobytes <= 500'000; kilobytes += 50'000)
        check_short_of_memory(kilobytes, "train '" + scene + "' -o '" + folder.path("w.safetensors") + "' --threads 64",
                              true,
                              "a smaller training.batch or network, or a smaller number of --threads, needs less");
}

TEST_CASE("a figure that does not fit into the memory says that it is its size") {
    if (sanitized) return;
    const TemporaryFolder folder;
    const std::string scene = folder.write("f.toml", "[process]\nsteps = 5\n[run]\nparticles = 100\n");
    check_short_of_memory(500'000, // 140 million pixels of 4 bytes
                          "figure '" + scene + "' --plot variance --width 370 --height 280 --dpi 900 -o '" +
                              folder.path("f.png") + "'",
                          false, "a smaller figure or a lower --dpi needs less");
}
