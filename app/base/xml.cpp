#include "app/base/xml.h"

#include "app/base/text.h"

#include <cstdlib>

namespace halfstep {

std::string xml_text(std::string_view utf8) {
    std::string text;
    for (const char c : clean_text(utf8)) {
        switch (c) {
        case '<': text += "&lt;"; break;
        case '>': text += "&gt;"; break;
        case '&': text += "&amp;"; break;
        case '"': text += "&quot;"; break;
        default: text += c;
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

} // namespace halfstep
