// --start and --noise: runs of other libraries repeated by the command line, and files that are none.

#include "tests/app/process.h"
#include "tests/core/csv.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

using namespace halfstep::testing;

namespace {

/// A target of targets.csv as a scene has it.
std::string target_toml(const std::string& name) {
    std::string toml = "[target]\nkind = \"mixture\"\n";
    for (const auto& row : Table("targets.csv")) {
        if (row.text("target") != name) continue;
        toml += "[[target.component]]\nweight = " + row.text("weight") + "\n";
        if (row.integer("dim") == 1)
            toml += "mean = [" + row.text("mean0") + "]\ncov = [[" + row.text("cov00") + "]]\n";
        else
            toml += "mean = [" + row.text("mean0") + ", " + row.text("mean1") + "]\ncov = [[" + row.text("cov00") +
                    ", " + row.text("cov01") + "], [" + row.text("cov01") + ", " + row.text("cov11") + "]]\n";
    }
    return toml;
}

struct Case {
    const char* name;    ///< in traj_states.csv
    const char* target;  ///< in targets.csv
    const char* process; ///< and the sampler, as a scene says them
    int dim, steps;
};

/// The recorded start, noise and end of a case as CSV, and the end as numbers.
struct Recording {
    std::string start, noise;
    std::map<int, std::vector<double>> end; ///< by particle

    explicit Recording(const Case& c) {
        const bool plane = c.dim == 2;
        start = plane ? "x,y\n" : "x\n";
        noise = plane ? "particle,step,z_x,z_y\n" : "particle,step,z_x\n";
        for (const auto& row : Table("traj_states.csv")) {
            if (row.text("case") != c.name) continue;
            const int step = row.integer("step");
            if (step == 0) start += row.text("x0") + (plane ? "," + row.text("x1") : "") + "\n";
            if (row.has("z0"))
                noise += row.text("point") + "," + row.text("step") + "," + row.text("z0") +
                         (plane ? "," + row.text("z1") : "") + "\n";
            if (step != c.steps) continue;
            end[row.integer("point")] = {row.number("x0")};
            if (plane) end[row.integer("point")].push_back(row.number("x1"));
        }
    }
};

void check_refused(const std::vector<std::string>& arguments, const std::string& message) {
    const ProcessResult result = run_halfstep(arguments);
    INFO(result.err);
    CAPTURE(message);
    CHECK(result.code == 2);
    CHECK(result.out == "");
    CHECK(lines_of(result.err).size() == 1);
    CHECK(result.err.find(message) != std::string::npos);
    CHECK(result.err.find("; allowed: ") != std::string::npos);
}

} // namespace

TEST_CASE("recorded runs of guided-diffusion, diffusers and ermongroup/ddim end where they ended, to 1e-9") {
    const Case cases[] = {
        {"gd_ddpm_small", "G1",
         "steps = 24\nschedule = \"linear\"\nbeta_start = 0.004166666666666667\nbeta_end = 0.8333333333333334\n"
         "[[sampler]]\nname = \"It\"\nkind = \"ddpm\"\nvariance = \"small\"\n",
         1, 24},
        {"er_ddim0_quad", "M2",
         "steps = 1000\nschedule = \"scaled-linear\"\nbeta_start = 1e-4\nbeta_end = 0.02\n"
         "[[sampler]]\nname = \"It\"\nkind = \"ddim\"\nsteps = 12\nspacing = \"quadratic\"\n",
         2, 12},
        {"er_eta_quad", "G2",
         "steps = 1000\nschedule = \"scaled-linear\"\nbeta_start = 1e-4\nbeta_end = 0.02\n"
         "[[sampler]]\nname = \"It\"\nkind = \"ddim\"\neta = 0.3\nsteps = 12\nspacing = \"quadratic\"\n",
         1, 12},
        {"df_ddim_trailing", "G1",
         "steps = 1000\nschedule = \"linear\"\nbeta_start = 1e-4\nbeta_end = 0.02\n"
         "[[sampler]]\nname = \"It\"\nkind = \"ddim\"\nsteps = 8\nspacing = \"trailing\"\n",
         1, 8},
    };
    for (const Case& c : cases) {
        CAPTURE(c.name);
        const Recording recording(c);
        REQUIRE(!recording.end.empty());
        const TemporaryFolder folder;
        const std::string scene =
            folder.write("s.toml", target_toml(c.target) + "[process]\nkind = \"vp\"\n" + c.process);
        std::vector<std::string> arguments = {
            "run", scene, "--start", folder.write("start.csv", recording.start), "--out", folder.path("out")};
        const bool noisy = lines_of(recording.noise).size() > 1;
        if (noisy) arguments.insert(arguments.end(), {"--noise", folder.write("noise.csv", recording.noise)});
        const ProcessResult result = run_halfstep(arguments);
        INFO(result.err);
        REQUIRE(result.code == 0);

        const auto lines = lines_of(read_whole(folder.path("out/it/final.csv")));
        REQUIRE(lines.size() == recording.end.size() + 1);
        for (const auto& [particle, x] : recording.end) {
            const auto cells = split(lines[static_cast<std::size_t>(particle) + 1], ',');
            REQUIRE(cells.size() == x.size() + 1);
            for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::abs(std::stod(cells[i + 1]) - x[i]) <= 1e-9);
        }
        const std::string resolved = read_whole(folder.path("out/experiment.toml"));
        CHECK(resolved.find("precision = \"double\"") != std::string::npos);
        CHECK(resolved.find("particles = " + std::to_string(recording.end.size()) + "\n") != std::string::npos);
        CHECK(resolved.find("# Made with --start ") == 0);

        // The resolved scene with the same files gives the same bytes.
        arguments[1] = folder.path("out/experiment.toml");
        arguments[5] = folder.path("again");
        REQUIRE(run_halfstep(arguments).code == 0);
        for (const char* file : {"experiment.toml", "it/final.csv", "it/paths.csv", "it/moments.csv"})
            CHECK(read_whole(folder.path(std::string("out/") + file)) ==
                  read_whole(folder.path(std::string("again/") + file)));
    }
}

