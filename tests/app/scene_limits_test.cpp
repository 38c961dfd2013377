// Limits of a scene's numbers and what messages say of them: the ends of "allowed: A to B" are allowed, those of "above
// A" and "below B" are not.

#include "app/scene/scene.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

using namespace halfstep;

namespace {

std::string shown(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    std::string number = text;
    const bool whole = number.find_first_of(".e") == number.npos;
    return whole && std::abs(value) > 9e18 ? number + ".0" : number;
}

std::string limits_complaint(const std::string& scene) {
    try {
        make_problem(parse_scene(scene, "scene.toml"));
    } catch (const SceneError& e) {
        return e.what();
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

/// What a message allows.
struct Allowed {
    std::optional<double> low, high;
    bool low_open = false, high_open = false;
};

/// The number that text continues with.
std::optional<double> number_at(const std::string& text, std::size_t at) {
    while (at < text.size() && text[at] == ' ') ++at;
    char* end = nullptr;
    const double value = std::strtod(text.c_str() + at, &end);
    return end == text.c_str() + at ? std::nullopt : std::optional(value);
}

Allowed allowed_in(const std::string& message) {
    Allowed allowed;
    const std::string text = message.substr(message.find("; allowed: ") + 11);
    const auto after = [&](const std::string& words) -> std::optional<double> {
        const std::size_t at = text.find(words);
        return at == text.npos ? std::nullopt : number_at(text, at + words.size());
    };
    if ((allowed.low = after("above"))) allowed.low_open = true;
    if (!allowed.low) allowed.low = after("a whole number from");
    if (!allowed.low) allowed.low = after("from");
    if (!allowed.low) allowed.low = number_at(text, 0);
    if ((allowed.high = after("below"))) allowed.high_open = true;
    if (!allowed.high) allowed.high = after(" to ");
    return allowed;
}

struct Case {
    const char* before; ///< the scene up to the number
    const char* after;
    bool whole;
};

void check_limits(const Case& c) {
    const auto scene = [&](double value) { return c.before + shown(value) + c.after; };
    const double most = std::numeric_limits<double>::max(), huge = c.whole ? 4e18 : most;
    for (const double beyond : {-huge, huge}) {
        const std::string message = limits_complaint(scene(beyond));
        if (message.empty()) continue; // no limit on that side
        CAPTURE(std::string(c.before));
        CAPTURE(message);
        const Allowed allowed = allowed_in(message);
        const auto end = [&](std::optional<double> limit, bool open, double outwards) {
            if (!limit) return;
            const double step = c.whole ? *limit + (outwards > 0 ? 1 : -1) : std::nextafter(*limit, outwards);
            const double inside = *limit - (outwards > 0 ? 1e-6 : -1e-6); // only of open ends, about 0 and 1
            CAPTURE(*limit);
            CHECK(limits_complaint(scene(*limit)).empty() == !open);
            if (open) CHECK(limits_complaint(scene(inside)) == "");
            CHECK(limits_complaint(scene(step)) != "");
        };
        CHECK((allowed.low || allowed.high));
        if (beyond < 0) end(allowed.low, allowed.low_open, -most);
        if (beyond > 0) end(allowed.high, allowed.high_open, most);
    }
}

} // namespace

TEST_CASE("the limits that messages state are those that hold") {
    const Case cases[] = {
        {"[target]\nsigma = ", "", false},
        {"[target]\nmean = [", "]", false},
        {"[target]\ncov = [[", "]]", false},
        {"[target]\nkind = \"mixture\"\n[[target.component]]\nmean = [0.0]\n[[target.component]]\nmean = [1.0]\nweight "
         "= ",
         "", false},
        {"[target]\nkind = \"points\"\npoints = [0.0, ", "]", false},
        {"[target]\nkind = \"points\"\nstandardize = true\npoints = [0.0, ", "]", false},
        {"[target]\nkind = \"ring\"\nradius = ", "", false},
        {"[target]\nkind = \"ring\"\nmodes = ", "", true},
        {"[target]\nkind = \"grid\"\nmodes = ", "", true},
        {"[target]\nkind = \"grid\"\nspacing = ", "", false},
        {"[target]\nkind = \"checkerboard\"\nspacing = ", "", false},
        {"[target]\nkind = \"random\"\ndimension = ", "", true},
        {"[target]\nkind = \"circles\"\nratio = ", "", false},
        {"[target]\nkind = \"spiral\"\nturns = ", "", false},
        {"[target]\nkind = \"spiral\"\narms = ", "", true},
        {"[process]\nsteps = ", "", true},
        {"[process]\nkind = \"ve\"\nsigma_max = ", "", false},
        {"[process]\nkind = \"ve\"\ngrid = \"karras\"\nsteps = 5\nrho = ", "", false},
        {"[process]\nkind = \"ve\"\ngrid = \"optimal\"\nsteps = 5\nsigma_data = ", "", false},
        {"[process]\nkind = \"vp\"\nschedule = \"linear\"\nsteps = 4\nbeta_start = ", "", false},
        {"[process]\nkind = \"vp\"\nschedule = \"linear\"\nsteps = 4\nbeta_end = ", "", false},
        {"[denoiser]\nkind = \"perturbed\"\nerror = \"bias\"\nscale = ", "", false},
        {"[denoiser]\nkind = \"perturbed\"\nerror = \"sigma\"\nscale = ", "", false},
        {"[denoiser]\nkind = \"perturbed\"\nerror = \"field\"\nlength = ", "", false},
        {"[training]\nwidth = ", "", true},
        {"[training]\ndepth = ", "", true},
        {"[training]\nsteps = ", "", true},
        {"[training]\nbatch = ", "", true},
        {"[training]\nlearning_rate = ", "", false},
        {"[training]\nwarmup = ", "", true},
        {"[training]\nweight_decay = ", "", false},
        {"[training]\nema = ", "", false},
        {"[[sampler]]\nkind = \"naive-inverse\"\neta = ", "", false},
        {"[[sampler]]\nkind = \"mean-only\"\neta = ", "", false},
        {"[[sampler]]\nkind = \"ddim\"\nspacing = \"trailing\"\nsteps = ", "", true},
        {"[[sampler]]\nkind = \"heun\"\nchurn = ", "", false},
        {"[[sampler]]\nkind = \"heun\"\nchurn = 1.0\ns_noise = ", "", false},
        {"[[sampler]]\nkind = \"ddpm\"\nvariance = \"learned\"\nv = ", "", false},
        {"[process]\nsteps = 10\n[[sampler]]\ncorrector_steps = ", "", true},
        {"[[sampler]]\ncorrector_steps = 1\ncorrector_snr = ", "", false},
        {"[[sampler]]\nclip = \"static\"\nclip_range = ", "", false},
        {"[[sampler]]\nclip = \"dynamic\"\nclip_percentile = ", "", false},
        {"[process]\nkind = \"vp\"\nsteps = 2000\n[[sampler]]\nkind = \"ddim\"\nsteps = 1\nconvention = "
         "\"diffusers\"\nsteps_offset = ",
         "", true},
        {"[run]\nparticles = ", "", true},
    };
    for (const Case& c : cases) check_limits(c);
}

TEST_CASE("the largest eta of DDIM is printed so that it is allowed, and the next number of its last digit is not") {
    for (const char* levels :
         {"[process]\nkind = \"vp\"\nsteps = 100\n[[sampler]]\nkind = \"ddim\"\nspacing = \"trailing\"\nsteps = 10\n",
          "[process]\nkind = \"vp\"\nsteps = 50\nschedule = \"cosine\"\n[[sampler]]\nkind = \"ddim\"\nspacing = "
          "\"trailing\"\nsteps = 7\n",
          "[process]\nkind = \"ve\"\nsteps = 20\n[[sampler]]\nkind = \"ddim\"\n"}) {
        const std::string message = limits_complaint(levels + std::string("eta = 1e9"));
        CAPTURE(message);
        const Allowed allowed = allowed_in(message);
        REQUIRE(allowed.high);
        CHECK(limits_complaint(levels + std::string("eta = ") + shown(*allowed.high)) == "");
        CHECK(limits_complaint(levels + std::string("eta = ") + shown(*allowed.high * (1 + 2e-5))) != "");
    }
}

TEST_CASE("points that differ are not all the same, however far out they lie") {
    const char* const scene = "[target]\nkind = \"points\"\nstandardize = true\npoints = ";
    CHECK(limits_complaint(scene + std::string("[1.7e12, 1700000000001.0, 1700000000002.0]")) == "");
    CHECK(limits_complaint(scene + std::string("[1.7e12, 1.7e12]")).find("all points have the same x") !=
          std::string::npos);
    CHECK(limits_complaint(scene + std::string("[[1.0, 1e-300], [2.0, 2e-300]]")) == "");
}

TEST_CASE("a scene that would be too large with every value written is refused: its results could not be opened") {
    const std::string quotes(3'000'000, '"'), text(3'000'000, 'x');
    CHECK(limits_complaint("note = '" + text + "'\n").empty());
    CHECK(
        limits_complaint("note = '" + quotes + "'\n").find("scene.toml: with every value written the scene has 6000") ==
        0);
}
