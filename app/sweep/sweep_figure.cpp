#include "app/sweep/sweep_figure.h"

#include "app/plots/common.h"
#include "core/spec/experiment_facts.h"
#include "core/spec/process_facts.h"
#include "core/spec/sampler_facts.h"
#include "core/spec/target_facts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace halfstep {
namespace {

using namespace plots;

constexpr double log_from = 8; ///< values that lie this factor apart get a log axis

/// Mean and standard deviation (n - 1) of what the seeds give; one seed has none.
struct Spread {
    std::vector<double> values;

    double mean() const {
        double sum = 0;
        for (const double v : values) sum += v;
        return sum / static_cast<double>(values.size());
    }
    double deviation() const {
        if (values.size() < 2) return missing;
        const double m = mean();
        double sum = 0;
        for (const double v : values) sum += (v - m) * (v - m);
        return std::sqrt(sum / static_cast<double>(values.size() - 1));
    }
};

/// Along the axis that was varied.
struct SweepPoint {
    double x = 0;
    Spread value, closed, floor, floor_spread;
};

struct Series {
    int sampler = 0, variant = 0; ///< the latter counts combinations of the other keys
    std::string label;
    std::vector<SweepPoint> places; ///< ascending in x
};

template <class Spec>
std::string label_of_key(const std::string& name) {
    const KeyFact<Spec>* key = find_key<Spec>(name);
    return key ? key->label : "";
}

/// What people call a key: "T" for process.steps, "η of sampler 2" for sampler[1].eta; the key itself where it has no
/// other name.
std::string words_of_key(const std::string& key) {
    const std::size_t dot = key.rfind('.');
    if (dot == std::string::npos) return key;
    const std::string table = key.substr(0, dot), name = key.substr(dot + 1);
    std::string label = table == "process"               ? label_of_key<ProcessSpec>(name)
                        : table == "target"              ? label_of_key<TargetSpec>(name)
                        : table == "run"                 ? label_of_key<RunSpec>(name)
                        : table.rfind("sampler", 0) == 0 ? label_of_key<SamplerSpec>(name)
                                                         : "";
    if (label.empty()) return key;
    label = spelled(label, Notation::ddpm, ProcessSpec{});
    const std::size_t index = table.find('[');
    if (index == std::string::npos) return label;
    return label + " of sampler " + std::to_string(std::atoi(table.c_str() + index + 1) + 1);
}

std::vector<std::string> distinct(const SweepTable& table, std::size_t key) {
    std::vector<std::string> values;
    for (const SweepRow& row : table.rows)
        if (std::find(values.begin(), values.end(), row.values[key]) == values.end()) values.push_back(row.values[key]);
    return values;
}

/// The whole text as a finite number; NaN: it is none.
double as_number(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return text.empty() || *end != 0 || !std::isfinite(value) ? missing : value;
}

/// What was varied, and where its values stand.
struct Varied {
    std::size_t key = 0;
    std::vector<std::string> values;
    bool numbers = true;

