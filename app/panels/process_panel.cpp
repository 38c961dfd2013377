#include "app/panels/key_row.h"
#include "app/panels/panels.h"
#include "app/plots/curve_edit.h"
#include "core/law/catalog.h"
#include "core/process/control_points.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

/// T and its dependents: no sampler may ask for more steps than there are.
void fit_samplers(Experiment& experiment) {
    for (SamplerSpec& sampler : experiment.samplers) {
        if (!sampler.steps) continue;
        sampler.steps = nearest_steps(sampler, experiment.process.steps, *sampler.steps);
    }
}

bool is_list(const ScheduleSpec& schedule) {
    return schedule.kind == ScheduleKind::custom && !schedule.alpha_bar.empty();
}

void choose_schedule(ProcessSpec& process, ScheduleKind kind) {
    ScheduleSpec& schedule = process.schedule;
    const bool listed = static_cast<int>(schedule.alpha_bar.size()) == process.steps;
    if (kind == ScheduleKind::custom && !listed) {
        schedule.alpha_bar.clear(); // it was for another T
        if (schedule.points.empty()) return make_curve(process);
    }
    schedule.kind = kind;
}

void curve_row(ProcessSpec& process, Controls& ui) {
    ScheduleSpec& schedule = process.schedule;
    const bool ends_at_zero = fact(schedule.kind).ends_at_zero;
    const bool is_curve = schedule.kind == ScheduleKind::custom && !is_list(schedule);
    if (ends_at_zero)
        label(ui, "", "");
    else
        key_row(ui, "process.", "zero_terminal_snr", process);
    if (is_curve) return;
    if (!ends_at_zero) button_beside(ui, "Edit as a curve", ui.label_width());
    if (text_button(ui, "process.edit_curve", "Edit as a curve",
                    "Puts control points on this schedule: handles in the schedule plot, to be dragged."))
        make_curve(process);
}

void schedule_kind_row(ProcessSpec& process, PanelContext& context) {
    ScheduleSpec& schedule = process.schedule;
    const ScheduleKind before = schedule.kind;
    const bool other = key_row(context.ui, "process.", "schedule", process, {.right = card_button_width(context.ui)});
    card_button(context, "process.schedule.card", card_of(before));
    if (!other) return;
    const ScheduleKind chosen = schedule.kind;
    schedule.kind = before;
    choose_schedule(process, chosen);
}

void schedule_rows(ProcessSpec& process, PanelContext& context) {
    Controls& ui = context.ui;
    ScheduleSpec& schedule = process.schedule;
    schedule_kind_row(process, context);
    const bool per_1000 = schedule.kind == ScheduleKind::linear_1000;
    const double largest = per_1000 ? std::min(0.999, 0.999e-3 * process.steps) : 0.999; // of a β that stays below 1
    for (const KindKey& own : fact(schedule.kind).keys) {
        if (!own.name) break;
        RowOptions options = row_options(&own);
        options.slider = find_key<ProcessSpec>(own.name)->slider;
        if (std::string_view(own.name).starts_with("beta_start") || std::string_view(own.name) == "beta_end")
            options.slider.hi = std::min(options.slider.hi, largest);
        key_row(ui, "process.", own.name, process, options);
    }
    curve_row(process, ui);
}

/// sigma_min stays below sigma_max while either is dragged.
SliderRange grid_range(const ProcessSpec& process, const KindKey& own) {
    SliderRange range = own.slider.lo < own.slider.hi ? own.slider : find_key<ProcessSpec>(own.name)->slider;
    const std::string_view name = own.name;
    const bool from_sigma_min = fact(process.grid).find("sigma_min") != nullptr;
    if (name == "sigma_max" && from_sigma_min) range.lo = std::max(range.lo, 1.1 * process.sigma_min);
    if (name == "sigma_min") range.hi = std::min(range.hi, 0.9 * process.sigma_max);
    return range;
}

void grid_rows(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    ProcessSpec& process = experiment.process;
    const bool other = key_row(ui, "process.", "grid", process, {.right = card_button_width(ui)});
    card_button(context, "process.grid.card", card_of(process.grid));
    if (other) {
        process.rho = usual_rho(process.grid);
        if (process.grid == Grid::optimal) process.sigma_data = make_target(experiment.target).sigma_data();
    }
    for (const KindKey& own : fact(process.grid).keys)
        if (own.name) key_row(ui, "process.", own.name, process, {own.label, own.tip, grid_range(process, own)});
}

void process_steps_row(Experiment& experiment, Controls& ui) {
    ProcessSpec& process = experiment.process;
    const bool vp = process.kind == ProcessKind::vp;
    const int fewest = vp && process.schedule.kind == ScheduleKind::linear_1000
                           ? std::min(999, fewest_steps_of_linear_1000(process.schedule))
                           : 1;
    SliderRange range = find_key<ProcessSpec>("steps")->slider;
    range.lo = fewest;
    const bool listed = vp && is_list(process.schedule); // a list has the length that it has
    if (!listed && key_row(ui, "process.", "steps", process, {.slider = range})) fit_samplers(experiment);
}

} // namespace

void process_row(PanelContext& context, std::string_view name) {
    ProcessSpec& process = context.experiment.process;
    const KeyFact<ProcessSpec>* fact = find_key<ProcessSpec>(name);
    if (!fact || unmet(*fact, process)) return;
    if (name == "steps") return process_steps_row(context.experiment, context.ui);
    if (name == "schedule") return schedule_kind_row(process, context);
    key_row(context.ui, "process.", *fact, process);
}

void process_panel(PanelContext& context) {
    Experiment& experiment = context.experiment;
    Controls& ui = context.ui;
    ProcessSpec& process = experiment.process;
    heading(ui, "Process");
    key_row(ui, "process.", "kind", process, {.right = card_button_width(ui)});
    card_button(context, "process.kind.card", card_of(process.kind));
    process_steps_row(experiment, ui);
    if (process.kind == ProcessKind::vp) schedule_rows(process, context);
    if (process.kind == ProcessKind::ve) grid_rows(context);
}

} // namespace halfstep
