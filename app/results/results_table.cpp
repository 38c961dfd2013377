// results_table() of results.h: the table that `halfstep run` prints.

#include "app/results/results.h"

#include "app/base/number_text.h"
#include "app/base/text.h"
#include "app/plots/common.h"
#include "app/plots/recorded.h"
#include "app/plots/words.h"
#include "app/results/columns.h"
#include "app/results/mismatch.h"
#include "core/measure/rounding.h"
#include "core/measure/trust.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace halfstep {

namespace {

struct Compared : Measured {
    std::optional<double> closed; ///< the closed form, where there is one
    double off = 0;               ///< from it, in standard errors; NaN where there is none, or no error
    double rounding = 0;          ///< what of the error is rounding
    double off_counts_in = se;    ///< the error that `off` is counted in

    bool rounded() const { return rounding_rules(rounding, *this); }
    bool off_is_rounding() const { return off == 0 && rounding_rules(rounding, off_counts_in); }
};

Compared mean_of(const SamplerRun& sampler, std::size_t state, int c) {
    const Moments& m = sampler.moments[state];
    Compared mean{{m.mean[c], m.se_mean[c]}, {}, m.off_mean[c], m.rounding_mean[c]};
    if (!sampler.predicted.empty()) mean.closed = sampler.predicted[state].mean[c];
    return mean;
}

Compared variance_of(const SamplerRun& sampler, std::size_t state, int c) {
    const Moments& m = sampler.moments[state];
    Compared variance{{m.cov(c, c), m.se_var[c]}, {}, m.off_var[c], m.rounding_var[c], m.se_off_var[c]};
    if (!sampler.predicted.empty()) variance.closed = sampler.predicted[state].cov(c, c);
    return variance;
}

/// Of the modes, which the target has.
Compared width_of(const FinalMeasure& final) { return {final.modes->width, {}, plots::missing, final.width_rounding}; }

struct Row {
    const SamplerRun* run = nullptr;
    std::string sampler;
    int steps = 0;
    int evaluations = 0; ///< of the denoiser, a particle
    const char* coordinate = "x";
    Compared mean, variance;
    Compared distance;                  ///< its error: as far as chance moves that of exact draws
    Measured floor;                     ///< of that: as many exact draws
    std::optional<Compared> width;      ///< of the modes; where the target has such
    std::optional<Compared> round_trip; ///< of both coordinates together; where the start was encoded
    const char* inversion = "";
};

std::vector<Row> rows_of(const Run& run) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const std::size_t last = sampler.moments.size() - 1;
        for (int c = 0; c < run.target().dim(); ++c) {
            Row row;
            row.run = &sampler;
            row.sampler = sampler.spec().name;
            row.steps = sampler.reverse_steps();
            row.evaluations = sampler.evaluations();
            row.coordinate = c == 0 ? "x" : "y";
            const FinalMeasure& final = run.final_of(i);
            row.floor = exact_distance(run, i);
            const double error = std::hypot(row.floor.se, final.rounding);
            row.distance = Compared{{final.distance, error}, {}, plots::missing, final.rounding};
            if (final.modes) row.width = width_of(final);
            if (const auto& trip = sampler.round_trip) {
                row.round_trip = Compared{{trip->rms, trip->se}, trip->closed, trip->off, trip->rounding};
            }
            row.inversion = name_of(sampler.spec().inversion);
            row.mean = mean_of(sampler, last, c);
            row.variance = variance_of(sampler, last, c);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::string distance_name(const Run& run) { return run.target().dim() == 2 ? "sliced W2" : "W1"; }

std::string plain(double value, int digits = 5) { return keyboard_dashes(number_text(value, digits)); }

std::string with_error(const Measured& m, const Run& run) { return keyboard_dashes(plots::told(m, run)); }
std::string with_error(const Compared& m, const Run& run) { return keyboard_dashes(plots::told(m, run, m.rounding)); }

/// One digit more than the measured one beside it.
std::string closed_form(const Compared& m, const Run& run) {
    return m.closed ? keyboard_dashes(plots::told_beside(*m.closed, m, run, m.rounding)) : "-";
}

/// "-": no closed form, or too few particles for a standard error. "rounding": it explains all of the difference.
std::string off_by(const Compared& m) {
    if (std::isnan(m.off) || !std::isfinite(m.value)) return "-";
    if (m.off_is_rounding()) return "rounding";
    return keyboard_dashes(deviation_text(m.off));
}

/// "Round trip of DDIM, ...": one line a sampler whose start was encoded.
std::string round_trips(const Run& run, const std::vector<Row>& rows) {
    std::string text;
    for (const Row& row : rows) {
        if (!row.round_trip || row.coordinate[0] != 'x') continue;
        const Compared& trip = *row.round_trip;
        text +=
            "Round trip of " + one_line(row.sampler, 60) + ", encoded by " + row.inversion + " inversion: rms error ";
        const bool rounding = row.run->round_trip->is_rounding();
        text += rounding ? plain(trip.value, 1) + ", which is rounding" : with_error(trip, run);
        if (trip.closed && !rounding) text += ", closed form " + closed_form(trip, run) + ", off by " + off_by(trip);
        text += ".\n";
    }
    return text.empty() ? "" : "\n" + text;
}

/// "Modes: ...": one line a sampler, where the target has such.
std::string modes_of(const Run& run) {
    if (!run.exact().modes) return "";
    const ExactModes& exact = *run.exact().modes;
    std::vector<Cells> table{{"modes", "width ± se", "in the wrong mode"}};
    const Measured wrong{100 * exact.weight_error, 100 * exact.weight_error_spread}; // percent
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const Modes& modes = *run.final_of(i).modes;
        table.push_back({one_line(run.samplers[i].spec().name, 60), with_error(width_of(run.final_of(i)), run),
                         keyboard_dashes(quantity_text(beside_text(100 * modes.weight_error, wrong, 0, 0), "%"))});
    }
    table.push_back({"exact draws", with_error(Measured{exact.width, exact.width_spread}, run),
                     quantity_text(measured_text(wrong), "%")});
    return "\n" + in_columns(table) +
           "\nwidth: root mean square distance, per coordinate, to the middle of the likeliest mode; in the wrong "
           "mode: half of the sum of |share - weight|.\n";
}

/// "x at t = 200: ...": a forward chain's row of the table is the data, so here is where it leads. One line a
/// coordinate.
std::string forward_ends(const Run& run) {
    std::string text;
    for (const SamplerRun& sampler : run.samplers) {
        if (!sampler.forward()) continue;
        text += one_line(sampler.spec().name, 60) + " starts from data, which its row above is about, and leads to\n";
        const auto told = [&run](const Compared& m) {
            return with_error(m, run) +
                   (m.closed ? ", closed form " + closed_form(m, run) + ", off by " + off_by(m) : "");
        };
        for (int c = 0; c < run.target().dim(); ++c)
            text += std::string("  ") + (c == 0 ? "x" : "y") + " at t = " + number_text(sampler.level_of(0).t, 4) +
                    ": mean " + told(mean_of(sampler, 0, c)) + "; variance " + told(variance_of(sampler, 0, c)) + ".\n";
    }
    return text.empty() ? "" : "\n" + text;
}

/// What recorded states are beside the sampler that they should be of.
std::string recorded_ones(const Run& run) {
    std::string text;
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        if (!sampler.plan->recorded()) continue;
        text += keyboard_dashes(recorded_verdict(run, i)) + "\n";
        if (const auto& floor = run.final_of(i).floor)
            text += "Its distance is that of " + grouped(sampler.final_x.rows()) +
                    " particles; that of as many exact draws: " + with_error(*floor, run) + ".\n";
        if (const std::int64_t more = sampler.plan->recorded()->left_out; more > 0)
            text += "Its file has " + grouped(more) + " particles more, which a scene has no room for.\n";
    }
    return text.empty() ? "" : "\n" + text;
}

