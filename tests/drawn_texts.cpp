// Between those who draw text and Dear ImGui: CMakeLists.txt has the linker call __wrap_... for AddText of a draw list,
// and __real_... for what it was.

#include "tests/app/drawn_texts.h"

#include <imgui_internal.h> // whose draw list it is

#include <algorithm>

#if IMGUI_VERSION_NUM >= 19200
using DrawnFont = ImFont;
#define ADD_TEXT "_ZN10ImDrawList7AddTextEP6ImFontfRK6ImVec2jPKcS6_fPK6ImVec4"
#else
using DrawnFont = const ImFont;
#define ADD_TEXT "_ZN10ImDrawList7AddTextEPK6ImFontfRK6ImVec2jPKcS7_fPK6ImVec4"
#endif
#define ADD_PLAIN_TEXT "_ZN10ImDrawList7AddTextERK6ImVec2jPKcS4_"

void really_add_text(ImDrawList* list, DrawnFont* font, float size, const ImVec2& at, ImU32 color, const char* begin,
                     const char* end, float wrap, const ImVec4* clip) __asm__("__real_" ADD_TEXT);
void add_text(ImDrawList* list, DrawnFont* font, float size, const ImVec2& at, ImU32 color, const char* begin,
              const char* end, float wrap, const ImVec4* clip) __asm__("__wrap_" ADD_TEXT);
void add_plain_text(ImDrawList* list, const ImVec2& at, ImU32 color, const char* begin,
                    const char* end) __asm__("__wrap_" ADD_PLAIN_TEXT);

namespace halfstep::testing {
namespace {

TextListener* listener = nullptr;

/// Of a stretch of vertices, four each.
std::vector<Rect> letters_of(const ImDrawVert* begin, const ImDrawVert* end) {
    std::vector<Rect> letters;
    for (; end - begin >= 4; begin += 4) {
        const ImVec2 a = begin[0].pos, b = begin[2].pos; // corners that face each other, however it is turned
        letters.push_back({std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)});
    }
    return letters;
}

Rect around(const std::vector<Rect>& rects) {
    if (rects.empty()) return {};
    float left = rects[0].x, top = rects[0].y, right = rects[0].right(), bottom = rects[0].bottom();
    for (const Rect& r : rects) {
        left = std::min(left, r.x), top = std::min(top, r.y);
        right = std::max(right, r.right()), bottom = std::max(bottom, r.bottom());
    }
    return {left, top, right - left, bottom - top};
}

Rect cut_to(const Rect& rect, const ImVec4& clip) {
    const float x = std::max(rect.x, clip.x), y = std::max(rect.y, clip.y);
    return {x, y, std::min(rect.right(), clip.z) - x, std::min(rect.bottom(), clip.w) - y};
}

/// The window of a draw list, which may have been made by hand.
const ImGuiWindow* window_of(const ImDrawList& list) {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
        if (window->DrawList == &list) return window;
    return nullptr;
}

} // namespace

TextListener::TextListener() { listener = this; }
TextListener::~TextListener() { listener = nullptr; }

std::vector<DrawnText> TextListener::texts() const {
    std::vector<DrawnText> texts;
    for (const Heard& heard : heard_) {
        DrawnText& text = texts.emplace_back(heard.text);
        const ImDrawVert* const vertices = heard.list->VtxBuffer.Data;
        if (heard.whole) text.letters = letters_of(vertices + heard.first, vertices + heard.last);
        text.ink = around(text.letters);
    }
    return texts;
}

} // namespace halfstep::testing

using namespace halfstep::testing;

void add_text(ImDrawList* list, DrawnFont* font, float size, const ImVec2& at, ImU32 color, const char* begin,
              const char* end, float wrap, const ImVec4* clip) {
    const int first = list->VtxBuffer.Size;
    really_add_text(list, font, size, at, color, begin, end, wrap, clip);
    if (!listener) return;
    // Once more, where nothing is cut.
    ImDrawList all(ImGui::GetDrawListSharedData());
    all._ResetForNewFrame();
#if IMGUI_VERSION_NUM >= 19200
    all.PushTexture(list->_CmdHeader.TexRef);
#else
    all.PushTextureID(list->_CmdHeader.TextureId);
#endif
    all.PushClipRect({-1e6f, -1e6f}, {1e6f, 1e6f});
    really_add_text(&all, font, size, at, color, begin, end, wrap, nullptr);
    DrawnText text{.text = end ? std::string(begin, end) : std::string(begin), .layer = list->_OwnerName};
    text.letters = letters_of(all.VtxBuffer.begin(), all.VtxBuffer.end());
    if (text.letters.empty()) return; // blanks
    const halfstep::Rect display{0, 0, ImGui::GetIO().DisplaySize.x, ImGui::GetIO().DisplaySize.y};
    text.clip = cut_to(display, list->_CmdHeader.ClipRect);
    if (clip) text.clip = cut_to(text.clip, *clip);
    if (const ImGuiWindow* window = window_of(*list)) {
        text.layer = window->RootWindow->Name;
        text.scrolls = window->ScrollMax.y > 0;
    }
    const bool whole = !clip && list->VtxBuffer.Size - first == all.VtxBuffer.Size;
    listener->hear({std::move(text), whole, list, first, list->VtxBuffer.Size});
}

void add_plain_text(ImDrawList* list, const ImVec2& at, ImU32 color, const char* begin, const char* end) {
    add_text(list, ImGui::GetFont(), ImGui::GetFontSize(), at, color, begin, end, 0, nullptr);
}
