#pragma once
// The few widgets that panels are made of. Each row: a label with its definition as tooltip, then the control.

#include "app/ui/fonts.h"

#include <functional>
#include <map>
#include <string>

namespace halfstep {

/// A tooltip that waits until the mouse has rested on its control.
struct TipWait {
    std::string key{};  ///< of the control; empty: none waits
    double seconds = 0; ///< still to wait
    bool asked = false; ///< in this frame
};

/// What every control needs, and what it leaves behind. One per window; reset at the start of a frame.
struct Controls {
    Fonts& fonts;
    const Theme* theme;
    float scale = 1;
    Color accent{}; ///< of the knobs: a sampler's colour inside its own rows
    /// A text as it is shown: its symbols stand between marks (app/base/text.h) until somebody reads them. Controls
    /// take texts with marks, and call it themselves.
    std::function<std::string(std::string_view)> spelled{};

    std::map<std::string, Rect> widgets{}; ///< key -> where it is on screen: for the journal
    std::string hovered{};                 ///< key of the control under the mouse, or under whose label it is
    bool sliding = false;                  ///< a slider is being dragged in this frame
    int gesture = 0;                       ///< counts mouse and keyboard gestures: one drag is one undo step
    std::string cause{};                   ///< key of the control that changed something in this frame
    std::string typed_key{}, typed{};      ///< the field that is being edited, and what is in it
    TipWait waiting{};

    std::string shown(std::string_view text) const { return spelled ? spelled(text) : std::string(text); }
    /// Space for a row's label, in pixels.
    float label_width() const { return 92 * scale; }
    float row_height() const { return 26 * scale; }
};

/// Text that is broken at blanks to fit into the width that is left; an empty line starts a new paragraph.
/// True: it goes on beyond `most_lines`, the last of which leaves `room` pixels free. 0: all of it.
struct ParagraphEnd {
    std::size_t most_lines = 0;
    float room = 0;
    float width = 0; ///< of all lines; 0: as much as is left
};
bool paragraph(Controls& ui, const std::string& text, float size, Color color, const ParagraphEnd& end = {});
/// One line where Dear ImGui would put its own text, which knows no accents.
void text_line(Controls& ui, const std::string& text, Weight weight = Weight::regular);
/// A section's heading.
void heading(Controls& ui, const char* text);
/// Text with a tooltip, in the label column; the control that follows stands to its right. True: the mouse is on it.
bool label(Controls& ui, const char* text, const char* tip);
/// At the mouse, or where the next window is set to be.
void tooltip(Controls& ui, const char* text);
/// If the mouse is on the last item: beside the panel or the list that it is in, so that it covers no row.
void item_tip(Controls& ui, const char* text);
/// Above what it is about, as what lies below is read with it.
void tip_above(Controls& ui, const Rect& what, const char* text);

/// What stands in the label column of a control.
struct RowLabel {
    std::string key; ///< what the control is called in the journal; of scenes, the key that it sets
    const char* text = "";
    const char* tip = "";
    float right = 0; ///< pixels behind a list or a slider that are left for something else
};

/// The same text on the control itself, which is the last item, after a while.
void row_tip(Controls& ui, const RowLabel& row);
/// The next button stands beside the last item, or, where its text has no room there, below, `indent` from the left.
void button_beside(Controls& ui, const char* text, float indent = 0);

struct SliderScale {
    double lo = 0, hi = 1;
    bool log = false;
    bool integer = false;
    int digits = 3;       ///< significant ones, of what is shown and of what dragging sets
    bool or_zero = false; ///< log: the left end stands for 0, and what is typed may lie between
};
/// A thin track with a knob, and the value as an editable field to its right. Values typed outside lo..hi are clamped.
bool slider(Controls& ui, const RowLabel& row, double& value, const SliderScale& scale);

/// The same for whole numbers.
template <class Integer>
bool whole_slider(Controls& ui, const RowLabel& row, Integer& value, SliderScale scale) {
    scale.integer = true;
    double number = static_cast<double>(value);
    if (!slider(ui, row, number, scale)) return false;
    value = static_cast<Integer>(number);
    return true;
}

/// What there is to choose from.
struct ChoiceNames {
    const char* const* names = nullptr;
    const char* const* tips = nullptr; ///< one each, or nullptr
    int count = 0;
};
/// A drop-down list.
bool choice(Controls& ui, const RowLabel& row, int& index, const ChoiceNames& choices);
/// ImGui::BeginCombo with a quiet arrow; ImGui::EndCombo() closes it.
bool begin_combo(Controls& ui, const char* id, const char* shown);
/// ImGui::Selectable with accents.
bool list_item(Controls& ui, const std::string& key, const char* text, bool selected);
/// A row of buttons of which one is down; `index` -1: none.
bool segments(Controls& ui, const RowLabel& row, int& index, const ChoiceNames& choices);
bool toggle(Controls& ui, const RowLabel& row, bool& value);
/// ImGui::BeginPopup and its end, with room around the items.
bool begin_menu(Controls& ui, const char* id);
void end_menu();
struct MenuItemState {
    const char* shortcut = "";
    bool checked = false, enabled = true;
};
bool menu_item(Controls& ui, const std::string& key, const char* text, const MenuItemState& state = {});
/// A whole number, 0 to `last`, that counts once Enter is pressed. What is none, or beyond, changes nothing.
bool whole_field(Controls& ui, const std::string& key, const char* tip, std::int64_t& value, std::int64_t last);
inline float whole_field_width(const Controls& ui) { return 72 * ui.scale; }
bool text_field(Controls& ui, const std::string& key, std::string& value, float width);

enum class Icon {
    play, ///< towards noise, as time runs
    play_back,
    pause,
    step_back,
    step_forward,
    to_data,
    to_noise,
    close,
    plus,
    back,
    sun,
    moon,
    help,
    undo,
    redo,
    expand,
    shrink,
    more,
    folded,
    unfolded,
    lanes ///< one below the other
};
/// A square, flat button.
bool icon_button(Controls& ui, const std::string& key, Icon icon, const char* tip, bool enabled = true);
bool text_button(Controls& ui, const std::string& key, const char* text, const char* tip, bool enabled = true);
/// The one that a dialog is there for.
bool main_button(Controls& ui, const std::string& key, const char* text, bool enabled = true);

// ---- the keyboard's focus ----

/// Whether Enter is held since an earlier frame, and counts once more.
bool enter_repeats();
/// Whether arrows, Enter and Space go through the controls; and whether a field's caret stands still.
void listen_to_keyboard(bool walks, bool still_caret);
/// The first control of the current window gets the focus, and shows it; or none has it any more.
void focus_here(bool on);
/// The last item shows that it has the focus: Dear ImGui's own do so by themselves.
void show_focus();

/// An item that is only touched. Of at least a pixel: Dear ImGui refuses one without, as a tiny window would have.
bool touch_area(const char* id, const ImVec2& size, ImGuiButtonFlags flags = 0);

/// Records where the last item is and whether the mouse is on it, for the journal; starts a new gesture when it was
/// just activated.
void note_item(Controls& ui, const std::string& key);

} // namespace halfstep
