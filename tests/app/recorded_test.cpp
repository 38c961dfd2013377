// --start and --noise: runs of other libraries repeated by the command line, and files that are none.

#include "app/base/text.h"
#include "core/spec/facts.h"
#include "tests/app/process.h"
#include "tests/core/recorded_ve.h"

#include <doctest/doctest.h>

#include <cmath>
#include <iomanip>
#include <map>
#include <sstream>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// As a scene has it.
std::string target_toml(const Target& target) {
    std::ostringstream out;
    out << std::setprecision(17) << "[target]\nkind = \"mixture\"\n";
    for (const Component& c : target.components) {
        out << "[[target.component]]\nweight = " << c.weight << "\n";
        if (target.dim() == 1)
            out << "mean = [" << c.mean[0] << "]\ncov = [[" << c.cov(0, 0) << "]]\n";
        else
            out << "mean = [" << c.mean[0] << ", " << c.mean[1] << "]\ncov = [[" << c.cov(0, 0) << ", " << c.cov(0, 1)
                << "], [" << c.cov(0, 1) << ", " << c.cov(1, 1) << "]]\n";
    }
    return out.str();
}

std::string list(const std::vector<double>& values) {
    std::ostringstream out;
    out << std::setprecision(17) << '[';
    for (const double& value : values) out << value << (&value == &values.back() ? "]" : ", ");
    return out.str();
}

/// What a user of the library had set, as a scene: its convention knows the rest.
std::string recorded_scene(const RecordedRun& run) {
    const ProcessSpec process = run.process();
    const ScheduleKind kind = process.schedule.kind;
    std::ostringstream out;
    out << std::setprecision(17) << target_toml(oracle_target(run.target))
        << "[process]\nkind = \"vp\"\nsteps = " << run.T << "\n";
    out << "schedule = \"" << name_of(kind) << "\"\n";
    if (kind == ScheduleKind::custom)
        out << "alpha_bar = " << list(process.schedule.alpha_bar) << "\n";
    else if (kind != ScheduleKind::cosine)
        out << "beta_start = " << process.schedule.beta_start << "\nbeta_end = " << process.schedule.beta_end << "\n";
    const bool ermon = run.library == "ermongroup/ddim", guided = run.library == "guided-diffusion";
    const SamplerSpec rule = run.rule();
    out << "[[sampler]]\nname = \"It\"\nkind = \"" << name_of(rule.kind) << "\"\nconvention = \""
        << (ermon ? "ddim" : run.library) << "\"\n";
    if (rule.eta > 0) out << "eta = " << rule.eta << "\n";
    if (rule.kind == SamplerKind::ddpm && !ermon) out << "variance = \"" << name_of(rule.variance) << "\"\n";
    if (rule.variance == Variance::learned) out << "v = " << rule.v << "\n";
    // Off, where the library clips by default.
    if (!run.clip && !ermon) out << "clip = \"off\"\n";
    if (run.library == "diffusers" && run.clip && !run.keeps_eps() && rule.kind == SamplerKind::ddim)
        out << "rederive_eps = true\n";
    const std::vector<int> sections = sections_of(run.says(";") ? run.spec : "");
    if (!sections.empty())
        out << "sections = " << list({sections.begin(), sections.end()}) << "\n";
    else
        out << "steps = " << run.S << "\n";
    if (guided && run.says("ddim")) out << "spacing = \"ddim-stride\"\n";
    for (const char* spacing : {"trailing", "linspace"})
        if (run.says(spacing)) out << "spacing = \"" << spacing << "\"\n";
    if (run.says("quad")) out << "spacing = \"quadratic\"\n";
    if (run.says("offset=1")) out << "steps_offset = 1\n";
    if (run.says("set_alpha_to_one=0")) out << "set_alpha_to_one = false\n";
    if (run.encodes()) out << "start = \"encoded\"\n";
    return out.str();
}

/// A recording as files for --start and --noise.
struct Recording {
    std::string start, noise;
    std::vector<Vec> end; ///< by particle
    bool noisy = false;

    void header(int dim) {
        start = dim == 2 ? "x,y\n" : "x\n";
        noise = dim == 2 ? "particle,step,z_x,z_y\n" : "particle,step,z_x\n";
    }
    static std::string cells(const Vec& x) {
        std::ostringstream out;
        out << std::setprecision(17) << x[0];
        if (x.size() == 2) out << ',' << x[1];
        return out.str();
    }
    void draw(std::size_t particle, std::size_t step, const Vec& z) {
        noise += std::to_string(particle) + "," + std::to_string(step) + "," + cells(z) + "\n";
        noisy = true;
    }
};

