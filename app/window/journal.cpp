#include "app/window/journal.h"

#include "app/scene/scene.h"
#include "app/window/session.h"

#include <cstdio>
#include <stdexcept>

namespace halfstep {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
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

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

const char* boolean(bool value) { return value ? "true" : "false"; }

} // namespace

Journal::Journal(const std::string& path) {
    if (path.empty()) return;
    file_.open(path, std::ios::trunc);
    if (!file_) throw std::runtime_error("cannot write the journal " + path);
}

void Journal::line(const std::string& json) {
    if (file_.is_open()) file_ << json << std::endl; // flushed: a reader follows along
}

void Journal::experiment(const Experiment& experiment, const char* cause, std::size_t undo_depth) {
    if (!file_.is_open()) return;
    line("{\"change\": \"experiment\", \"cause\": " + quoted(cause) +
         ", \"undo_depth\": " + std::to_string(undo_depth) + ", \"scene\": " + quoted(write_scene(experiment)) + "}");
}

void Journal::cursor(const Cursor& cursor, double t, const Playback& playback) {
    line("{\"change\": \"cursor\", \"level\": " + std::to_string(cursor.level) + ", \"t\": " + number(t) +
         ", \"playing\": " + boolean(playback.playing) + ", \"speed\": " + number(playback.speed) + "}");
}

void Journal::run(const Run& run, bool coarse) {
    line("{\"change\": \"run\", \"particles\": " + std::to_string(run.particles) + ", \"coarse\": " + boolean(coarse) +
         "}");
}

void Journal::layout(const std::map<std::string, Rect>& widgets) {
    if (!file_.is_open()) return;
    std::string json = "{\"change\": \"layout\", \"widgets\": {";
    for (const auto& [name, rect] : widgets) {
        if (json.back() != '{') json += ", ";
        json += quoted(name) + ": [" + number(rect.x) + ", " + number(rect.y) + ", " + number(rect.w) + ", " +
                number(rect.h) + "]";
    }
    json += "}}";
    if (json == last_layout_) return;
    line(last_layout_ = json);
}

void Journal::view(const ViewState& state) {
    if (!file_.is_open()) return;
    const std::string json = "{\"change\": \"view\", \"theme\": " + std::string(state.dark ? "\"dark\"" : "\"light\"") +
                             ", \"scale\": " + number(state.scale) + ", \"help\": " + boolean(state.help) +
                             ", \"pressed\": " + boolean(state.pressed) + ", \"typing\": " + boolean(state.typing) +
                             ", \"hovered\": " + quoted(state.hovered) + "}";
    if (json == last_view_) return;
    line(last_view_ = json);
}

void Journal::rest() { line("{\"change\": \"rest\"}"); }

} // namespace halfstep
