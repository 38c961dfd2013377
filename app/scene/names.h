#pragma once
// How scenes, menus and tables spell enumerations, samplers' names and numbers. One list for each enumeration.

#include "app/scene/scene.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace halfstep {

template <class Enum>
struct Names; ///< Names<Enum>::all: pairs of value and spelling, in the order of a menu

template <>
struct Names<TargetKind> {
    static constexpr std::array all = {
        std::pair{TargetKind::gaussian, "gaussian"},
        std::pair{TargetKind::mixture, "mixture"},
        std::pair{TargetKind::uniform, "uniform"},
        std::pair{TargetKind::points, "points"},
        std::pair{TargetKind::ring, "ring"},
        std::pair{TargetKind::grid, "grid"},
        std::pair{TargetKind::checkerboard, "checkerboard"},
        std::pair{TargetKind::moons, "moons"},
        std::pair{TargetKind::circles, "circles"},
        std::pair{TargetKind::spiral, "spiral"},
        std::pair{TargetKind::random, "random"},
        std::pair{TargetKind::word, "word"},
    };
};

template <>
struct Names<DenoiserKind> {
    static constexpr std::array all = {
        std::pair{DenoiserKind::exact, "exact"},
        std::pair{DenoiserKind::perturbed, "perturbed"},
        std::pair{DenoiserKind::learned, "learned"},
    };
};

template <>
struct Names<DenoiserError> {
    static constexpr std::array all = {
        std::pair{DenoiserError::bias, "bias"},
        std::pair{DenoiserError::field, "field"},
        std::pair{DenoiserError::sigma, "sigma"},
    };
};

template <>
struct Names<Prediction> {
    static constexpr std::array all = {
        std::pair{Prediction::x0, "x0"},
        std::pair{Prediction::eps, "eps"},
        std::pair{Prediction::v, "v"},
        std::pair{Prediction::score, "score"},
    };
};

template <>
struct Names<Preconditioning> {
    static constexpr std::array all = {
        std::pair{Preconditioning::none, "none"},
        std::pair{Preconditioning::edm, "edm"},
    };
};

template <>
struct Names<Embedding> {
    static constexpr std::array all = {
        std::pair{Embedding::sinusoidal, "sinusoidal"},
        std::pair{Embedding::fourier, "fourier"},
    };
};

template <>
struct Names<LearningRate> {
    static constexpr std::array all = {
        std::pair{LearningRate::constant, "constant"},
        std::pair{LearningRate::cosine, "cosine"},
    };
};

template <>
struct Names<Times> {
    static constexpr std::array all = {
        std::pair{Times::uniform, "uniform"},
        std::pair{Times::log_snr, "log-snr"},
    };
};

template <>
struct Names<ProcessKind> {
    static constexpr std::array all = {
        std::pair{ProcessKind::vp, "vp"},
        std::pair{ProcessKind::ve, "ve"},
        std::pair{ProcessKind::flow, "flow"},
    };
};

template <>
struct Names<ScheduleKind> {
    static constexpr std::array all = {
        std::pair{ScheduleKind::linear, "linear"},
        std::pair{ScheduleKind::linear_1000, "linear-1000"},
        std::pair{ScheduleKind::scaled_linear, "scaled-linear"},
        std::pair{ScheduleKind::cosine, "cosine"},
        std::pair{ScheduleKind::sigmoid, "sigmoid"},
        std::pair{ScheduleKind::constant, "constant"},
        std::pair{ScheduleKind::jsd, "jsd"},
        std::pair{ScheduleKind::exponential, "exp"},
        std::pair{ScheduleKind::laplace, "laplace"},
        std::pair{ScheduleKind::vp_sde, "vp-sde"},
        std::pair{ScheduleKind::custom, "custom"},
    };
};

template <>
struct Names<Grid> {
    static constexpr std::array all = {
        std::pair{Grid::linear, "linear"},           std::pair{Grid::karras, "karras"},
        std::pair{Grid::exponential, "exponential"}, std::pair{Grid::polyexponential, "polyexponential"},
        std::pair{Grid::optimal, "optimal"},
    };
};

