#include "app/plots/moment_curves.h"
#include "app/plots/shown.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep::plots {

ExactMoments::ExactMoments(const Run& run)
    : process_(&run.process()), mean0_(run.target().mean()), cov0_(run.target().cov()) {}

Vec ExactMoments::mean(int level) const { return process_->levels[level].a * mean0_; }

Mat ExactMoments::cov(int level) const {
    const Level& at = process_->levels[level];
    Mat cov = at.a * at.a * cov0_;
    for (Eigen::Index i = 0; i < cov.rows(); ++i) cov(i, i) += at.b * at.b;
    return cov;
}

double ExactMoments::mean_variance(int level) const {
    const Level& at = process_->levels[level];
    return at.a * at.a * cov0_.trace() / static_cast<double>(cov0_.rows()) + at.b * at.b;
}

Measured mean_variance(const Moments& moments) {
    if (moments.cov.rows() == 0) return {missing, missing};
    const double dim = static_cast<double>(moments.cov.rows());
    return {moments.cov.trace() / dim, moments.se_var.size() > 0 ? moments.se_var.sum() / dim : missing};
}

double mean_variance(const Gaussian& law) { return law.cov.trace() / static_cast<double>(law.cov.rows()); }

double variance_rounding(const Moments& moments) {
    return moments.rounding_var.size() > 0 ? moments.rounding_var.maxCoeff() : 0;
}

namespace {

/// One sampler's numbers, by ascending t: states from last to first.
struct Series {
    std::vector<double> t, value, se, closed;
};

Series series_of(const Run& run, const SamplerRun& sampler, const ExactMoments& exact, const Statistic& statistic) {
    Series series;
    const std::vector<int> shown = sampler.shown_states();
    const bool predicted = sampler.predicted.size() == sampler.moments.size();
    for (auto state = shown.rbegin(); state != shown.rend(); ++state) {
        const int i = *state, level = sampler.levels()[i];
        const Measured measured = statistic.measured(sampler.moments[i], exact, level);
        series.t.push_back(run.process().levels[level].t);
        series.value.push_back(measured.value);
        series.se.push_back(measured.se);
        if (predicted) series.closed.push_back(statistic.closed(sampler.predicted[i], exact, level));
    }
    return series;
}

void add_band(Figure& figure, const Series& series, const Ink& ink, const std::string& label) {
    constexpr double errors = 2;
    Band band;
    band.ink = ink;
    band.label = label;
    for (std::size_t i = 0; i < series.t.size(); ++i) {
        const double half = errors * series.se[i];
        if (!std::isfinite(series.value[i]) || !std::isfinite(half)) continue;
        band.x.push_back(series.t[i]);
        band.lo.push_back(series.value[i] - half);
        band.hi.push_back(series.value[i] + half);
    }
    if (band.x.size() > 1) figure.marks.emplace_back(std::move(band));
}

/// A band, a curve and a dashed curve for each sampler.
void add_moment_curves(Figure& figure, const Run& run, const View& view, const Statistic& statistic, bool bands) {
    const ExactMoments exact(run);
    std::vector<Mark> dashed; // above all measurements, or they would hide it where they agree
    const int count = static_cast<int>(run.samplers.size());
    for (int i = 0; i < count; ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const Series series = series_of(run, sampler, exact, statistic);
        if (bands) add_band(figure, series, sampler_ink(i, view, 0.22f), sampler.spec().name);

        Curve measured;
        measured.x = series.t;
        measured.y = series.value;
        measured.ink = sampler_ink(i, view);
        measured.width = 2;
        measured.lane = i;
        measured.lanes = count;
        measured.label = sampler.spec().name;
        if (series.t.size() <= few_levels) {
            Points dots;
            dots.x.assign(measured.x.begin(), measured.x.end());
            dots.y.assign(measured.y.begin(), measured.y.end());
            dots.ink = sampler_ink(i, view);
            dots.radius = 2.25f;
            dashed.emplace_back(std::move(dots));
        }
        figure.marks.emplace_back(std::move(measured));

        if (series.closed.empty()) continue;
        Curve predicted;
        predicted.x = series.t;
        predicted.y = series.closed;
        predicted.ink = sampler_ink(i, view);
        predicted.width = 1.25f;
        predicted.dash = Dash::dashed;
        predicted.label = sampler.spec().name; // the legend shows band, line and dashes in one
        dashed.emplace_back(std::move(predicted));
    }
    std::move(dashed.begin(), dashed.end(), std::back_inserter(figure.marks));
}

/// "dashed: closed form · band: ±2 standard errors · 20 000 particles"; "1 particle: no spread, no errors"
std::string moment_caption(const Run& run, const View& view, const MomentPlot& plot) {
    if (run.particles < 2) return particles_text(run) + ": no spread, no errors";
    // What the marks mean comes first, as captions lose their last parts where there is no room.
    const auto shown = shown_samplers(run, view, plot.name);
    const bool closed =
        std::any_of(shown.begin(), shown.end(), [](const SamplerRun* sampler) { return !sampler->predicted.empty(); });
    const bool own_bands = !plot.noise_band || !plot.noise_band(run);
    return std::string(closed ? "dashed: closed form · " : "") +
           (own_bands ? "band: ±2 standard errors · " : "grey: up to twice what sampling noise alone gives · ") +
           particles_text(run);
}

} // namespace

