// The schedule on one log axis: signal, noise of a step, posterior variance, signal-to-noise ratio; which levels each
// sampler visits, one row of ticks a sampler below them; and the control points of a custom curve.

#include "app/plots/schedule.h"

#include "app/plots/common.h"
#include "app/plots/words.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

using namespace plots;

/// The curves over t = 0..T; NaN where a quantity is not defined (beta at t = 0).
struct Table {
    std::vector<double> t;
    std::vector<std::vector<double>> column;
};
constexpr int snr_ink = 3;
enum Column { alpha_bar, beta, beta_tilde, snr, noise, signal_a, noise_b, squares, sigma, log_snr, columns };

/// Whether a log axis has a place for it.
bool on_log_axis(double value) { return value > 0 && std::isfinite(value); }

Table make_table(const Process& process) {
    const int T = process.steps();
    Table table;
    table.t.resize(T + 1);
    table.column.assign(columns, std::vector<double>(T + 1, missing));
    for (int k = 0; k <= T; ++k) {
        const Level& at = process.levels[k];
        const double signal = at.a * at.a, b2 = at.b * at.b;
        table.t[k] = at.t;
        table.column[alpha_bar][k] = signal / (signal + b2);
        table.column[snr][k] = signal / b2;
        table.column[noise][k] = b2;
        table.column[signal_a][k] = at.a;
        table.column[noise_b][k] = at.b;
        table.column[squares][k] = signal + b2;
        table.column[sigma][k] = at.b / at.a;
        table.column[log_snr][k] = std::log(signal / b2);
        if (k == 0) continue;
        const Transition step = transition(at, process.levels[k - 1]);
        table.column[beta][k] = step.B;
        table.column[beta_tilde][k] = step.beta_tilde;
    }
    return table;
}

struct Entry {
    Column column;
    const char* label; ///< its symbols between marks
    Ink ink;
    Dash dash;
    Topic topic;
    const char* name = ""; ///< in files of data and scenes, where that is not the label without marks
};

/// The noise of one forward step, by the name that it has there.
const char* forward_noise(const Process& process) {
    if (process.kind != ProcessKind::ve) return "β";
    const bool in_time = process.spec.grid == Grid::linear && process.spec.sigma_max == 1;
    return in_time ? "β = Δt" : "β = Δσ²";
}

/// On the chain b² is what the signal leaves of 1.
std::vector<Entry> entries(const Process& process) {
    const auto series = [](int index) { return Ink{Ink::series, index, 1}; };
    const bool chain = process.kind == ProcessKind::vp;
    std::vector<Entry> list = {{alpha_bar, "⟨ᾱ⟩", series(0), Dash::solid, Topic::level, chain ? "" : "ᾱ = a²/(a²+b²)"},
                               {snr, "⟨SNR:⟩", series(snr_ink), Dash::solid, Topic::ratio, "SNR"},
                               {noise, "⟨b²⟩", {Ink::muted, 0, 1}, Dash::solid, Topic::level},
                               {beta, "⟨β:⟩", series(1), Dash::solid, Topic::forward_noise, forward_noise(process)},
                               {beta_tilde, "⟨β̃⟩", series(2), Dash::dashed, Topic::posterior}};
    if (chain) list.erase(list.begin() + 2);
    return list;
}

constexpr double least = 1e-6, greatest = 1e4; // what the axis follows; beyond, curves leave it
/// Beside ᾱ and β the signal-to-noise ratio, of nine decades, would make a flat line of all else: it has a plot of its
/// own, log SNR.
constexpr double most_snr = 10;
/// Height of one of `rows` rows of ticks, as a fraction of the curves' height.
double row_height(int rows) { return std::min(0.075, 0.36 / rows); }

/// A value so much below the curves, as a fraction of their height: room for rows of ticks.
double below(const Axis& axis, double fraction) {
    if (axis.scale == Scale::linear) return axis.tick_lo - (axis.tick_hi - axis.tick_lo) * fraction;
    return axis.tick_lo * std::pow(axis.tick_hi / axis.tick_lo, -fraction);
}