/// What the same run in double precision would say of its rounding.
struct InDouble {
    const Run& run;
    const SamplerRun& sampler;
    std::vector<Moments> moments =
        judged_in_double(sampler.steps(), sampler.moments, run.target(), sampler.plan->inversion.steps.size());

    double mean(int c) const { return moments.back().rounding_mean[c]; }
    double variance(int c) const { return moments.back().rounding_var[c]; }
    double distance() const { return rounding_of_places(moments.back(), rounding_unit<double>); }
    double width() const {
        return rounding_within_modes(sampler.steps(), moments, run.target(), rounding_unit<double>);
    }
};

/// "Rounding of single precision rules in ...": where errors say more about the numbers than about the sampler.
std::string about_rounding(const Run& run, const std::vector<Row>& rows) {
    const bool single = run.experiment().run.precision == Precision::single, plane = run.target().dim() == 2;
    std::string ruled;
    const auto tell = [&](const Compared& m, const std::string& what, const Row& row, const std::string& coordinate,
                          const auto& in_double) {
        if ((!m.rounded() && !m.off_is_rounding()) || !std::isfinite(m.value)) return;
        ruled += "  the " + what + " of " + one_line(row.sampler, 60) + coordinate + ": ± " + plain(m.rounding, 2);
        if (single) ruled += "; double precision has it to about " + plain(in_double(InDouble{run, *row.run}), 2);
        ruled += "\n";
    };
    for (const Row& row : rows) {
        if (row.run->plan->recorded()) continue; // its numbers are as they were written
        const std::string coordinate = plane ? std::string(", ") + row.coordinate : "";
        const int c = row.coordinate[0] == 'x' ? 0 : 1;
        tell(row.mean, "mean", row, coordinate, [c](const InDouble& twin) { return twin.mean(c); });
        tell(row.variance, "variance", row, coordinate, [c](const InDouble& twin) { return twin.variance(c); });
        if (row.coordinate[0] != (plane ? 'y' : 'x')) continue; // these are of both coordinates
        tell(row.distance, distance_name(run), row, "", [](const InDouble& twin) { return twin.distance(); });
        if (row.width)
            tell(*row.width, "width of the modes", row, "", [](const InDouble& twin) { return twin.width(); });
    }
    if (ruled.empty()) return "";
    return std::string("Rounding of ") + name_of(run.experiment().run.precision) + " precision rules in\n" + ruled;
}

