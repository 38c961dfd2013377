#pragma once
// Small real runs for the tests of the plots, and what they all ask of a figure.

#include "app/plots/plots.h"
#include "core/run/simulate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace halfstep::testing {

inline SamplerSpec sampler(const char* name, SamplerKind kind) {
    SamplerSpec spec;
    spec.name = name;
    spec.kind = kind;
    return spec;
}

/// Problem 1: sigma = 0.2 on the VE process; mean only collapses to a spike five times narrower than the data.
inline Experiment gaussian_1d() {
    Experiment experiment;
    experiment.process.steps = 50;
    experiment.run.particles = 2000;
    experiment.samplers = {sampler("mean only", SamplerKind::mean_only), sampler("DDPM", SamplerKind::ddpm),
                           sampler("half step", SamplerKind::half_step), sampler("DDIM", SamplerKind::ddim)};
    return experiment;
}

inline Experiment mixture_1d() {
    Experiment experiment = gaussian_1d();
    experiment.target.kind = TargetKind::mixture;
    experiment.target.components = {{0.3, {-2.0}, 0.2, {}}, {0.5, {0.0}, 0.3, {}}, {0.2, {1.5}, 0.1, {}}};
    experiment.process.kind = ProcessKind::vp;
    return experiment;
}

inline Experiment ring_2d() {
    Experiment experiment;
    experiment.target.kind = TargetKind::ring;
    experiment.target.sigma = 0.1;
    experiment.process.kind = ProcessKind::vp;
    experiment.process.steps = 60;
    experiment.process.schedule.beta_end = 0.2;
    experiment.run.particles = 1500;
    experiment.samplers = {sampler("DDPM", SamplerKind::ddpm), sampler("DDIM", SamplerKind::ddim)};
    return experiment;
}

/// With a small network that has learned nothing, but says that it has: what it says does not hang on the last bits.
inline Experiment learned(Experiment experiment) {
    experiment.denoiser.kind = DenoiserKind::learned;
    experiment.training.width = 8;
    experiment.training.depth = 1;
    Network network = *make_problem(experiment)->denoiser.network;
    for (int k = 1; k <= 1000; k += 1 + k / 8)
        network.history.push_back({static_cast<float>(k), 1.3f + 2.f / static_cast<float>(k)});
    experiment.denoiser.network = std::make_shared<const Network>(network);
    return experiment;
}

inline Experiment with_latents(Experiment experiment) {
    experiment.latents = drawn_latents(experiment);
    return experiment;
}

inline Run run_of(const Experiment& experiment) {
    SimulateOptions options;
    options.threads = 1;
    return simulate(experiment, options);
}

/// The same for plots that show no measures.
inline Run unmeasured_run_of(const Experiment& experiment) {
    SimulateOptions options;
    options.threads = 1;
    options.measures = {};
    return simulate(experiment, options);
}

/// Of a plot by its name.
inline Figure figure_of(std::string_view plot, const Run& run, const View& view) {
    return find_plot(plot)->make(run, view);
}
inline std::vector<Mark> overlay_of(std::string_view plot, const Run& run, const View& view) {
    return find_plot(plot)->overlay(run, view);
}

/// The marks of one kind, in drawing order. Of a figure that is a temporary they are copies, as it is gone before they
/// are used.
template <class T>
std::vector<const T*> marks_of(const std::vector<Mark>& marks) {
    std::vector<const T*> found;
    for (const Mark& mark : marks)
        if (const T* one = std::get_if<T>(&mark)) found.push_back(one);
    return found;
}
template <class T>
std::vector<const T*> marks_of(const Figure& figure) {
    return marks_of<T>(figure.marks);
}

template <class T>
std::vector<T> marks_of(std::vector<Mark>&& marks) {
    std::vector<T> found;
    for (Mark& mark : marks)
        if (T* one = std::get_if<T>(&mark)) found.push_back(std::move(*one));
    return found;
}
template <class T>
std::vector<T> marks_of(Figure&& figure) {
    return marks_of<T>(std::move(figure.marks));
}

/// By its label, or by the name that it has in every notation.
inline bool is_called(const Curve& curve, const std::string& name) { return curve.label == name || curve.name == name; }
inline const Curve* curve_labelled(const Figure&& figure, const std::string& label) = delete;
inline const Curve* curve_labelled(const Figure& figure, const std::string& label) {
    for (const Curve* curve : marks_of<Curve>(figure))
        if (is_called(*curve, label)) return curve;
    return nullptr;
}

