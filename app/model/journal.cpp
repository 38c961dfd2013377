#include "app/model/journal.h"

#include "app/base/text.h"
#include "app/model/beside.h"
#include "app/model/playback.h"
#include "app/model/trainer.h"
#include "app/plots/plot_view.h"
#include "app/scene/scene.h"
#include "app/scene/view_text.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace halfstep {
namespace {

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : clean_text(text)) {
        char escaped[8];
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
            out += escaped;
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string ten_digits(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

const char* boolean(bool value) { return value ? "true" : "false"; }

} // namespace

Journal::Journal(const std::string& path) {
    if (!path.empty()) file_.emplace(path);
}

void Journal::line(const std::string& json) {
    if (!file_) return;
    try {
        file_->write(json + "\n");
    } catch (const std::runtime_error& error) { // the window goes on: what is in it is worth more
        failure_ = error.what();
        file_.reset();
        std::fprintf(stderr, "halfstep: the journal ends here: %s\n", clean_text(failure_).c_str());
    }
}

void Journal::experiment(const Experiment& experiment, const char* cause, std::size_t undo_depth) {
    if (!file_) return;
    line("{\"change\": \"experiment\", \"cause\": " + json_text(cause) + ", \"undo_depth\": " +
         std::to_string(undo_depth) + ", \"scene\": " + json_text(write_scene(experiment)) + "}");
}

void Journal::cursor(const View& view, double t, const Playback& playback, int level_beside) {
    line("{\"change\": \"cursor\", \"level\": " + std::to_string(view.level) + ", \"t\": " + ten_digits(t) +
         ", \"playing\": " + boolean(playback.playing) + ", \"speed\": " + ten_digits(playback.speed) +
         ", \"pinned\": " + std::to_string(view.pinned) + ", \"inspect\": " + std::to_string(view.inspect) +
         ", \"stage\": " + std::to_string(view.stage) + ", \"muted\": " + std::to_string(view.muted.bits) +
         ", \"veiled\": " + boolean(view.reveal != Reveal::nothing) + ", \"beside\": " + std::to_string(level_beside) +
         "}");
}

void Journal::beside(const Beside* scene, const Comparison* comparison) {
    if (!file_) return;
    std::string json = "{\"change\": \"beside\", \"there\": " + std::string(boolean(scene != nullptr));
    if (scene)
        json += ", \"name\": " + json_text(scene->name()) + ", \"source\": " + json_text(scene->source()) +
                ", \"kept\": " + boolean(scene->kept()) + ", \"mistake\": " + json_text(scene->mistake()) +
                ", \"changes\": " + json_text(scene->changes());
    json += ", \"pairs\": [";
    const auto known = [](double value) { return std::isfinite(value) ? ten_digits(value) : std::string("null"); };
    const auto measured = [&](const char* name, const Measured& m) {
        return std::string("\"") + name + "\": " + known(m.value) + ", \"" + name + "_se\": " + known(m.se);
    };
    if (comparison)
        for (const PairDifference& pair : comparison->pairs)
            json += std::string(json.back() == '[' ? "" : ", ") + "{\"first\": " + std::to_string(pair.samplers.first) +
                    ", \"second\": " + std::to_string(pair.samplers.second) + ", " +
                    measured("mean", pair.mean.front()) + ", " + measured("variance", pair.variance.front()) + ", " +
                    measured("distance", pair.distance) + ", " + measured("apart", pair.apart) + "}";
    line(json + "], \"particles\": " + std::to_string(comparison ? comparison->particles : 0) +
         ", \"blocks\": " + std::to_string(comparison ? comparison->blocks : 0) + "}");
}

void Journal::run(const Run& run, bool coarse) {
    line("{\"change\": \"run\", \"particles\": " + std::to_string(run.particles) + ", \"coarse\": " + boolean(coarse) +
         "}");
}

void Journal::training(const TrainingStatus& status) {
    line("{\"change\": \"training\", \"running\": " + std::string(boolean(status.running)) +
         ", \"step\": " + std::to_string(status.step) + ", \"loss\": " + ten_digits(status.loss) + "}");
}

void Journal::layout(const std::map<std::string, Rect>& widgets) {
    if (!file_) return;
    std::string json = "{\"change\": \"layout\", \"widgets\": {";
    for (const auto& [name, rect] : widgets) {
        if (json.back() != '{') json += ", ";
        json += json_text(name) + ": [" + ten_digits(rect.x) + ", " + ten_digits(rect.y) + ", " + ten_digits(rect.w) +
                ", " + ten_digits(rect.h) + "]";
    }
    json += "}}";
    if (json == last_layout_) return;
    line(last_layout_ = json);
}

void Journal::view(const ViewState& state) {
    if (!file_) return;
    std::string json = "{\"change\": \"view\", \"theme\": " + std::string(state.dark ? "\"dark\"" : "\"light\"");
    const auto add = [&](const char* name, const std::string& value) {
        json += std::string(", \"") + name + "\": " + value;
    };
    add("color_map", json_text(state.color_map));
    add("scale", ten_digits(state.scale));
    add("guide", json_text(state.guide));
    add("guide_mark", json_text(state.guide_mark));
    add("presenting", boolean(state.presenting));
    add("crosshair", boolean(state.crosshair));
    add("link_time", boolean(state.link_time));
    add("highlighted", std::to_string(state.highlighted));
    add("notice", json_text(state.notice));
    add("message", json_text(state.message));
    add("name", json_text(state.name));
    add("folder", json_text(state.folder));
    add("pressed", boolean(state.pressed));
    add("typing", boolean(state.typing));
    add("sweep_done", std::to_string(state.sweep_done));
    add("sweep_total", std::to_string(state.sweep_total));
    add("sweep_running", boolean(state.sweep_running));
    add("export_percent", std::to_string(state.export_percent));
    add("hovered", json_text(state.hovered));
    add("document", json_text(state.document));
    add("edited", boolean(state.edited));
    add("picture", boolean(state.picture));
    add("palette", boolean(state.palette));
    if (state.palette) add("chosen", std::to_string(state.chosen));
    add("lesson_step", std::to_string(state.lesson_step));
    add("step_complete", boolean(state.step_complete));
    add("claims", json_text(state.claims));
    json += "}";
    if (json == last_view_) return;
    line(last_view_ = json);
}

void Journal::look(const Experiment& experiment, const View& view) {
    if (!file_) return;
    View calm = lasting_view(view); // without what the lines of the cursor say
    if (calm == last_look_) return;
    line("{\"change\": \"look\", \"view\": " + json_text(view_text(experiment, calm)) + "}");
    last_look_ = std::move(calm);
}

void Journal::plots(const std::map<std::string, ShownPlot>& plots) {
    if (!file_) return;
    const auto axis_json = [](const AxisMap& map, const AxisView& view, const std::vector<Tick>& ticks) {
        std::string json = "{\"lo\": " + ten_digits(map.lo) + ", \"hi\": " + ten_digits(map.hi) +
                           ", \"from\": " + ten_digits(map.pixel_lo) + ", \"to\": " + ten_digits(map.pixel_hi) +
                           ", \"log\": " + boolean(map.scale == Scale::log10) +
                           ", \"zoomed\": " + boolean(view.range.has_value()) +
                           ", \"locked\": " + boolean(view.locked.has_value()) + ", \"ticks\": [";
        for (const Tick& tick : ticks)
            if (!tick.label.empty()) json += (json.back() == '[' ? "" : ", ") + json_text(tick.label);
        return json + "]}";
    };
    std::string json = "{\"change\": \"plots\", \"plots\": {";
    for (const auto& [name, shown] : plots) {
        const Layout& layout = *shown.layout;
        if (json.back() != '{') json += ", ";
        json += json_text(name) + ": {\"x\": " + axis_json(layout.x, shown.view->x, layout.x_ticks) +
                ", \"y\": " + axis_json(layout.y, shown.view->y, layout.y_ticks) +
                ", \"legend\": " + boolean(shown.figure->legend) +
                ", \"highlighted\": " + json_text(shown.highlighted) + ", \"hidden\": [";
        for (const std::string& label : shown.view->hidden) json += (json.back() == '[' ? "" : ", ") + json_text(label);
        json += "]}";
    }
    json += "}}";
    if (json == last_plots_) return;
    line(last_plots_ = json);
}

void Journal::action(const char* name) { line(std::string("{\"change\": \"action\", \"name\": \"") + name + "\"}"); }

void Journal::step(const std::string& lesson, int step) {
    line("{\"change\": \"step\", \"lesson\": " + json_text(lesson) + ", \"step\": " + std::to_string(step) + "}");
}

void Journal::answer(const std::string& answer) {
    line("{\"change\": \"answer\", \"text\": " + json_text(answer) + "}");
}

void Journal::rest(long frames, long redraws) {
    line("{\"change\": \"rest\", \"frames\": " + std::to_string(frames) + ", \"redraws\": " + std::to_string(redraws) +
         "}");
}

} // namespace halfstep
