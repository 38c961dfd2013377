#include "app/base/xml.h"

#include <cstdint>
#include <cstdlib>

namespace halfstep {

namespace {

constexpr const char* replacement = "\uFFFD";

void append_utf8(std::string& text, unsigned long code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
        text += replacement;
    } else if (code < 0x80) {
        text += static_cast<char>(code);
    } else {
        const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        constexpr unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
        text += static_cast<char>(lead[more] | code >> (6 * more));
        for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
    }
}

} // namespace

std::string xml_text(std::string_view utf8) {
    std::string text;
    for (const char c : utf8) {
        switch (c) {
        case '<': text += "&lt;"; break;
        case '>': text += "&gt;"; break;
        case '&': text += "&amp;"; break;
        case '"': text += "&quot;"; break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
                text += c;
            else
                text += replacement;
        }
    }
    return text;
}

std::string plain_text(std::string_view xml) {
    std::string text;
    while (!xml.empty()) {
        const std::size_t amp = xml.find('&');
        text += xml.substr(0, amp);
        if (amp == std::string_view::npos) break;
        xml.remove_prefix(amp);
        const std::size_t end = xml.substr(0, 12).find(';'); // no reference is longer
        const std::string_view name = end == std::string_view::npos ? "" : xml.substr(1, end - 1);
        if (name == "lt")
            text += '<';
        else if (name == "gt")
            text += '>';
        else if (name == "amp")
            text += '&';
        else if (name == "quot")
            text += '"';
        else if (name == "apos")
            text += '\'';
        else if (name.size() > 2 && name[0] == '#' && name[1] == 'x')
            append_utf8(text, std::strtoul(std::string(name.substr(2)).c_str(), nullptr, 16));
        else if (name.size() > 1 && name[0] == '#')
            append_utf8(text, std::strtoul(std::string(name.substr(1)).c_str(), nullptr, 10));
        else {
            text += '&'; // none that we know: as it is
            xml.remove_prefix(1);
            continue;
        }
        xml.remove_prefix(end + 1);
    }
    return text;
}

std::string base64(std::string_view bytes) {
    constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

} // namespace halfstep