/// What the denoiser and the process cost, whatever the sampler.
std::string bounds(const Run& run) {
    if (run.losses().empty()) return "";
    const auto nats = [](const Measured& m) { return keyboard_dashes(estimate_text(m)); };
    const auto L = [&](BoundVariance variance) { return nats(run.losses().bound(variance).total); };
    const std::string entropy = std::isfinite(run.losses().entropy.value)
                                    ? "entropy of the data " + nats(run.losses().entropy)
                                    : "the data have no density, so no entropy";
    const auto nll = [&](BoundVariance variance) { return plain(*run.losses().bound(variance).nll); };
    std::string likelihood;
    if (run.losses().bound(BoundVariance::best).nll)
        likelihood = "It bounds the chain's own -E log p(x0), closed form: " + nll(BoundVariance::large) + ", " +
                     nll(BoundVariance::small) + ", " + nll(BoundVariance::best) + ".\n";
    return "\nVariational bound L in nats: " + L(BoundVariance::large) + " with V = ⟨β⟩, " + L(BoundVariance::small) +
           " with V = ⟨β̃⟩, " + L(BoundVariance::best) + " with the best V; " + entropy + ".\n" + likelihood +
           "KL(p_T || " + plots::prior_text(run.process()) +
           ") = " + quantity_text(nats(run.losses().mismatch), "nats") + ": how wrong it is to start from there.\n";
}

/// What goes wrong where samplers start.
std::string warnings(const Run& run) {
    std::string text;
    for (const std::string& warning : {mismatch_warning(run), overshoot_warning(run)})
        if (!warning.empty()) text += one_line(warning, 2000) + "\n";
    return text.empty() ? "" : "\n" + text;
}

/// In full; empty for what is undefined (the standard error of one particle).
std::string exact(double value) { return std::isfinite(value) ? number(value) : ""; }

/// A number, or (x, y).
std::string pair_of(int dim, const auto& at) {
    return dim == 1 ? plain(at(0)) : std::string("(") + plain(at(0)) + ", " + plain(at(1)) + ")";
}

std::string heading(const Run& run) {
    const Experiment& e = run.experiment();
    const int dim = run.target().dim();
    const Vec mean = run.target().mean();
    const Mat cov = run.target().cov();
    // A centre that is zero but for rounding is shown as zero.
    const auto centre = [&](int c) { return std::abs(mean(c)) < 1e-12 * std::sqrt(cov(c, c)) ? 0.0 : mean(c); };
    std::string text = e.title.empty() ? "" : one_line(e.title) + "\n";
    text += std::string("Target: ") + name_of(e.target.kind) + ", mean " + pair_of(dim, centre) + ", variance " +
            pair_of(dim, [&](int c) { return cov(c, c); });
    text += std::string(". Process: ") + name_of(e.process.kind) + ", " + std::to_string(run.process().steps()) +
            " steps. ";
    text += std::to_string(run.particles) + " particle" + (run.particles == 1 ? "" : "s") + ", seed " +
            std::to_string(e.run.seed) + ", " + name_of(e.run.precision) + " precision.\n";
    return text;
}

} // namespace

