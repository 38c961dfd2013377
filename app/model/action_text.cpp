// How actions and their keys are written: in tooltips, menus, and on the page of keys.

#include "app/model/actions.h"

#include <algorithm>

namespace halfstep {
namespace {

const char* name_of(Key key) {
    switch (key) {
    case Key::space: return "Space";
    case Key::left: return "←";
    case Key::right: return "→";
    case Key::up: return "↑";
    case Key::down: return "↓";
    case Key::page_up: return "Page up";
    case Key::page_down: return "Page down";
    case Key::home: return "Home";
    case Key::end: return "End";
    case Key::tab: return "Tab";
    case Key::a: return "A";
    case Key::b: return "B";
    case Key::c: return "C";
    case Key::d: return "D";
    case Key::e: return "E";
    case Key::f: return "F";
    case Key::g: return "G";
    case Key::i: return "I";
    case Key::k: return "K";
    case Key::l: return "L";
    case Key::m: return "M";
    case Key::n: return "N";
    case Key::o: return "O";
    case Key::p: return "P";
    case Key::r: return "R";
    case Key::s: return "S";
    case Key::t: return "T";
    case Key::v: return "V";
    case Key::w: return "W";
    case Key::y: return "Y";
    case Key::z: return "Z";
    case Key::plus: return "+";
    case Key::minus: return "−";
    case Key::zero: return "0";
    case Key::one: return "1";
    case Key::two: return "2";
    case Key::three: return "3";
    case Key::four: return "4";
    case Key::five: return "5";
    case Key::six: return "6";
    case Key::seven: return "7";
    case Key::eight: return "8";
    case Key::comma: return ",";
    case Key::period: return ".";
    case Key::f1: return "F1";
    case Key::f2: return "F2";
    case Key::f6: return "F6";
    case Key::f11: return "F11";
    case Key::escape: return "Esc";
    case Key::enter: return "Enter";
    case Key::del: return "Delete";
    case Key::bracket_left: return "[";
    case Key::bracket_right: return "]";
    }
    return "";
}

/// The keys of a row: Ctrl is said once, and of a key with and without Shift only the one without: the row's words tell
/// the rest.
std::string joined(const std::vector<KeyPress>& keys) {
    std::string text;
    const KeyPress* last = nullptr;
    for (const KeyPress& key : keys) {
        const bool same_key =
            std::any_of(keys.data(), &key, [&](const KeyPress& other) { return other.key == key.key; });
        if (same_key) continue;
        const bool same_hand = last && last->ctrl == key.ctrl && last->shift == key.shift && last->alt == key.alt;
        text += last ? "  " : "";
        text += same_hand ? name_of(key.key) : key_text(key);
        last = &key;
    }
    return text;
}

} // namespace

std::string key_text(const KeyPress& key) {
    return std::string(key.ctrl ? "Ctrl " : "") + (key.shift ? "Shift " : "") + (key.alt ? "Alt " : "") +
           name_of(key.key);
}

std::string key_text(const Action& action) { return action.keys.empty() ? "" : key_text(action.keys.front()); }

std::string with_key(const std::string& text, std::string_view action) {
    const std::string key = key_text(find_action(action));
    return key.empty() ? text : text + "  (" + key + ")";
}

std::string tip_text(const Action& action) { return with_key(action.title, action.name); }

std::string mute_text(const AppState& app, int sampler) {
    const bool muted = app.session.view().muted.has(sampler);
    return with_key(muted ? "Click to show it again" : "Click to hide it in every plot",
                    "mute-" + std::to_string(sampler + 1)) +
           "\nWith Shift: this one alone, or all again";
}

std::vector<HelpRow> help_rows() {
    std::vector<HelpRow> rows;
    std::vector<KeyPress> keys;
    for (const Action& action : all_actions()) {
        if (!action.help) continue;
        if (rows.empty() || rows.back().what != action.help) {
            rows.push_back({"", action.help});
            keys.clear();
        }
        keys.push_back(action.keys.front());
        rows.back().keys = joined(keys);
    }
    return rows;
}

} // namespace halfstep
