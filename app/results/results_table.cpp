#include "app/results/results.h"

#include "app/plots/common.h"
#include "app/scene/names.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <limits>
#include <optional>

namespace halfstep {

namespace {

struct Compared : Measured {
    std::optional<double> closed; ///< the closed form, where there is one

    /// How many standard errors the measurement is off.
    std::optional<double> off() const {
        if (!closed || !(se > 0) || !std::isfinite(se) || !std::isfinite(value)) return std::nullopt;
        return (value - *closed) / se;
    }
};

struct Row {
    std::string sampler;
    int steps = 0;
    int evaluations = 0; ///< of the denoiser, a particle
    const char* coordinate = "x";
    Compared mean, variance;
    double distance = 0;
    std::optional<Compared> round_trip; ///< of both coordinates together; where the start was encoded
    const char* inversion = "";
};

std::vector<Row> rows_of(const Run& run) {
    std::vector<Row> rows;
    for (const SamplerRun& sampler : run.samplers) {
        const Moments& last = sampler.moments.back();
        const Gaussian* predicted = sampler.predicted.empty() ? nullptr : &sampler.predicted.back();
        for (int c = 0; c < run.target.dim(); ++c) {
            Row row;
            row.sampler = sampler.spec.name;
            row.steps = sampler.reverse_steps();
            row.evaluations = sampler.evaluations();
            row.coordinate = c == 0 ? "x" : "y";
            row.distance = sampler.distance;
            if (const auto& trip = sampler.round_trip) row.round_trip = Compared{{trip->rms, trip->se}, trip->closed};
            row.inversion = name_of(sampler.spec.inversion);
            row.mean = {{last.mean(c), last.se_mean(c)}, std::nullopt};
            row.variance = {{last.cov(c, c), last.se_var(c)}, std::nullopt};
            if (predicted) {
                row.mean.closed = predicted->mean(c);
                row.variance.closed = predicted->cov(c, c);
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

std::string plain(double value) { return std::isfinite(value) ? formatted("%.5g", value) : "-"; }

/// `value` to as many decimals as give the standard error two digits, and `extra` more.
std::string rounded(double value, double se, int extra = 0) {
    if (!std::isfinite(value)) return "-";
    if (!(se > 0) || !std::isfinite(se) || value == 0) return formatted("%.6g", value);
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(se))) + extra;
    if (decimals <= 9 + extra && std::abs(value) < 1e7) {
        const std::string text = formatted("%.*f", std::max(decimals, 0), value);
        const bool zero = text.find_first_not_of("-0.") == std::string::npos; // without a sign
        return zero && text[0] == '-' ? text.substr(1) : text;
    }
    const int exponent = value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
    return formatted("%.*e", std::clamp(exponent + decimals, 0, 16), value);
}

std::string with_error(const Measured& m) { return rounded(m.value, m.se) + " ± " + rounded(m.se, m.se); }

/// "-": no closed form, or too few particles for a standard error.
std::string off_by(const Compared& m) {
    if (const auto off = m.off()) return formatted("%+.1f", *off);
    return "-";
}

/// Characters, not bytes: names and the plus-minus sign are UTF-8.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

using Cells = std::vector<std::string>;

/// Columns two blanks apart; the first is flush left, the others right.
std::string aligned(const std::vector<Cells>& lines) {
    std::vector<std::size_t> widths(lines.front().size());
    for (const Cells& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
    std::string text;
    for (const Cells& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            const std::string padding(widths[i] - width_of(line[i]), ' ');
            text += i == 0 ? line[i] + padding : "  " + padding + line[i];
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

/// "Round trip of DDIM, ...": one line a sampler whose start was encoded.
std::string round_trips(const Run& run, const std::vector<Row>& rows) {
    // An exact inverse leaves rounding, which no closed form knows.
    const Vec mean = run.target.mean();
    const double scale = std::sqrt(run.target.cov().trace() + mean.squaredNorm());
    const double rounding = (run.experiment.run.precision == Precision::single ? 1e-5 : 1e-12) * scale;
    std::string text;
    for (const Row& row : rows) {
        if (!row.round_trip || row.coordinate[0] != 'x') continue;
        const Compared& trip = *row.round_trip;
        text +=
            "Round trip of " + one_line(row.sampler, 60) + ", encoded by " + row.inversion + " inversion: rms error ";
        if (trip.value < rounding)
            text += plain(trip.value) + ", which is rounding";
        else
            text += trip.se > 0 ? with_error(trip) : plain(trip.value);
        if (trip.closed && trip.value >= rounding)
            text += ", closed form " + rounded(*trip.closed, trip.se, 1) + ", off by " + off_by(trip);
        text += ".\n";
    }
    return text.empty() ? "" : "\n" + text;
}

/// "Modes: ...": one line a sampler, where the target has such.
std::string modes_of(const Run& run) {
    if (!run.exact_modes) return "";
    const ExactModes& exact = *run.exact_modes;
    std::vector<Cells> table{{"modes", "width ± se", "in the wrong mode"}};
    const auto percent = [](double share) { return formatted("%.2f %%", 100 * share); };
    for (const SamplerRun& sampler : run.samplers)
        table.push_back(
            {one_line(sampler.spec.name, 60), with_error(sampler.modes->width), percent(sampler.modes->share_error)});
    table.push_back({"exact draws",
                     rounded(exact.width, exact.width_spread) + " ± " + rounded(exact.width_spread, exact.width_spread),
                     percent(exact.share_error) + " ± " + percent(exact.share_error_spread)});
    return "\n" + aligned(table) +
           "\nwidth: root mean square distance, per coordinate, to the middle of the likeliest mode; in the wrong "
           "mode: half of "
           "the sum of |share - weight|.\n";
}

/// "x at t = 200: ...": a forward chain's row of the table is the data, so here is where it leads. One line a coordinate.
std::string forward_ends(const Run& run) {
    std::string text;
    for (const SamplerRun& sampler : run.samplers) {
        if (!sampler.forward()) continue;
        text += one_line(sampler.spec.name, 60) + " starts from data, which its row above is about, and leads to\n";
        const Moments& end = sampler.moments.front();
        const auto told = [](double value, double se, std::optional<double> closed) {
            const Compared m{{value, se}, closed};
            return with_error(m) + (closed ? ", closed form " + rounded(*closed, se, 1) + ", off by " + off_by(m) : "");
        };
        for (int c = 0; c < run.target.dim(); ++c) {
            std::optional<double> mean, variance;
            if (!sampler.predicted.empty()) {
                mean = sampler.predicted.front().mean(c);
                variance = sampler.predicted.front().cov(c, c);
            }
            text += std::string("  ") + (c == 0 ? "x" : "y") + " at t = " + number(sampler.level_of(0).t) + ": mean " +
                    told(end.mean(c), end.se_mean(c), mean) + "; variance " +
                    told(end.cov(c, c), end.se_var(c), variance) + ".\n";
        }
    }
    return text.empty() ? "" : "\n" + text;
}

/// What the denoiser and the process cost, whatever the sampler.
std::string bounds(const Run& run) {
    if (run.losses.empty()) return "";
    const auto nats = [](const Measured& m) {
        return m.se > 1e-9 * std::abs(m.value) ? with_error(m) : plain(m.value);
    };
    const auto L = [&](BoundVariance variance) { return nats(run.losses.bound(variance).total); };
    const std::string entropy = std::isfinite(run.losses.entropy.value)
                                    ? "entropy of the data " + nats(run.losses.entropy)
                                    : "the data have no density, so no entropy";
    const auto nll = [&](BoundVariance variance) { return plain(*run.losses.bound(variance).nll); };
    std::string likelihood;
    if (run.losses.bound(BoundVariance::best).nll)
        likelihood = "It bounds the chain's own -E log p(x0), closed form: " + nll(BoundVariance::large) + ", " +
                     nll(BoundVariance::small) + ", " + nll(BoundVariance::best) + ".\n";
    return "\nVariational bound L in nats: " + L(BoundVariance::large) + " with V = β, " + L(BoundVariance::small) +
           " with V = β̃, " + L(BoundVariance::best) + " with the best V; " + entropy + ".\n" + likelihood +
           "KL(p_T || " + plots::prior_text(run.process) + ") = " + nats(run.losses.mismatch) +
           " nats: how wrong it is to start from there.\n";
}

/// In full; empty for what is undefined (the standard error of one particle).
std::string exact(double value) { return std::isfinite(value) ? number(value) : ""; }

/// A number, or (x, y).
std::string pair_of(int dim, const auto& at) {
    return dim == 1 ? plain(at(0)) : std::string("(") + plain(at(0)) + ", " + plain(at(1)) + ")";
}

std::string heading(const Run& run) {
    const Experiment& e = run.experiment;
    const int dim = run.target.dim();
    const Vec mean = run.target.mean();
    const Mat cov = run.target.cov();
    // A centre that is zero but for rounding is shown as zero.
    const auto centre = [&](int c) { return std::abs(mean(c)) < 1e-12 * std::sqrt(cov(c, c)) ? 0.0 : mean(c); };
    std::string text = e.title.empty() ? "" : one_line(e.title) + "\n";
    text += std::string("Target: ") + name_of(e.target.kind) + ", mean " + pair_of(dim, centre) + ", variance " +
            pair_of(dim, [&](int c) { return cov(c, c); });
    text +=
        std::string(". Process: ") + name_of(e.process.kind) + ", " + std::to_string(run.process.steps()) + " steps. ";
    text += std::to_string(run.particles) + " particle" + (run.particles == 1 ? "" : "s") + ", seed " +
            std::to_string(e.run.seed) + ", " + name_of(e.run.precision) + " precision.\n";
    return text;
}

} // namespace

std::string results_table(const Run& run) {
    const bool plane = run.target.dim() == 2;
    const std::string distance = plane ? "sliced W2" : "W1";
    std::vector<Cells> lines;
    Cells head = {"sampler",       "steps",       "mean ± se", "closed form", "off by",
                  "variance ± se", "closed form", "off by",    distance};
    if (plane) head.insert(head.begin() + 2, "");
    const std::vector<Row> rows = rows_of(run);
    // Said where steps do not cost the same.
    const bool counted =
        std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.evaluations != row.steps; });
    if (counted) head.insert(head.begin() + 2, "evals");
    lines.push_back(head);
    for (const Row& row : rows) {
        const bool first = row.coordinate[0] == 'x';
        Cells line = {first ? one_line(row.sampler, 60) : "", first ? std::to_string(row.steps) : ""};
        if (counted) line.push_back(first ? std::to_string(row.evaluations) : "");
        if (plane) line.push_back(row.coordinate);
        for (const Compared& m : {row.mean, row.variance}) {
            line.push_back(with_error(m));
            line.push_back(m.closed ? rounded(*m.closed, m.se, 1) : "-");
            line.push_back(off_by(m));
        }
        line.push_back(first ? plain(row.distance) : "");
        lines.push_back(line);
    }
    return heading(run) + "\n" + aligned(lines) + "\n\"off by\" counts standard errors (se). " + distance +
           " is the distance to the target; that of as many exact draws: " + plain(run.distance_floor) + " ± " +
           formatted("%.1g", run.distance_floor_spread) + " (mean and spread of 8 such clouds).\n" +
           round_trips(run, rows) + forward_ends(run) + modes_of(run) + bounds(run);
}

std::string results_csv_header() {
    return "sampler,steps,coordinate,mean,mean_se,mean_closed,variance,variance_se,variance_closed,distance,"
           "distance_floor,distance_floor_spread,evaluations,round_trip,round_trip_se,round_trip_closed\n";
}

std::vector<ResultsRow> results_of(const Run& run) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    std::vector<ResultsRow> results;
    for (const Row& row : rows_of(run)) {
        const bool trip = row.round_trip && row.coordinate[0] == 'x';
        results.push_back({.sampler = row.sampler,
                           .steps = row.steps,
                           .evaluations = row.evaluations,
                           .coordinate = row.coordinate[0],
                           .mean = row.mean.value,
                           .mean_se = row.mean.se,
                           .mean_closed = row.mean.closed.value_or(nothing),
                           .variance = row.variance.value,
                           .variance_se = row.variance.se,
                           .variance_closed = row.variance.closed.value_or(nothing),
                           .distance = row.distance,
                           .distance_floor = run.distance_floor,
                           .distance_floor_spread = run.distance_floor_spread,
                           .round_trip = trip ? row.round_trip->value : nothing,
                           .round_trip_se = trip ? row.round_trip->se : nothing,
                           .round_trip_closed = trip ? row.round_trip->closed.value_or(nothing) : nothing});
    }
    return results;
}

std::string results_csv_line(const ResultsRow& row) {
    std::string text = csv_text(row.sampler) + "," + std::to_string(row.steps) + "," + row.coordinate;
    for (const double value : {row.mean, row.mean_se, row.mean_closed, row.variance, row.variance_se,
                               row.variance_closed, row.distance, row.distance_floor, row.distance_floor_spread})
        text += "," + exact(value);
    text += "," + std::to_string(row.evaluations);
    for (const double value : {row.round_trip, row.round_trip_se, row.round_trip_closed}) text += "," + exact(value);
    return text + "\n";
}

std::string results_csv(const Run& run) {
    std::string text = results_csv_header();
    for (const ResultsRow& row : results_of(run)) text += results_csv_line(row);
    return text;
}

} // namespace halfstep