namespace {

/// With the marks about its symbols.
std::string marked_table(const Run& run) {
    const bool plane = run.target().dim() == 2;
    const std::string distance = distance_name(run);
    std::vector<Cells> lines;
    Cells head = {"sampler",       "steps",       "mean ± se", "closed form", "off by",
                  "variance ± se", "closed form", "off by",    distance};
    if (plane) head.insert(head.begin() + 2, "");
    const std::vector<Row> rows = rows_of(run);
    // Said where steps do not cost the same.
    const bool counted = std::any_of(rows.begin(), rows.end(), [](const Row& row) {
        return row.evaluations != row.steps && !row.run->plan->recorded();
    });
    if (counted) head.insert(head.begin() + 2, "evals");
    lines.push_back(head);
    const Measured floor{run.exact().distance, run.exact().spread};
    for (const Row& row : rows) {
        const bool first = row.coordinate[0] == 'x';
        Cells line = {first ? one_line(row.sampler, 60) : "", first ? std::to_string(row.steps) : ""};
        if (counted) line.push_back(!first ? "" : row.run->plan->recorded() ? "-" : std::to_string(row.evaluations));
        if (plane) line.push_back(row.coordinate);
        for (const Compared& m : {row.mean, row.variance}) {
            line.push_back(with_error(m, run));
            line.push_back(closed_form(m, run));
            line.push_back(off_by(m));
        }
        line.push_back(first ? beside_text(row.distance.value, row.floor, resolution_of_bound(row.distance.rounding), 0)
                             : "");
        lines.push_back(line);
    }
    const std::string table = in_columns(lines),
                      more = round_trips(run, rows) + forward_ends(run) + recorded_ones(run) + modes_of(run);
    const std::string untold = (table + more).find("± ?") == std::string::npos
                                   ? ""
                                   : "\"± ?\": too few particles for an error that could be trusted.\n";
    return heading(run) + "\n" + table + "\n\"off by\" counts standard errors (se). " + distance +
           " is the distance to the target; that of as many exact draws: " + with_error(floor, run) +
           " (mean and spread of 8 such clouds).\n" + untold + about_rounding(run, rows) + more + bounds(run) +
           warnings(run);
}

} // namespace

std::string results_table(const Run& run, std::optional<Notation> notation) {
    const std::string text = marked_table(run);
    return notation ? spelled(text, *notation, run.process().spec) : unspelled(text);
}

std::string results_in_words(const Run& run) {
    const std::string distance = distance_name(run);
    const bool measured = run.measures.have({.final_samples = true});
    std::string text = "Results at the data, t = 0.";
    for (const Row& row : rows_of(run)) {
        const bool first = row.coordinate[0] == 'x', plane = run.target().dim() == 2;
        text += " " + row.sampler + (plane ? std::string(", ") + row.coordinate : "") + ":";
        for (const auto& [name, m] : {std::pair{" mean ", &row.mean}, std::pair{", variance ", &row.variance}}) {
            text += name + with_error(*m, run);
            if (m->closed) text += " (closed form " + closed_form(*m, run) + ")";
        }
        if (first && measured)
            text +=
                ", " + distance + " " +
                beside_text(row.distance.value, {run.exact().distance, run.exact().spread}, row.distance.rounding, 0);
        text += ".";
    }
    if (measured)
        text += " The " + distance + " of as many exact draws is " +
                with_error(Measured{run.exact().distance, run.exact().spread}, run) + ".";
    return text;
}

std::string results_csv_header() {
    return "sampler,steps,coordinate,mean,mean_se,mean_closed,variance,variance_se,variance_closed,distance,"
           "distance_floor,distance_floor_spread,evaluations,round_trip,round_trip_se,round_trip_closed\n";
}

std::vector<ResultsRow> results_of(const Run& run) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    const auto told = [](double value) { return std::isfinite(value) ? value : nothing; }; // as in lines of CSV
    std::vector<ResultsRow> results;
    for (const Row& row : rows_of(run)) {
        const bool trip = row.round_trip && row.coordinate[0] == 'x';
        results.push_back({.sampler = row.sampler,
                           .steps = row.steps,
                           .evaluations = row.evaluations,
                           .coordinate = row.coordinate[0],
                           .mean = told(row.mean.value),
                           .mean_se = told(row.mean.se),
                           .mean_closed = told(row.mean.closed.value_or(nothing)),
                           .variance = told(row.variance.value),
                           .variance_se = told(row.variance.se),
                           .variance_closed = told(row.variance.closed.value_or(nothing)),
                           .distance = told(row.distance.value),
                           .distance_floor = told(row.floor.value),
                           .distance_floor_spread = told(row.floor.se),
                           .round_trip = trip ? told(row.round_trip->value) : nothing,
                           .round_trip_se = trip ? told(row.round_trip->se) : nothing,
                           .round_trip_closed = trip ? told(row.round_trip->closed.value_or(nothing)) : nothing});
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