void make_room(Axis& axis, int rows) {
    axis.lo = rows > 0 ? below(axis, row_height(rows) * (rows + 0.6)) : axis.tick_lo;
    axis.hi = axis.tick_hi;
}

/// Whole decades around the curves. `all`: all that the axis follows, so that it stays while a curve is dragged about.
Axis log_axis(const Table& table, const std::vector<Entry>& shown, bool all) {
    double lo = all ? least : 1, hi = all ? greatest : 1;
    const bool among_others = shown.size() > 1 && !all;
    for (const Entry& entry : shown)
        for (const double value : table.column[entry.column]) {
            if (!on_log_axis(value)) continue;
            const bool is_snr = entry.column == snr && among_others;
            if (!is_snr) lo = std::min(lo, std::max(value, least));
            hi = std::max(hi, std::min(value, is_snr ? most_snr : greatest));
        }
    Axis axis;
    axis.scale = Scale::log10;
    axis.tick_lo = std::pow(10, std::min(std::floor(std::log10(lo) + 1e-9), -1.0));
    axis.tick_hi = std::pow(10, std::ceil(std::log10(hi) - 1e-9));
    return axis;
}

/// From 0, or from what is below it, to a little more than the greatest; of log SNR no more than so much on both sides.
Axis linear_axis(const Table& table, const std::vector<Entry>& shown) {
    constexpr double most = 20;
    Range range{0, 0};
    for (const Entry& entry : shown)
        for (double value : table.column[entry.column]) {
            if (!std::isfinite(value)) continue;
            if (entry.column == log_snr) value = std::clamp(value, -most, most);
            range = {std::min(range.lo, value), std::max(range.hi, value)};
        }
    range = round_out({1.04 * range.lo, 1.04 * range.hi});
    Axis axis;
    axis.tick_lo = range.lo;
    axis.tick_hi = range.hi;
    return axis;
}

/// Short upright ticks at the levels that a sampler visits: one two-point polyline each.
Polylines tau_row(const Run& run, const SamplerRun& sampler, const Axis& axis, int row, int rows) {
    constexpr double fill = 0.66; // of the row's height
    const double top = below(axis, row_height(rows) * (row + 0.6)),
                 bottom = below(axis, row_height(rows) * (row + 0.6 + fill));
    Polylines ticks;
    ticks.length = 2;
    for (const int level : sampler.levels()) {
        const auto t = run.process().levels[level].t;
        ticks.x.insert(ticks.x.end(), {t, t});
        ticks.y.insert(ticks.y.end(), {bottom, top});
    }
    return ticks;
}

/// A custom curve with control points.
bool is_curve(const ProcessSpec& process) {
    const ScheduleSpec& schedule = process.schedule;
    return process.kind == ProcessKind::vp && schedule.kind == ScheduleKind::custom && schedule.alpha_bar.empty();
}

} // namespace

/// On the SNR, where a log axis shows what they are, log SNR, and seen within that axis wherever they are. (The signal,
/// near 1 over a third of the chain, would leave the mouse nothing to tell the points there apart.)
Handle control_handle(const ProcessSpec& process, int index) {
    const ControlPoint& point = process.schedule.points.at(static_cast<std::size_t>(index));
    Handle handle;
    handle.x = point.u * process.steps;
    handle.y = std::exp(point.log_snr);
    handle.y_lo = least;
    handle.y_hi = greatest;
    handle.id = index;
    handle.ink = {Ink::series, snr_ink, 1};
    handle.tip = "log SNR " + number_text(point.log_snr) + " at t/T = " + number_text(point.u);
    return handle;
}