    explicit Varied(const SweepTable& table) {
        while (key + 1 < table.keys.size() && distinct(table, key).size() < 2) ++key;
        if (distinct(table, key).size() < 2) key = 0;
        values = distinct(table, key);
        for (const std::string& value : values) numbers = numbers && !std::isnan(as_number(value));
    }
    double place(const std::string& value) const {
        if (numbers) return as_number(value);
        return static_cast<double>(std::find(values.begin(), values.end(), value) - values.begin());
    }
};

std::vector<Series> series_of(const SweepTable& table, const SweepMeasure& measure, const Varied& varied) {
    std::vector<std::size_t> others;
    for (std::size_t key = 0; key < table.keys.size(); ++key)
        if (key != varied.key && distinct(table, key).size() > 1) others.push_back(key);
    std::vector<std::string> samplers, variants;
    const auto index_in = [](std::vector<std::string>& list, const std::string& text) {
        const auto at = std::find(list.begin(), list.end(), text);
        const int index = static_cast<int>(at - list.begin());
        if (at == list.end()) list.push_back(text);
        return index;
    };
    std::vector<Series> all;
    for (const SweepRow& row : table.rows) {
        if (row.coordinate != measure.coordinate) continue;
        std::string variant;
        for (const std::size_t key : others) variant += ", " + words_of_key(table.keys[key]) + " = " + row.values[key];
        const int sampler = index_in(samplers, row.sampler), which = index_in(variants, variant);
        auto series = std::find_if(all.begin(), all.end(),
                                   [&](const Series& s) { return s.sampler == sampler && s.variant == which; });
        if (series == all.end()) series = all.insert(all.end(), {sampler, which, row.sampler + variant, {}});
        const double x = varied.place(row.values[varied.key]);
        auto place = std::lower_bound(series->places.begin(), series->places.end(), x,
                                      [](const SweepPoint& p, double at) { return p.x < at; });
        if (place == series->places.end() || place->x != x) {
            place = series->places.insert(place, SweepPoint{});
            place->x = x;
        }
        const double closed = measure.closed ? row.*measure.closed : missing;
        place->value.values.push_back(measure.error ? row.*measure.value - closed : row.*measure.value);
        place->closed.values.push_back(measure.error ? missing : closed);
        place->floor.values.push_back(row.distance_floor);
        place->floor_spread.values.push_back(row.distance_floor_spread);
    }
    return all;
}

bool is_distance(const SweepMeasure& measure) { return measure.value == &SweepRow::distance; }

Axis value_axis(const SweepTable& table, const Varied& varied) {
    Axis axis;
    axis.label = words_of_key(table.keys[varied.key]);
    if (!varied.numbers) {
        axis.lo = -0.5;
        axis.hi = static_cast<double>(varied.values.size()) - 0.5;
        axis.ticks = axis.grid = false;
        return axis;
    }
    double lo = std::numeric_limits<double>::infinity(), hi = -lo;
    for (const std::string& value : varied.values) {
        lo = std::min(lo, as_number(value));
        hi = std::max(hi, as_number(value));
    }
    if (lo > 0 && hi >= log_from * lo) {
        const double margin = std::pow(hi / lo, 0.04);
        axis.scale = Scale::log10;
        axis.lo = lo / margin;
        axis.hi = hi * margin;
    } else {
        const double margin = hi > lo ? 0.04 * (hi - lo) : std::max(0.5, 0.1 * std::abs(lo));
        axis.lo = lo - margin;
        axis.hi = hi + margin;
    }
    return axis;
}

Axis measure_axis(const std::vector<Series>& all, const SweepMeasure& measure, bool plane) {
    constexpr double most_decades = 6; // a sampler that diverges may stretch the axis only so far
    double lo = std::numeric_limits<double>::infinity(), hi = -lo;
    const auto see = [&](double value) {
        if (!std::isfinite(value)) return;
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    };
    for (const Series& series : all)
        for (const SweepPoint& place : series.places) {
            see(place.value.mean());
            if (is_distance(measure)) see(place.floor.mean());
            if (!measure.error) see(place.closed.mean());
        }
    Axis axis;
    axis.label = !is_distance(measure) ? measure.title : plane ? "sliced W₂ to the target" : "W₁ to the target";
    if (!(lo <= hi)) return axis;
    const bool is_variance = !measure.error && measure.value == &SweepRow::variance;
    const bool positive = is_distance(measure) || measure.value == &SweepRow::round_trip;
    if (positive && lo > 0 && hi >= log_from * lo) {
        axis.scale = Scale::log10;
        axis.lo = std::pow(10, std::floor(std::log10(lo / 1.1)));
        axis.hi = std::pow(10, std::ceil(std::log10(std::min(1.1 * hi, lo * std::pow(10, most_decades)))));
        return axis;
    }
    for (const Series& series : all) // bands count where the axis can show them
        for (const SweepPoint& place : series.places) {
            see(place.value.mean() - place.value.deviation());
            see(place.value.mean() + place.value.deviation());
        }
    if (positive) lo = std::min(lo, 0.0);
    if (!(hi > lo)) hi = lo + std::max(1e-9, 0.1 * std::abs(lo));
    const Range range = round_out({lo - (positive ? 0 : 0.06 * (hi - lo)), hi + 0.06 * (hi - lo)});
    axis.lo = positive ? 0 : is_variance ? std::max(range.lo, 0.0) : range.lo; // bands may reach below zero, it cannot
    axis.hi = range.hi;
    return axis;
}

/// That of exact draws: the same for all samplers, so that of the first of each variant.
void add_floor(Figure& figure, const std::vector<Series>& all) {
    std::vector<int> seen;
    for (const Series& series : all) {
        if (std::find(seen.begin(), seen.end(), series.variant) != seen.end()) continue;
        seen.push_back(series.variant);
        Band band;
        Curve mean;
        for (const SweepPoint& place : series.places) {
            const double floor = place.floor.mean(), spread = place.floor_spread.mean();
            band.x.push_back(place.x);
            band.lo.push_back(floor - 2 * spread);
            band.hi.push_back(floor + 2 * spread);
            mean.x.push_back(place.x);
            mean.y.push_back(floor);
        }
        if (series.places.size() == 1) { // a line needs two ends
            mean.x = band.x = {figure.x.lo, figure.x.hi};
            mean.y.push_back(mean.y[0]);
            band.lo.push_back(band.lo[0]);
            band.hi.push_back(band.hi[0]);
        }
        band.ink = {Ink::exact, 0, 0.12f};
        mean.ink = {Ink::exact, 0, 1};
        mean.dash = Dash::dashed;
        band.label = mean.label = "exact draws";
        figure.marks.emplace_back(std::move(band));
        figure.marks.emplace_back(std::move(mean));
    }
}

void add_series(Figure& figure, const Series& series) {
    constexpr Dash dashes[] = {Dash::solid, Dash::dashed, Dash::dotted};
    Band band;
    Curve mean, closed;
    Points dots;
    bool has_closed = false;
    for (const SweepPoint& place : series.places) {
        const double value = place.value.mean(), deviation = place.value.deviation();
        mean.x.push_back(place.x);
        mean.y.push_back(value);
        closed.y.push_back(place.closed.mean());
        has_closed = has_closed || std::isfinite(place.closed.mean());
        if (!std::isfinite(deviation)) continue;
        band.x.push_back(place.x);
        band.lo.push_back(value - deviation);
        band.hi.push_back(value + deviation);
    }
    closed.x = mean.x;
    dots.x.assign(mean.x.begin(), mean.x.end());
    dots.y.assign(mean.y.begin(), mean.y.end());
    const Ink ink{Ink::sampler, series.sampler, 1};
    band.ink = {Ink::sampler, series.sampler, 0.18f};
    mean.ink = dots.ink = ink;
    closed.ink = {Ink::exact, 0, 0.8f};
    mean.width = 1.75f;
    mean.dash = dashes[series.variant % 3];
    closed.dash = Dash::dotted;
    band.label = mean.label = dots.label = series.label;
    closed.label = "closed form";
    dots.radius = 2.5f;
    if (band.x.size() > 1) figure.marks.emplace_back(std::move(band));
    if (has_closed) figure.marks.emplace_back(std::move(closed));
    figure.marks.emplace_back(std::move(mean));
    figure.marks.emplace_back(std::move(dots));
}

void name_values(Figure& figure, const Varied& varied) {
    for (std::size_t i = 0; i < varied.values.size(); ++i) {
        Label label;
        label.x = static_cast<double>(i);
        label.y = figure.y.lo;
        label.text = varied.values[i];
        label.horizontal = Align::middle;
        label.vertical = Align::end;
        label.ink = {Ink::muted, 0, 1};
        label.dy = 4;
        figure.marks.emplace_back(std::move(label));
    }
}

} // namespace

