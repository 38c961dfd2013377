// What keys do; help_panel.cpp lists them.

#include "app/window/workspace.h"

#include "app/scene/scene.h"

#include <imgui_internal.h> // which popups are open

#include <algorithm>

namespace halfstep {

void Workspace::press(const KeyPress& k) {
    if (help_ && (k.key == Key::escape || k.key == Key::f1)) {
        help_ = false;
        return;
    }
    if (!ImGui::GetIO().WantTextInput && board_.press(k)) return;
    const int level = session_.cursor().level, stride = k.shift ? 10 : 1;
    switch (k.key) {
    case Key::space:
        if (session_.playback().playing && !k.shift)
            session_.play(false);
        else
            session_.toggle_play(!k.shift);
        break;
    case Key::left: session_.set_level(level - stride); break;
    case Key::right: session_.set_level(level + stride); break;
    case Key::home: session_.set_level(0); break;
    case Key::end: session_.set_level(session_.levels()); break;
    case Key::comma: session_.change_speed(-1); break;
    case Key::period: session_.change_speed(1); break;
    case Key::f1: help_ = true; break;
    case Key::f11: present(!presenting_); break;
    case Key::tab:
        if (presenting_) controls_shown_ = !controls_shown_;
        break;
    case Key::plus:
        if (k.ctrl) zoom_type(1.125f);
        break;
    case Key::minus:
        if (k.ctrl) zoom_type(1 / 1.125f);
        break;
    case Key::zero:
        if (k.ctrl) zoom_type(0);
        break;
    case Key::escape: escape(); break;
    default: k.ctrl ? press_ctrl(k) : press_letter(k.key);
    }
}

void Workspace::press_letter(Key key) {
    switch (key) {
    case Key::c: settings_.crosshair = !settings_.crosshair; break;
    case Key::del:
        if (hovered_grip_) remove_grip(*hovered_grip_);
        break;
    case Key::f: fit_plots(hovered_view_); break;
    case Key::g: table_shown_ = presenting_ && !table_shown_; break;
    case Key::m: set_edits_target(!edits_target_); break;
    case Key::n: {
        Experiment next = session_.experiment();
        ++next.run.seed;
        session_.edit(next, 0, "run.seed");
        break;
    }
    case Key::r:
        session_.play(false);
        session_.set_level(session_.playback().towards_data ? session_.levels() : 0);
        session_.play(true);
        break;
    case Key::s: toggle_sweep(); break;
    case Key::t: set_dark(!settings_.dark); break;
    default: break;
    }
}

void Workspace::press_ctrl(const KeyPress& k) {
    switch (k.key) {
    case Key::c:
        if (k.shift) copy_scene();
        break;
    case Key::e: open_export(nullptr); break;
    case Key::s: saving_ = true; break;
    case Key::v: paste_scene(); break;
    case Key::y: session_.redo(); break;
    case Key::z: k.shift ? session_.redo() : session_.undo(); break;
    default: break;
    }
}

/// Closes what is uppermost.
void Workspace::escape() {
    if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel))
        ImGui::ClosePopupToLevel(0, true);
    else if (dialog_.is_open() || saving_)
        dialog_.close(), saving_ = false;
    else if (ImGui::GetIO().WantTextInput)
        return; // the field forgets what was typed, and no more
    else if (!notice_.empty())
        notice_.clear();
    else if (sweep_.is_open())
        sweep_.close();
    else if (presenting_)
        present(false);
}

void Workspace::set_dark(bool dark) {
    settings_.dark = dark;
    stale_look_ = true;
}

void Workspace::set_color_map(const std::string& name) {
    settings_.color_map = name;
    stale_look_ = true;
}

void Workspace::zoom_type(float factor) {
    if (presenting_)
        presenter_zoom_ = factor > 0 ? std::clamp(presenter_zoom_ * factor, 0.25f, 4.f) : 1;
    else
        set_scale(factor > 0 ? scale_ * factor : 1);
}

void Workspace::set_scale(float scale) {
    scale_ = std::clamp(scale, 0.7f, 3.f);
    stale_look_ = true;
}

} // namespace halfstep
