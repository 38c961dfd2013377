#include "app/figure/math_text.h"

#include "app/base/text.h"

#include <algorithm>
#include <cstdint>

namespace halfstep {

namespace {

/// Of an em, from the height of x to that of b: how much higher an accent sits on a tall letter. Inter 0.19, DejaVu
/// 0.20.
constexpr float tall_raise = 0.2f;

/// A character and where it is: bytes of the text.
struct Place {
    std::uint32_t code = 0;
    std::size_t begin = 0, end = 0;
};

Place character_at(std::string_view utf8, std::size_t begin) {
    const Character c = first_character(utf8.substr(begin));
    return {c.code, begin, begin + c.bytes};
}

const char* spacing_twin(std::uint32_t combining) {
    switch (combining) {
    case 0x302: return "ˆ";
    case 0x303: return "˜";
    case 0x304: return "¯";
    case 0x307: return "˙";
    default: return nullptr;
    }
}

constexpr std::uint32_t alpha_with_macron = 0x1FB1;

bool is_tall(std::uint32_t c) {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    if (c >= 0x391 && c <= 0x3A9) return true; // capital Greek
    constexpr std::uint32_t tall[] = {'b',   'd',   'f',   'h',   'k',   'l',   't',
                                      0x3B2, 0x3B4, 0x3B6, 0x3B8, 0x3BB, 0x3BE, 0x3C8};
    return std::find(std::begin(tall), std::end(tall), c) != std::end(tall);
}

} // namespace

bool has_accents(std::string_view utf8) {
    // All that place_math() looks for starts with one of two bytes, which few other characters do.
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        if (byte != 0xCC && byte != 0xE1) continue;
        const std::uint32_t code = character_at(utf8, i).code;
        if (spacing_twin(code) || code == alpha_with_macron) return true;
    }
    return false;
}

MathText place_math(std::string_view utf8, float em, const std::function<float(std::string_view)>& width) {
    MathText text;
    std::string plain; // the run that is being gathered
    const auto finish_plain = [&] {
        if (plain.empty()) return;
        text.runs.push_back({plain, text.width, 0});
        text.width += width(plain);
        plain.clear();
    };
    const auto put_over = [&](std::string_view base, std::uint32_t base_code, const char* accent) {
        const float base_width = width(base);
        const float centre = text.width - base_width / 2; // the base is already placed
        text.runs.push_back({accent, centre - width(accent) / 2, is_tall(base_code) ? -tall_raise * em : 0.0f});
    };

    Place last; // what an accent that follows stands on
    for (std::size_t i = 0; i < utf8.size(); i = character_at(utf8, i).end) {
        const Place c = character_at(utf8, i);
        const std::string_view base = utf8.substr(last.begin, last.end - last.begin);
        if (c.code == alpha_with_macron) {
            plain += "α";
            finish_plain();
            put_over("α", 0x3B1, spacing_twin(0x304));
            last = {};
        } else if (spacing_twin(c.code) && !base.empty()) {
            finish_plain();
            put_over(base, last.code, spacing_twin(c.code));
            last = {};
        } else if (spacing_twin(c.code)) {
            plain += spacing_twin(c.code); // nothing to stand on
        } else {
            plain.append(utf8.substr(c.begin, c.end - c.begin));
            last = c;
        }
    }
    finish_plain();
    return text;
}

} // namespace halfstep