namespace {

std::vector<Mark> overlay_schedule(const Run& run, const View& view) {
    std::vector<Mark> overlay;
    if (drawable(run)) add_cursor(overlay, run, view);
    return overlay;
}

/// Curves over t and the rows of ticks below them. `axis` has its tick range.
Figure schedule_figure(const Run& run, const View& view, const Table& table, const std::vector<Entry>& shown,
                       Axis axis) {
    Figure figure;
    figure.direct = true;
    const int rows = static_cast<int>(run.samplers.size());
    make_room(axis, rows);
    figure.x = time_axis(run);
    figure.y = axis;
    figure.caption = "below: the levels τ that each sampler visits";
    for (const Entry& entry : shown) {
        Curve curve;
        curve.x = table.t;
        curve.y = table.column[entry.column];
        curve.ink = entry.ink;
        curve.dash = entry.dash;
        curve.width = 1.75f;
        curve.label = entry.label;
        curve.topic = entry.topic;
        curve.name = entry.name;
        if (table.t.size() <= few_levels) {
            Points dots;
            dots.x.assign(curve.x.begin(), curve.x.end());
            dots.y.assign(curve.y.begin(), curve.y.end());
            dots.ink = entry.ink;
            figure.marks.emplace_back(std::move(dots));
        }
        figure.marks.emplace_back(std::move(curve));
    }
    for (int i = 0; i < rows; ++i) {
        Polylines ticks = tau_row(run, run.samplers[static_cast<std::size_t>(i)], figure.y, i, rows);
        ticks.ink = sampler_ink(i, view);
        figure.marks.emplace_back(std::move(ticks));
    }
    figure.overlay = overlay_schedule(run, view);
    return figure;
}

/// The curves of a figure at the cursor, where they are defined.
std::string schedule_words(const Run& run, const View& view, const std::string& what, const std::vector<Entry>& shown) {
    const Table table = make_table(run.process());
    const auto level = static_cast<std::size_t>(cursor_level(run, view));
    std::string list;
    for (const Entry& entry : shown) {
        const double value = table.column[entry.column][level];
        if (std::isnan(value)) continue;
        std::string label = entry.label;
        if (const std::size_t colon = label.find(":⟩"); colon != label.npos) label.erase(colon, 1);
        list += (list.empty() ? "" : ", ") + label +
                (std::isfinite(value) ? " is " + plain_words(value)
                 : value > 0          ? " grows without bound"
                                      : " falls without bound");
    }
    return what + sentence(at_cursor(run, view), list);
}

Figure named(Figure figure, const char* name, const char* title) {
    figure.name = name;
    figure.title = title;
    return figure;
}

Ink series(int index) { return {Ink::series, index, 1}; }

Figure plot_schedule(const Run& run, const View& view) {
    Figure figure;
    if (drawable(run)) {
        const Table table = make_table(run.process());
        const std::vector<Entry> shown = entries(run.process());
        const ProcessSpec& process = run.process().spec;
        figure = schedule_figure(run, view, table, shown, log_axis(table, shown, is_curve(process)));
        if (is_curve(process))
            for (std::size_t i = 0; i < process.schedule.points.size(); ++i)
                figure.marks.emplace_back(control_handle(process, static_cast<int>(i)));
    }
    return named(std::move(figure), "schedule", "Noise schedule");
}

std::string all_words(const Run& run, const View& view) {
    return schedule_words(run, view, "How signal gives way to noise over t, on a log axis.", entries(run.process()));
}

const std::vector<Entry>& signal_entries() {
    static const std::vector<Entry> list = {{signal_a, "⟨a⟩", series(0), Dash::solid, Topic::level},
                                            {noise_b, "⟨b⟩", series(1), Dash::solid, Topic::level},
                                            {squares, "⟨a² + b²⟩", {Ink::exact, 0, 1}, Dash::dashed, Topic::level}};
    return list;
}

std::string signal_words(const Run& run, const View& view) {
    return schedule_words(run, view, "What xₜ = ⟨a x₀ + b ε⟩ has of the data and of noise, over t.", signal_entries());
}

Figure plot_schedule_signal(const Run& run, const View& view) {
    constexpr double log_from = 30; // much more noise than signal hides the signal on a linear axis
    Figure figure;
    if (drawable(run)) {
        const Table table = make_table(run.process());
        const std::vector<Entry>& shown = signal_entries();
        const double most = *std::max_element(table.column[squares].begin(), table.column[squares].end());
        figure = schedule_figure(run, view, table, shown,
                                 most > log_from ? log_axis(table, shown, false) : linear_axis(table, shown));
    }
    if (!figure.caption.empty()) figure.caption = "xₜ = ⟨a x₀ + b ε⟩ · " + figure.caption;
    return named(std::move(figure), "schedule-signal", "Signal and noise");
}

const std::vector<Entry>& sigma_entries() {
    static const std::vector<Entry> list = {{sigma, "⟨σ = b/a⟩", series(1), Dash::solid, Topic::ratio}};
    return list;
}

std::string sigma_words(const Run& run, const View& view) {
    return schedule_words(run, view, "The noise over the signal, against t on a log axis.", sigma_entries());
}

Figure plot_schedule_sigma(const Run& run, const View& view) {
    Figure figure;
    if (drawable(run)) {
        const Table table = make_table(run.process());
        const std::vector<Entry>& shown = sigma_entries();
        figure = schedule_figure(run, view, table, shown, log_axis(table, shown, false));
    }
    return named(std::move(figure), "schedule-sigma", "Noise over signal");
}

const std::vector<Entry>& log_snr_entries() {
    static const std::vector<Entry> list = {
        {log_snr, "log SNR = ⟨log(a²/b²)⟩", series(snr_ink), Dash::solid, Topic::ratio}};
    return list;
}

std::string log_snr_words(const Run& run, const View& view) {
    return schedule_words(run, view, "The logarithm of the signal-to-noise ratio against t.", log_snr_entries());
}

Figure plot_schedule_log_snr(const Run& run, const View& view) {
    Figure figure;
    if (drawable(run)) {
        const Table table = make_table(run.process());
        const std::vector<Entry>& shown = log_snr_entries();
        figure = schedule_figure(run, view, table, shown, linear_axis(table, shown));
    }
    return named(std::move(figure), "schedule-log-snr", "Log SNR");
}

} // namespace