/// Runs a scene as it was recorded; `file` (final.csv, or what else has states) must end where the recording did.
void play(const std::string& scene, const Recording& recording, const std::string& file, bool twice) {
    const TemporaryFolder folder;
    std::vector<std::string> arguments = {"run",     folder.write("s.toml", scene),
                                          "--out",   folder.path("out"),
                                          "--start", folder.write("start.csv", recording.start)};
    if (recording.noisy) arguments.insert(arguments.end(), {"--noise", folder.write("noise.csv", recording.noise)});
    const ProcessResult result = run_halfstep(arguments);
    INFO(result.err);
    REQUIRE(result.code == 0);
    std::map<std::size_t, std::vector<std::string>> last; // by particle: its last row
    auto lines = lines_of(read_whole(folder.path("out/it/" + file)));
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto cells = split(lines[i], ',');
        last[std::stoul(cells[0])] = cells;
    }
    REQUIRE(last.size() == recording.end.size());
    for (std::size_t p = 0; p < last.size(); ++p) {
        const Vec& x = recording.end[p];
        const auto& cells = last[p];
        for (Eigen::Index i = 0; i < x.size(); ++i) {
            const double got = std::stod(cells[cells.size() - static_cast<std::size_t>(x.size() - i)]);
            CHECK(std::abs(got - x[i]) <= 1e-9 * std::max(1.0, std::abs(x[i])));
        }
    }
    if (!twice) return;
    const std::string resolved = read_whole(folder.path("out/experiment.toml"));
    CHECK(resolved.find("precision = \"double\"") != std::string::npos);
    CHECK(resolved.find("particles = " + std::to_string(recording.end.size()) + "\n") != std::string::npos);
    CHECK(resolved.find("# Made with --start ") == 0);
    // The resolved scene with the same files gives the same bytes.
    arguments[1] = folder.path("out/experiment.toml");
    arguments[3] = folder.path("again");
    REQUIRE(run_halfstep(arguments).code == 0);
    for (const char* name : {"experiment.toml", "it/final.csv", "it/paths.csv", "it/moments.csv"})
        CHECK(read_whole(folder.path(std::string("out/") + name)) ==
              read_whole(folder.path(std::string("again/") + name)));
}