std::vector<Mark> moment_overlay(const Run& run, const View& view, const Statistic& statistic) {
    std::vector<Mark> overlay;
    if (!drawable(run)) return overlay;
    add_cursor(overlay, run, view);
    const ExactMoments exact(run);
    const int level = cursor_level(run, view);
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const int state = sampler.state_at(level);
        if (state < 0 || state >= static_cast<int>(sampler.moments.size())) continue;
        const Measured measured = statistic.measured(sampler.moments[state], exact, sampler.levels()[state]);
        Points dot;
        dot.x = {run.process().levels[sampler.levels()[state]].t};
        dot.y = {measured.value};
        if (!std::isfinite(dot.y[0])) continue;
        dot.ink = sampler_ink(i, view);
        dot.radius = 3;
        overlay.emplace_back(std::move(dot));
    }
    return overlay;
}

Range samplers_range(const Run& run, const Statistic& statistic, bool measured) {
    const ExactMoments exact(run);
    Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const SamplerRun& sampler : run.samplers) {
        if (sampler.predicted.empty() && !measured) continue;
        const std::vector<int> shown = sampler.shown_states();
        for (const int i : shown) {
            const int level = sampler.levels()[i];
            const double value = sampler.predicted.empty() ? statistic.measured(sampler.moments[i], exact, level).value
                                                           : statistic.closed(sampler.predicted[i], exact, level);
            if (!std::isfinite(value)) continue;
            range.lo = std::min(range.lo, value);
            range.hi = std::max(range.hi, value);
        }
    }
    return range;
}

Figure moment_figure(const Run& run, const View& view, const MomentPlot& plot) {
    Figure figure;
    figure.name = plot.name;
    figure.title = plot.title;
    figure.direct = true;
    if (!drawable(run)) return figure;
    figure.x = time_axis(run);
    figure.y = plot.axis(run, plot.statistic);
    figure.caption = moment_caption(run, view, plot);
    auto noise = plot.noise_band ? plot.noise_band(run) : std::nullopt;
    const bool bands = !noise;
    if (noise) figure.marks.emplace_back(std::move(*noise));
    figure.marks.emplace_back(plot.exact(run, ExactMoments(run)));
    add_moment_curves(figure, run, view, plot.statistic, bands);
    figure.overlay = moment_overlay(run, view, plot.statistic);
    return figure;
}

std::string moment_words(const Run& run, const View& view, const MomentPlot& plot) {
    const ExactMoments exact(run);
    const int level = cursor_level(run, view);
    const std::string told_of = of_each_sampler(run, view, plot.name, [&](const SamplerRun& sampler, int) {
        const int state = sampler.state_at(level);
        const auto i = static_cast<std::size_t>(state);
        const Moments& moments = sampler.moments[i];
        const Measured measured = plot.statistic.measured(moments, exact, level);
        if (std::isnan(measured.value)) return std::string();
        const double rounding = plot.statistic.rounding(moments, exact, level);
        std::string text = told(measured, run, rounding);
        if (!sampler.predicted.empty())
            text += ", closed form " +
                    told_beside(plot.statistic.closed(sampler.predicted[i], exact, level), measured, run, rounding);
        return text;
    });
    const Curve right = plot.exact(run, exact);
    const double value = right.y[static_cast<std::size_t>(level)];
    return std::string(plot.of) + "; " + caption_words(moment_caption(run, view, plot)) + "." +
           by_sampler(at_cursor(run, view) + ", of each sampler", told_of) +
           (std::isnan(value) ? "" : " The curve “" + right.label + "” is at " + plain_words(value) + ".");
}

} // namespace halfstep::plots