extern const Plot schedule_plot, schedule_signal_plot, schedule_sigma_plot,
    schedule_log_snr_plot; // in the list: plots.cpp

constinit const Plot schedule_plot = {
    .name = "schedule",
    .title = "Noise schedule",
    .help =
        "How signal gives way to noise: ⟨ᾱ⟩, ⟨β⟩, ⟨β̃⟩ and the signal-to-noise ratio on a log axis, and the levels τ "
        "that each sampler visits.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_schedule,
    .overlay = overlay_schedule,
    .words = all_words,
    .variant = "⟨ᾱ⟩, ⟨β⟩",
    .splits_from = -1, // rows of levels stand below each other as it is
    .place = [](const Experiment& experiment) { return !learns(experiment) ? 2 : -1; },
    .touch = &control_point_touch,
};

constinit const Plot schedule_signal_plot = {
    .name = "schedule-signal",
    .title = "Signal and noise",
    .help = "⟨a⟩ of the data and ⟨b⟩ of the noise in xₜ = ⟨a x₀ + b ε⟩: on the VP chain the sum of their squares stays "
            "1, of flow it dips to ½.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_schedule_signal,
    .overlay = overlay_schedule,
    .words = signal_words,
    .variant_of = "schedule",
    .variant = "⟨a⟩, ⟨b⟩",
    .splits_from = -1, // rows of levels stand below each other as it is
};

constinit const Plot schedule_sigma_plot = {
    .name = "schedule-sigma",
    .title = "Noise over signal",
    .help = "⟨σ = b/a⟩, the noise of ⟨xₜ/a⟩, on a log axis: where samplers of σ place their levels.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_schedule_sigma,
    .overlay = overlay_schedule,
    .words = sigma_words,
    .variant_of = "schedule",
    .variant = "⟨b/a⟩",
    .splits_from = -1, // rows of levels stand below each other as it is
};

constinit const Plot schedule_log_snr_plot = {
    .name = "schedule-log-snr",
    .title = "Log SNR",
    .help = "⟨log(a²/b²)⟩, the signal-to-noise ratio: what a process does but for the scale of xₜ and t.",
    .applies = has_target,
    .needs = "a target",
    .make = plot_schedule_log_snr,
    .overlay = overlay_schedule,
    .words = log_snr_words,
    .variant_of = "schedule",
    .variant = "log SNR",
    .splits_from = -1, // rows of levels stand below each other as it is
};

} // namespace halfstep