template <>
struct Names<SamplerKind> {
    static constexpr std::array all = {
        std::pair{SamplerKind::ddim, "ddim"},
        std::pair{SamplerKind::ddpm, "ddpm"},
        std::pair{SamplerKind::heun, "heun"},
        std::pair{SamplerKind::dpm_solver, "dpm-solver++"},
        std::pair{SamplerKind::euler_ode, "euler-ode"},
        std::pair{SamplerKind::euler_maruyama, "euler-maruyama"},
        std::pair{SamplerKind::mean_only, "mean-only"},
        std::pair{SamplerKind::half_step, "half-step"},
        std::pair{SamplerKind::naive_inverse, "naive-inverse"},
        std::pair{SamplerKind::forward, "forward"},
        std::pair{SamplerKind::true_reverse, "true-reverse"},
    };
};

template <>
struct Names<Spacing> {
    static constexpr std::array all = {
        std::pair{Spacing::all, "all"},
        std::pair{Spacing::leading, "leading"},
        std::pair{Spacing::trailing, "trailing"},
        std::pair{Spacing::linspace, "linspace"},
        std::pair{Spacing::uniform, "uniform"},
        std::pair{Spacing::quadratic, "quadratic"},
        std::pair{Spacing::stride, "stride"},
        std::pair{Spacing::sections, "sections"},
        std::pair{Spacing::ddim_stride, "ddim-stride"},
        std::pair{Spacing::optimal, "optimal"},
    };
};

template <>
struct Names<Variance> {
    static constexpr std::array all = {
        std::pair{Variance::small, "small"},
        std::pair{Variance::large, "large"},
        std::pair{Variance::learned, "learned"},
    };
};

template <>
struct Names<Start> {
    static constexpr std::array all = {
        std::pair{Start::prior, "prior"},
        std::pair{Start::exact, "exact"},
        std::pair{Start::encoded, "encoded"},
    };
};

template <>
struct Names<Inversion> {
    static constexpr std::array all = {
        std::pair{Inversion::explicit_, "explicit"},
        std::pair{Inversion::guided, "guided"},
        std::pair{Inversion::diffusers, "diffusers"},
        std::pair{Inversion::implicit, "implicit"},
    };
};

template <>
struct Names<Convention> {
    static constexpr std::array all = {
        std::pair{Convention::paper, "paper"},
        std::pair{Convention::diffusers, "diffusers"},
        std::pair{Convention::guided_diffusion, "guided-diffusion"},
        std::pair{Convention::ddim, "ddim"},
        std::pair{Convention::k_diffusion, "k-diffusion"},
    };
};

template <>
struct Names<Clip::Kind> {
    static constexpr std::array all = {
        std::pair{Clip::Kind::off, "off"},
        std::pair{Clip::Kind::static_, "static"},
        std::pair{Clip::Kind::dynamic, "dynamic"},
    };
};

template <>
struct Names<Precision> {
    static constexpr std::array all = {
        std::pair{Precision::single, "single"},
        std::pair{Precision::double_, "double"},
    };
};

/// The value of a spelling; '_' counts as '-'.
template <class Enum>
std::optional<Enum> parse_name(std::string_view text) {
    for (const auto& [value, name] : Names<Enum>::all) {
        const std::string_view candidate = name;
        bool same = candidate.size() == text.size();
        for (std::size_t i = 0; same && i < text.size(); ++i)
            same = text[i] == candidate[i] || (text[i] == '_' && candidate[i] == '-');
        if (same) return value;
    }
    return std::nullopt;
}

/// What a sampler is called when a scene gives it no name: "DDIM", "Half step", ...
const char* default_name(SamplerKind kind);

/// The folder of a sampler's results: its name in lower case, runs of anything but a-z and 0-9 turned into one '-', none at
/// the ends. Empty when nothing is left.
std::string folder_name(std::string_view sampler_name);

/// The shortest decimal that reads back as the same double ("0.1", "1e-05", "2"; "inf", "nan").
std::string number(double value);

/// A span of time: "1.2 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string time_text(double seconds);

/// A field of a CSV file: quoted where it must be (RFC 4180).
std::string csv_text(std::string_view text);

/// " (did you mean ring?)": the candidate that a misspelt word most likely means; empty when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// In quotes, for a message: on one line, and cut when long.
std::string quoted(std::string_view text);

/// "a, b, c"
std::string join(const std::vector<std::string_view>& words);

/// Text on one line, ready for a message: control characters and broken UTF-8 as '?'; cut after `limit` bytes.
std::string one_line(std::string_view text, std::size_t limit = 1000);

} // namespace halfstep