const std::vector<SweepMeasure>& all_sweep_measures() {
    using R = SweepRow;
    static const std::vector<SweepMeasure> list = {
        {"distance", "Distance to the target", &R::distance, nullptr, false, 'x'},
        {"mean", "Mean", &R::mean, &R::mean_closed, false, 'x'},
        {"variance", "Variance", &R::variance, &R::variance_closed, false, 'x'},
        {"mean-error", "Mean − closed form", &R::mean, &R::mean_closed, true, 'x'},
        {"variance-error", "Variance − closed form", &R::variance, &R::variance_closed, true, 'x'},
        {"mean-y", "Mean of y", &R::mean, &R::mean_closed, false, 'y'},
        {"variance-y", "Variance of y", &R::variance, &R::variance_closed, false, 'y'},
        {"mean-y-error", "Mean of y − closed form", &R::mean, &R::mean_closed, true, 'y'},
        {"variance-y-error", "Variance of y − closed form", &R::variance, &R::variance_closed, true, 'y'},
        {"round-trip", "Round-trip error (rms)", &R::round_trip, &R::round_trip_closed, false, 'x'},
    };
    return list;
}

const SweepMeasure* find_sweep_measure(std::string_view name) {
    for (const SweepMeasure& measure : all_sweep_measures())
        if (name == measure.name) return &measure;
    return nullptr;
}

bool has_measure(const SweepTable& table, const SweepMeasure& measure) {
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const SweepRow& row) {
        return row.coordinate == measure.coordinate && std::isfinite(row.*measure.value) &&
               (!measure.error || std::isfinite(row.*measure.closed));
    });
}

Figure plot_sweep(const SweepTable& table, const SweepMeasure& measure) {
    Figure figure;
    figure.name = "sweep";
    figure.title = measure.title;
    if (table.rows.empty()) return figure;
    const Varied varied(table);
    const std::vector<Series> all = series_of(table, measure, varied);
    const bool plane =
        std::any_of(table.rows.begin(), table.rows.end(), [](const SweepRow& row) { return row.coordinate == 'y'; });
    figure.title += " against " + words_of_key(table.keys[varied.key]);
    figure.x = value_axis(table, varied);
    figure.y = measure_axis(all, measure, plane);
    std::size_t seeds = 1;
    for (const Series& series : all)
        for (const SweepPoint& place : series.places) seeds = std::max(seeds, place.value.values.size());
    figure.caption =
        seeds == 1 ? "one seed" : "mean of " + std::to_string(seeds) + " seeds, band ± their standard deviation";
    if (is_distance(measure)) {
        figure.caption += " · dashed: as many exact draws, band ±2 of their standard deviations";
        add_floor(figure, all);
    } else if (measure.error) {
        Rule zero;
        zero.vertical = false;
        zero.ink = {Ink::exact, 0, 1};
        zero.dash = Dash::dashed;
        figure.marks.emplace_back(zero);
    }
    for (const Series& series : all) add_series(figure, series);
    if (!varied.numbers) name_values(figure, varied);
    return figure;
}

} // namespace halfstep