TEST_CASE("--start and --noise as people write them") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 3\n[[sampler]]\nname = \"a\"\nkind = \"ddpm\"\n");
    const auto final_of = [&](const std::string& start, const std::string& noise) {
        const ProcessResult result = run_halfstep({"run", scene, "--start", folder.write("x.csv", start), "--noise",
                                                   folder.write("z.csv", noise), "--out", folder.path("out")});
        INFO(result.err);
        CHECK(result.code == 0);
        return read_whole(folder.path("out/a/final.csv"));
    };
    const std::string expected = final_of("x\n0.5\n-1\n", "particle,step,z_x\n0,0,1\n1,1,-0.25\n");
    CHECK(final_of("0.5\n-1", "0,0,1\n1,1,-0.25") == expected); // no header, no last line end
    CHECK(final_of("\xef\xbb\xbf x \r\n 0.5 \r\n\r\n-1e0\r\n", "1 , 1, -.25\n\n0,0,1.0\n") == expected);
    CHECK(final_of("0.5\n-1\n", "0,0,1\n1,1,-0.25\n0,1,0\n") == expected); // what is not there is zero
    CHECK(final_of("0.5\n-1\n", "0,0,1\n1,1,-0.26\n") != expected);
    CHECK(run_halfstep({"run", scene, "--start", folder.path("x.csv"), "--particles", "2"}).code == 0);
}

TEST_CASE("files that are no recordings: file, line, what is allowed") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 3\n[[sampler]]\n[[sampler]]\nkind = \"ddpm\"\n");
    const std::string plane = folder.write("p.toml", "[target]\nkind = \"ring\"\n");
    const auto start = [&](const std::string& bytes, const std::string& message) {
        check_refused({"run", scene, "--start", folder.write("x.csv", bytes), "--out", folder.path("out")}, message);
    };
    const auto noise = [&](const std::string& bytes, const std::string& message) {
        check_refused({"run", scene, "--particles", "2", "--noise", folder.write("z.csv", bytes)}, message);
    };
    start("", "x.csv:1: has no rows; allowed: x");
    start("x\n", "x.csv:1: has no rows; allowed: x");
    start("x\n1\nabc\n", "x.csv:3: \"abc\" is no number; allowed: x");
    start("1\n2,3\n", "x.csv:2: has 2 columns; allowed: 1, x");
    start("1\nnan\n", "x.csv:2: nan is not finite; allowed: finite numbers");
    start("1\n1e999\n", "x.csv:2: 1e999 is not finite");
    start("x,y\n1,2\n", "x.csv:1: \"x,y\" is neither numbers nor the header; allowed: x");
    start(std::string(10000, '1'), "x.csv:1: has more than 4096 characters");
    start(std::string(5000, '\0'), "x.csv:1: has more than 4096 characters");
    start("\x7f"
          "ELF\x02\x01\n",
          "x.csv:1: ");
    check_refused({"run", plane, "--start", folder.write("x.csv", "1\n")}, "x.csv:1: has 1 columns; allowed: 2, x,y");
    check_refused({"run", scene, "--start", folder.path("none.csv")},
                  "none.csv: cannot be read: No such file or directory");
    check_refused({"run", scene, "--start", folder.path()}, "is a folder");
    check_refused({"run", scene, "--start", "/dev/zero"}, "/dev/zero:1: has more than 4096 characters");
    check_refused({"run", scene, "--start", folder.write("x.csv", "1\n2\n"), "--particles", "3"},
                  "--particles = 3: --start has 2 rows");

    noise("0,0\n", "z.csv:1: has 2 columns; allowed: 3, particle,step,z_x");
    noise("step,particle,z_x\n0,0,1\n", "z.csv:1: \"step,particle,z_x\" is neither numbers nor the header");
    noise("0,0,1\n2,0,1\n", "z.csv:2: particle 2 does not exist; allowed: 0 to 1");
    noise("0,0,1\n0,3,1\n", "z.csv:2: step 3 does not exist; allowed: 0 to 2");
    noise("0,-1,1\n", "z.csv:1: step -1 does not exist");
    noise("0.5,0,1\n", "z.csv:1: particle 0.5 does not exist");
    noise("1e300,0,1\n", "z.csv:1: particle 1e+300 does not exist");
    noise("0,0,1\n1,0,1\n0,0,2\n", "z.csv:3: particle 0 has its noise of step 0 already");
    noise("0,0,inf\n", "z.csv:1: inf is not finite");
    CHECK(!std::filesystem::exists(folder.path("out")));
}
