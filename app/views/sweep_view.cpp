#include "app/views/sweep_view.h"

#include "app/base/text.h"
#include "app/model/actions.h"

#include "app/scene/scene.h"
#include "app/ui/style.h"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace halfstep {
namespace {

bool field(Controls& ui, const std::string& key, std::string& value, float width, const char* tip) {
    ImGui::PushID(key.c_str());
    ImGui::SetNextItemWidth(width);
    const bool changed = ImGui::InputText("##field", &value);
    note_item(ui, key);
    item_tip(ui, tip);
    ImGui::PopID();
    return changed;
}

/// Whether this is the sweep's own experiment: titles and notes change nothing.
bool same_results(Experiment a, Experiment b) {
    a.title = b.title = a.note = b.note = "";
    return a == b;
}

} // namespace

std::vector<std::string> usual_sweep_keys(const Experiment& experiment) {
    // Where every sampler visits all levels, it is T that its steps follow.
    const bool follow = std::all_of(experiment.samplers.begin(), experiment.samplers.end(),
                                    [](const SamplerSpec& sampler) { return sampler.spacing == Spacing::all; });
    // Recorded states have as many steps as they have.
    const bool fixed = std::any_of(experiment.samplers.begin(), experiment.samplers.end(),
                                   [](const SamplerSpec& sampler) { return fact(sampler.kind).from_file; });
    std::vector<std::string> keys;
    if (!fixed) keys.emplace_back(follow ? "process.steps" : "sampler.steps");
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i)
        if (fact(experiment.samplers[i].kind).eta == Eta::trades)
            keys.push_back("sampler[" + std::to_string(i) + "].eta");
    if (!fixed) keys.emplace_back(follow ? "sampler.steps" : "process.steps");
    const bool all_start =
        std::none_of(experiment.samplers.begin(), experiment.samplers.end(), [](const auto& sampler) {
            return !fact(sampler.kind).asks_denoiser; // it starts from data, whatever is said
        });
    if (all_start) keys.push_back("sampler.start");
    if (experiment.process.kind == ProcessKind::vp) keys.emplace_back("process.schedule");
    if (fact(experiment.target.kind).find("sigma") && experiment.target.cov.empty()) keys.emplace_back("target.sigma");
    if (fact(experiment.target.kind).find("kernel")) keys.emplace_back("target.kernel");
    keys.emplace_back("run.particles");
    return keys;
}

std::string usual_sweep_values(const std::string& key, const Experiment& experiment) {
    if (key == "sampler.steps") {
        const int T = experiment.process.steps;
        std::string values;
        for (const int steps : {2, 5, 10, 20, 50, 100})
            if (steps <= T) values += (values.empty() ? "" : ", ") + std::to_string(steps);
        return values.empty() ? "1" : values;
    }
    if (key.find(".eta") != std::string::npos) return "0, 0.25, 0.5, 0.75, 1";
    if (key == "process.steps") return "10, 20, 50, 100, 200, 500";
    if (key == "process.schedule") return "linear-1000, cosine, sigmoid";
    if (key == "sampler.start") return "prior, exact";
    if (key == "target.sigma") return "0.1, 0.2, 0.5, 1";
    if (key == "target.kernel") return "0.02, 0.05, 0.1, 0.2";
    if (key == "run.particles") return "1000, 3000, 10000, 30000";
    return "";
}

const Plot& SweepView::plot() {
    static constexpr Plot plot = {.name = "sweep",
                                  .title = "Sweep",
                                  .help = "What came out against what was varied",
                                  .applies = nullptr,
                                  .needs = nullptr,
                                  .make = nullptr,
                                  .overlay = nullptr,
                                  .words = nullptr};
    return plot;
}

bool SweepView::update() {
    const std::vector<SweepRow> rows = runner_.take();
    if (rows.empty()) return false;
    table_.rows.insert(table_.rows.end(), rows.begin(), rows.end());
    make_figure();
    return true;
}

void SweepView::make_figure() {
    figure_.reset();
    if (table_.rows.empty()) return;
    figure_ = std::make_shared<const GivenFigure>(GivenFigure{
        plot_sweep(table_, *find_sweep_measure(request_.measure)), sweep_scene(experiment_, request_, view_),
        sweep_csv_header(request_.spec) + sweep_csv_rows(table_.rows)});
}