void check_recorded_refused(const std::vector<std::string>& arguments, const std::string& message) {
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

TEST_CASE("every recorded run of guided-diffusion, diffusers and ermongroup/ddim ends where it ended, to 1e-9") {
    int played = 0;
    for (const RecordedRun& run : recorded_runs()) {
        CAPTURE(run.name);
        Recording recording;
        recording.header(static_cast<int>(run.points[0][0].x.size()));
        for (std::size_t p = 0; p < run.points.size(); ++p) {
            const auto& path = run.points[p];
            recording.start += Recording::cells(path.front().x) + "\n";
            recording.end.push_back(path.back().x);
            for (std::size_t i = 0; i < path.size(); ++i)
                if (path[i].z.size() > 0) recording.draw(p, i, path[i].z);
        }
        play(recorded_scene(run), recording, run.encodes() ? "encoding.csv" : "final.csv", played % 7 == 0);
        ++played;
    }
    CHECK(played > 0);
}

TEST_CASE("every recorded run of k-diffusion ends where it ended, to 1e-9") {
    int played = 0;
    for (const RecordedVe& run : recorded_ve_runs()) {
        CAPTURE(run.name);
        const auto grid = run.process();
        const bool linear = grid && grid->grid == Grid::linear;
        // On other sigmas as a chain, whose states are x / sqrt(1 + sigma^2).
        std::vector<double> alpha_bar;
        for (const double sigma : run.sigma)
            if (sigma > 0) alpha_bar.insert(alpha_bar.begin(), 1 / (1 + sigma * sigma));
        const double a = linear ? 1 : 1 / std::hypot(1, run.sigma.front());
        Recording recording;
        recording.header(run.target.dim());
        for (std::size_t p = 0; p < run.points.size(); ++p) {
            const auto& path = run.points[p];
            recording.start += Recording::cells(a * path.front().x) + "\n";
            recording.end.push_back(path.back().x);
            for (std::size_t i = 0; i < path.size(); ++i)
                if (path[i].z.size() > 0) recording.draw(p, i, path[i].z);
        }
        std::ostringstream scene;
        scene << std::setprecision(17) << target_toml(run.target) << "[process]\n";
        if (linear)
            scene << "kind = \"ve\"\nsteps = " << run.steps() << "\nsigma_max = " << run.sigma.front() << "\n";
        else
            scene << "kind = \"vp\"\nschedule = \"custom\"\nalpha_bar = " << list(alpha_bar) << "\n";
        scene << "[[sampler]]\nname = \"It\"\nconvention = \"k-diffusion\"\n";
        if (run.heun)
            scene << "kind = \"heun\"\n";
        else if (run.eta == 0)
            scene << "kind = \"euler-sigma\"\n";
        else
            scene << "kind = \"ancestral\"\neta = " << run.eta << "\n";
        play(scene.str(), recording, "final.csv", false);
        ++played;
    }
    CHECK(played > 0);
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
    // As numpy.savetxt writes them, with and without a delimiter, and as spreadsheets do elsewhere.
    CHECK(final_of("# x\n5.0e-01\n-1.0e+00\n", "# particle,step,z_x\n0 0 1\n# half way\n1 1 -0.25\n") == expected);
    for (const std::size_t length : {4095u, 4096u, 70'000u, 200'000u}) { // remarks of any length, blanks before them
        const std::string remark = "#" + std::string(length, 'x') + "\n", blanks(length, ' ');
        CHECK(final_of("\xef\xbb\xbf" + remark + "0.5\n" + blanks + remark + blanks + "\n" + blanks + "-1\n" + remark,
                       remark + "0,0,1\n" + remark + "1,1,-0.25") == expected);
    }
    CHECK(final_of("x\n0.5\n-1\n", "particle;step;z_x\n0;0;1\n1;1;-0.25\n") == expected);
    // A header alone: no noise at all.
    const std::string without = final_of("0.5\n-1\n", "0,0,0\n");
    CHECK(without != expected);
    CHECK(final_of("0.5\n-1\n", "particle,step,z_x\n") == without);
    CHECK(final_of("0.5\n-1\n", "# particle,step,z_x\n") == without);
    CHECK(run_halfstep({"run", scene, "--start", folder.path("x.csv"), "--particles", "2"}).code == 0);
}

TEST_CASE("files that are no recordings: file, line, what is allowed") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[process]\nsteps = 3\n[[sampler]]\n[[sampler]]\nkind = \"ddpm\"\n");
    const std::string plane = folder.write("p.toml", "[target]\nkind = \"ring\"\n");
    const auto start = [&](const std::string& bytes, const std::string& message) {
        check_recorded_refused({"run", scene, "--start", folder.write("x.csv", bytes), "--out", folder.path("out")},
                               message);
    };
    const auto noise = [&](const std::string& bytes, const std::string& message) {
        check_recorded_refused({"run", scene, "--particles", "2", "--noise", folder.write("z.csv", bytes)}, message);
    };
    start("", "x.csv:1: has no rows; allowed: x");
    start("x\n", "x.csv:1: has no rows; allowed: x");
    start("x\n1\nabc\n", "x.csv:3: \"abc\" is no number; allowed: x");
    start("1\n2,3\n", "x.csv:2: has 2 columns; allowed: 1, x");
    start("1\nnan\n", "x.csv:2: nan is not finite; allowed: finite numbers");
    start("1\n1e999\n", "x.csv:2: 1e999 is not finite");
    start("x,x\n1,2\n", "x.csv:1: has two columns \"x\"; allowed: one of each name");
    start("x,y\n1,2\n", "x.csv:1: \"x,y\" is neither numbers nor the header; allowed: x");
    start(std::string(10000, '1'), "x.csv:1: has more than 4096 characters");
    start("#" + std::string(100'000, 'x') + "\n1\nabc\n", "x.csv:3: \"abc\" is no number");
    start(std::string(5000, '\0'), "x.csv:1: has more than 4096 characters");
    start("\x7f"
          "ELF\x02\x01\n",
          "x.csv:1: ");
    check_recorded_refused({"run", plane, "--start", folder.write("x.csv", "1\n")},
                           "x.csv:1: has 1 columns; allowed: 2, x,y");
    check_recorded_refused({"run", scene, "--start", folder.path("none.csv")}, "none.csv: no such file");
    check_recorded_refused({"run", scene, "--start", folder.path()}, "is a folder");
    check_recorded_refused({"run", scene, "--start", "/dev/zero"}, "/dev/zero:1: has more than 4096 characters");
    check_recorded_refused({"run", scene, "--start", folder.write("x.csv", "1\n2\n"), "--particles", "3"},
                           "--particles = 3: --start has 2 rows");

    noise("", "z.csv:1: has no rows; allowed: particle,step,z_x, or that line alone: no noise");
    start("# x\n", "x.csv:1: has no rows; allowed: x");
    start("0x10\n", "x.csv:1: \"0x10\" is neither numbers nor the header; allowed: x");
    start("1\n0x10\n", "x.csv:2: \"0x10\" is no number");
    noise("0,0\n", "z.csv:1: has 2 columns; allowed: 3, particle,step,z_x");
    noise("step,who,z_x\n0,0,1\n", "z.csv:1: \"step,who,z_x\" is neither numbers nor the header");
    noise("0,0,1\n2,0,1\n", "z.csv:2: particle 2 does not exist; allowed: 0 to 1");
    noise("0,0,1\n0,3,1\n", "z.csv:2: step 3 does not exist; allowed: 0 to 2");
    noise("0,-1,1\n", "z.csv:1: step -1 does not exist");
    noise("0.5,0,1\n", "z.csv:1: particle 0.5 does not exist");
    noise("1e300,0,1\n", "z.csv:1: particle 1e+300 does not exist");
    noise("0,0,1\n1,0,1\n0,0,2\n", "z.csv:3: particle 0 has its noise of step 0 already");
    noise("0,0,inf\n", "z.csv:1: inf is not finite");
    CHECK(!std::filesystem::exists(folder.path("out")));
}