/// Every value of a figure as text, so that two figures compare, NaN included.
class Dump {
public:
    static std::string of(const Figure& figure) {
        Dump dump;
        dump.all(figure.name, figure.title, figure.caption, figure.x, figure.y, figure.equal_aspect, figure.legend);
        return dump.text_ + of(figure.marks) + "|" + of(figure.overlay);
    }
    static std::string of(const std::vector<Mark>& marks) {
        Dump dump;
        for (const Mark& mark : marks) {
            dump.one(static_cast<double>(mark.index()));
            std::visit([&](const auto& m) { dump.mark(m); }, mark);
        }
        return dump.text_;
    }

private:
    template <class... T>
    void all(const T&... values) {
        (one(values), ...);
    }
    void one(const std::string& value) { text_ += value + ";"; }
    void one(double value) {
        char buffer[40];
        std::snprintf(buffer, sizeof buffer, "%a;", value);
        text_ += buffer;
    }
    template <class T>
    void one(const std::vector<T>& values) {
        for (const T& value : values) one(static_cast<double>(value));
        text_ += "#";
    }
    void one(const Ink& ink) { all(static_cast<double>(ink.role), static_cast<double>(ink.index), ink.alpha); }
    void one(const Axis& a) {
        all(a.label, a.lo, a.hi, a.tick_lo, a.tick_hi, static_cast<double>(a.scale), a.inverted, a.zoomed, a.ticks,
            a.grid);
    }
    void mark(const HeatMap& m) {
        all(m.x_lo, m.x_hi, m.y_lo, m.y_hi, m.columns, m.rows, m.value, m.full, m.full_by_column, m.root,
            m.signed_values, m.label);
    }
    void mark(const Contours& m) {
        all(m.x_lo, m.x_hi, m.y_lo, m.y_hi, m.columns, m.rows, m.value, m.levels, m.filled, m.ink, m.width,
            static_cast<double>(m.dash), m.label);
    }
    void mark(const Band& m) { all(m.x, m.lo, m.hi, m.ink, m.label); }
    void mark(const Bars& m) {
        all(m.edges, m.height, m.base, m.scale, m.horizontal, m.outline, m.tint, m.unit, m.unit_name, m.ink, m.label);
    }
    void mark(const Curve& m) {
        all(m.x, m.y, m.ink, m.width, static_cast<double>(m.dash), m.label, m.lane, m.lanes, m.quiet);
    }
    void mark(const Polylines& m) { all(m.x, m.y, m.length, m.ink, m.width, m.label); }
    void mark(const Points& m) { all(m.x, m.y, m.ink, m.radius, m.label); }
    void mark(const Arrows& m) { all(m.x, m.y, m.dx, m.dy, m.ink, m.width, m.label, m.middles, m.scale, m.half); }
    void mark(const Rule& m) {
        all(m.value, m.vertical, m.ink, m.width, static_cast<double>(m.dash), m.from, m.to, m.label);
    }
    void mark(const Label& m) {
        all(m.x, m.y, m.text, static_cast<double>(m.horizontal), static_cast<double>(m.vertical), m.ink, m.size, m.dx,
            m.dy, m.from, m.to);
    }
    void mark(const Handle& m) { all(m.x, m.y, m.id, m.ink, m.tip, m.y_lo, m.y_hi); }

    std::string text_;
};

/// Checks that whoever draws a figure may rely on: proper axes, lengths that fit, finite places, nothing past `most`
/// points. Values may be anything.
class Sane {
public:
    explicit Sane(const Figure& figure) {
        INFO("plot ", figure.name);
        axis(figure.x);
        axis(figure.y);
        for (const auto* marks : {&figure.marks, &figure.overlay})
            for (const Mark& mark : *marks) std::visit([&](const auto& m) { check(m); }, mark);
    }

private:
    static constexpr std::size_t most = 1'000'000;

    static void axis(const Axis& a) {
        CHECK(std::isfinite(a.lo));
        CHECK(std::isfinite(a.hi));
        CHECK(a.lo < a.hi);
        if (a.scale == Scale::log10) CHECK(a.lo > 0);
    }
    template <class T>
    static void no_infinity(const std::vector<T>& values) {
        std::size_t infinite = 0;
        for (const T value : values) infinite += std::isinf(value) ? 1 : 0;
        CHECK(infinite == 0);
        CHECK(values.size() < most);
    }
    template <class... V>
    static void same_length(const V&... v) {
        const std::size_t sizes[] = {v.size()...};
        for (const std::size_t size : sizes) CHECK(size == sizes[0]);
        CHECK(sizes[0] < most);
    }
    static void check(const HeatMap& m) {
        CHECK(m.x_lo < m.x_hi);
        CHECK(m.y_lo < m.y_hi);
        CHECK(m.value.size() == static_cast<std::size_t>(m.columns) * m.rows);
        CHECK(std::isfinite(m.full));
        CHECK(m.full > 0);
        no_infinity(m.value);
    }
    static void check(const Contours& m) {
        CHECK(m.x_lo < m.x_hi);
        CHECK(m.y_lo < m.y_hi);
        CHECK(m.value.size() == static_cast<std::size_t>(m.columns) * m.rows);
        no_infinity(m.value);
        no_infinity(m.levels);
        for (std::size_t i = 1; i < m.levels.size(); ++i) CHECK(m.levels[i] > m.levels[i - 1]);
    }
    static void check(const Band& m) {
        same_length(m.x, m.lo, m.hi);
        no_infinity(m.x);
    }
    static void check(const Bars& m) {
        CHECK(std::isfinite(m.scale));
        CHECK((m.height.empty() ? m.edges.empty() : m.edges.size() == m.height.size() + 1));
        CHECK(std::isfinite(m.unit));
        no_infinity(m.height);
        for (std::size_t i = 1; i < m.edges.size(); ++i) REQUIRE(m.edges[i] > m.edges[i - 1]);
    }
    static void check(const Curve& m) { same_length(m.x, m.y); }
    static void check(const Polylines& m) {
        CHECK(m.length > 0);
        CHECK(m.y.size() % m.length == 0);
        CHECK((m.x.size() == m.y.size() || m.x.size() == static_cast<std::size_t>(m.length)));
        CHECK(m.y.size() < most);
    }
    static void check(const Points& m) {
        same_length(m.x, m.y);
        CHECK(m.radius > 0);
    }
    static void check(const Arrows& m) {
        same_length(m.x, m.y, m.dx, m.dy);
        CHECK(std::isfinite(m.scale));
        CHECK(m.half > 0);
    }
    static void check(const Rule& m) { CHECK(std::isfinite(m.value)); }
    static void check(const Label& m) {
        CHECK(std::isfinite(m.x));
        CHECK(std::isfinite(m.y));
        CHECK(!m.text.empty());
    }
    static void check(const Handle&) {}
};

} // namespace halfstep::testing