void SweepView::start(const Experiment& experiment, const View& view) {
    message_.clear();
    SweepRequest next{{{{std::string(trimmed(key_)), {}}}, 1}, request_.measure};
    for (const std::string& value : split_values(values_)) next.spec.axes[0].values.emplace_back(trimmed(value));
    const auto& values = next.spec.axes[0].values;
    char* end = nullptr;
    const long seeds = std::strtol(seeds_.c_str(), &end, 10);
    if (std::find(values.begin(), values.end(), "") != values.end())
        message_ = "Values: one is empty; allowed: values with commas between them, such as 5, 10, 20";
    else if (end == seeds_.c_str() || !trimmed(end).empty() || seeds < 1 || seeds > SweepLimits::max_seeds)
        message_ = "Seeds: allowed: 1 to " + std::to_string(SweepLimits::max_seeds);
    if (!message_.empty()) return;
    next.spec.seeds = static_cast<int>(seeds);
    // Samplers that visit every level have no steps to vary: for the sweep they get a spacing that has, and it says so.
    const auto remedy = spacing_remedy(experiment, next.spec);
    next.spec.axes.insert(next.spec.axes.end(), remedy.begin(), remedy.end());
    try {
        runner_.start(experiment, next.spec);
    } catch (const SceneError& error) {
        message_ = error.what();
        return;
    }
    respaced_ = !remedy.empty();
    experiment_ = experiment;
    view_ = view;
    if (request_.measure != "distance" && request_.spec.axes.empty()) next.measure = "distance";
    request_ = next;
    table_ = empty_table(next.spec);
    figure_.reset();
}

void SweepView::choose_key(Controls& ui, const Experiment& experiment, float width) {
    const float arrow = ui.row_height();
    label(ui, "Vary",
          "A key of the scene, as in its file: sampler.KEY is that of all samplers, sampler[0].KEY of the first.");
    field(ui, "sweep.key", key_, width - arrow - 4 * ui.scale, "A key of the scene; the arrow lists some");
    ImGui::SameLine(0, 4 * ui.scale);
    if (icon_button(ui, "sweep.keys", Icon::unfolded, "Keys to vary, with usual values"))
        ImGui::OpenPopup("sweep keys");
    const Rect at = ui.widgets.at("sweep.keys");
    ImGui::SetNextWindowPos({at.x, at.bottom() + 4 * ui.scale});
    if (!begin_menu(ui, "sweep keys")) return;
    for (const std::string& key : usual_sweep_keys(experiment))
        if (menu_item(ui, "sweep.keys." + key, key.c_str(), {.checked = key == key_})) {
            key_ = key;
            values_ = usual_sweep_values(key, experiment);
            message_.clear();
        }
    end_menu();
}

/// Those that the rows have.
void SweepView::choose_measure(Controls& ui, float width) {
    const SweepMeasure& shown = *find_sweep_measure(request_.measure);
    ImGui::SetNextItemWidth(width);
    const bool open = begin_combo(ui, "##measure", shown.title);
    note_item(ui, "sweep.measure");
    if (!open) return;
    for (const SweepMeasure& measure : all_sweep_measures()) {
        if (&measure != &shown && !has_measure(table_, measure)) continue;
        if (!list_item(ui, std::string("sweep.measure.") + measure.name, measure.title, &measure == &shown)) continue;
        request_.measure = measure.name;
        make_figure();
    }
    ImGui::EndCombo();
}

void SweepView::buttons(Controls& ui, AppState& app) {
    const SweepRunner::State state = runner_.state();
    if (state.running) {
        if (text_button(ui, "sweep.cancel", "Cancel", "Stops; what is done stays")) runner_.cancel();
    } else if (main_button(ui, "sweep.start", state.total > 0 ? "Start again" : "Start")) {
        start(app.session.experiment(), app.session.view());
    }
    ImGui::SameLine();
    if (text_button(ui, "sweep.export", "Export", with_key("The figure, or its rows as CSV", "export").c_str(),
                    figure_ != nullptr))
        ask_export(app, &plot());
}

std::string SweepView::progress_text() const {
    const SweepRunner::State state = runner_.state();
    if (!state.failure.empty()) return "The sweep failed: " + state.failure;
    if (state.total == 0) return "One run for each value and seed.";
    const std::string runs = std::to_string(state.done) + " of " + std::to_string(state.total) + " runs";
    if (state.running) return runs + (state.seconds_left ? ", " + time_text(*state.seconds_left) + " left" : "");
    return state.done == state.total ? runs + " done" : runs + ", cancelled";
}

void SweepView::status(Controls& ui, const Rect& rect, const Experiment& experiment) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float y = rect.y + rect.h / 2, size = ui.fonts.small();
    if (!message_.empty()) {
        ImGui::SetCursorScreenPos({rect.x, rect.y});
        paragraph(ui, message_, ui.fonts.body(), ui.theme->warning, {.width = rect.w});
        return;
    }
    const SweepRunner::State state = runner_.state();
    std::string text = progress_text();
    if (state.total > 0 && respaced_) text += " · with trailing spacing where a sampler visits every level";
    if (state.total > 0 && !same_results(experiment, experiment_)) text += " · of the experiment before edits";
    ui.fonts.draw(list, {rect.x, y}, text, {.size = size, .color = ui.theme->muted, .vertical = Align::middle});
    if (!state.running) return;
    const float top = rect.bottom() - 3 * ui.scale;
    list.AddRectFilled({rect.x, top}, {rect.right(), top + 2 * ui.scale}, packed(ui.theme->grid));
    list.AddRectFilled({rect.x, top}, {rect.x + rect.w * state.progress, top + 2 * ui.scale}, packed(ui.theme->accent));
}

Rect SweepView::controls(PlotContext& context, const Rect& rect) {
    Controls& ui = context.ui;
    const Experiment& experiment = context.app.session.experiment();
    const float row = ui.row_height() + 6 * ui.scale, gap = 8 * ui.scale, edge = 8 * ui.scale;
    const float left = rect.x + edge, width = rect.w - 2 * edge;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ui.fonts.draw(
        list, {left, rect.y + edge + row / 2}, "Sweep",
        {.size = ui.fonts.large(), .weight = Weight::bold, .color = ui.theme->text, .vertical = Align::middle});
    ImGui::SetCursorScreenPos({left + width - 30 * ui.scale, rect.y + edge});
    if (icon_button(ui, "sweep.close", Icon::close, with_key("Back to the stage", "back").c_str()))
        context.app.sweeping = false;

    // Key and values in one row, seeds, measure and buttons in the next; in a narrow stage each on its own.
    const bool narrow = width < 520 * ui.scale;
    const float after_label = left + ui.label_width();
    float y = rect.y + edge + row;
    const float key_width = narrow ? width - ui.label_width() : std::min(0.36f * width, 230 * ui.scale);
    ImGui::SetCursorScreenPos({left, y});
    choose_key(ui, experiment, key_width);
    const float values_x = narrow ? after_label : after_label + key_width + 2 * gap;
    if (narrow) y += row;
    ImGui::SetCursorScreenPos({values_x, y});
    field(ui, "sweep.values", values_, left + width - values_x,
          "Values with commas between them: numbers, words, or lists in brackets");
    y += row;
    ImGui::SetCursorScreenPos({left, y});
    label(ui, "Seeds", "Each value is run with so many seeds, counted up from the scene's.");
    const float seeds_width = 56 * ui.scale;
    field(ui, "sweep.seeds", seeds_, seeds_width, "How many");
    ImGui::SameLine(0, gap);
    const float measure_room = width - ui.label_width() - seeds_width - gap;
    choose_measure(ui, narrow ? measure_room : std::min(230 * ui.scale, measure_room - 200 * ui.scale));
    if (narrow)
        ImGui::SetCursorScreenPos({after_label, y += row});
    else
        ImGui::SameLine(0, gap);
    buttons(ui, context.app);
    y += row;
    list.PushClipRect({rect.x, y}, {rect.right(), rect.bottom()}, true);
    status(ui, {left, y, width, row}, experiment);
    list.PopClipRect();
    const float top = y + (message_.empty() ? row : 2 * row) + gap;
    return {rect.x, top, rect.w, rect.bottom() - top};
}

void SweepView::show(PlotContext& context, const Rect& rect) {
    const Experiment& experiment = context.app.session.experiment();
    if (key_.empty()) { // else as it was left
        key_ = usual_sweep_keys(experiment).front();
        values_ = usual_sweep_values(key_, experiment);
    }
    const Rect room = controls(context, rect);
    if (figure_) return pane_.show(context, plot(), figure_, room);
    Fonts& fonts = context.ui.fonts;
    fonts.draw(*ImGui::GetWindowDrawList(), {room.x + room.w / 2, room.y + room.h / 2},
               running() ? "The first point is on its way" : "The figure appears here, point by point",
               {.size = fonts.body(),
                .color = context.ui.theme->muted,
                .horizontal = Align::middle,
                .vertical = Align::middle});
}

} // namespace halfstep
