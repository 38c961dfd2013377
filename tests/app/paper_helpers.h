#pragma once
// What the tests of exported figures share: sheets of small runs, and readers that know nothing of our writers.

#include "app/export/paper.h"
#include "app/export/writers.h"
#include "tests/app/messages.h"
#include "tests/app/plots_helpers.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace halfstep::testing {

inline Sheet sheet_of(const Run& run, const std::string& plot, const PaperOptions& options = {}, int level = 0) {
    View view;
    view.level = level;
    std::vector<const Plot*> plots;
    for (const Plot& p : all_plots())
        if ((plot == "all" && p.applies(run)) || plot == p.name) plots.push_back(&p);
    return make_sheet(run, plots, view, level > 0, options);
}

/// "" if the bytes are UTF-8 of characters that XML 1.0 (2.2) has and that Unicode gives to programs for interchange;
/// else which are not.
inline std::string text_mistake(const std::string& utf8) {
    for (std::size_t i = 0; i < utf8.size();) {
        const auto byte = [&](std::size_t k) { return k < utf8.size() ? static_cast<unsigned char>(utf8[k]) : 0u; };
        const unsigned lead = byte(i);
        const std::size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        unsigned long code = n == 1 ? lead : lead % (128u >> n);
        for (std::size_t k = 1; k < n; ++k) {
            if (byte(i + k) / 64 != 2) return "no UTF-8 at byte " + std::to_string(i);
            code = 64 * code + byte(i + k) % 64;
        }
        constexpr unsigned long shortest[] = {0, 0, 0x80, 0x800, 0x10000};
        const bool encoded = code >= shortest[n] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF) && lead < 0xF8;
        const bool character = code % 0x10000 < 0xFFFE && (code < 0xFDD0 || code > 0xFDEF);
        const bool printable = code >= 0xA0 || (code >= 0x20 && code < 0x7F) || code == 9 || code == 10;
        if (!encoded || !character || !printable) return "code " + std::to_string(code);
        i += n;
    }
    return "";
}

/// "" if `xml` is well-formed as far as SVG files go, else what is wrong: characters that are some, tags that match,
/// quoted attributes that occur once, known references, one root.
inline std::string xml_mistake(const std::string& xml) {
    if (const std::string mistake = text_mistake(xml); !mistake.empty()) return mistake;
    std::vector<std::string> open;
    int roots = 0;
    std::size_t at = xml.rfind("<?xml", 0) == 0 ? xml.find("?>") + 2 : 0;
    while (at < xml.size()) {
        const std::size_t tag = xml.find('<', at);
        const std::string text = xml.substr(at, tag - at);
        for (std::size_t amp = text.find('&'); amp != std::string::npos; amp = text.find('&', amp + 1)) {
            const std::string name = text.substr(amp, text.find(';', amp) - amp);
            if (name != "&lt" && name != "&gt" && name != "&amp" && name != "&quot") return "reference " + name;
        }
        if (open.empty() && text.find_first_not_of(" \n") != std::string::npos) return "text outside: " + text;
        if (tag == std::string::npos) break;
        const std::size_t end = xml.find('>', tag);
        if (end == std::string::npos) return "tag without end";
        std::string inside = xml.substr(tag + 1, end - tag - 1);
        at = end + 1;
        if (inside[0] == '/') {
            if (open.empty() || open.back() != inside.substr(1)) return "unexpected </" + inside;
            open.pop_back();
            continue;
        }
        const bool closed = inside.back() == '/';
        if (closed) inside.pop_back();
        const std::string name = inside.substr(0, inside.find_first_of(" \n"));
        std::vector<std::string> seen;
        for (std::size_t i = name.size(); i < inside.size();) {
            const std::size_t equals = inside.find("=\"", i);
            const std::size_t quote = equals == std::string::npos ? equals : inside.find('"', equals + 2);
            if (quote == std::string::npos) return "attribute of <" + name + ": " + inside.substr(i);
            const std::string attribute = inside.substr(i, equals - i);
            for (const std::string& other : seen)
                if (other == attribute) return "twice:" + attribute;
            seen.push_back(attribute);
            if (inside.substr(equals + 2, quote - equals - 2).find('<') != std::string::npos) return "< in" + attribute;
            i = quote + 1;
        }
        if (open.empty() && ++roots > 1) return "a second root";
        if (!closed) open.push_back(name);
    }
    return open.empty() ? (roots == 1 ? "" : "no root") : "unclosed <" + open.back();
}

/// What a command of the shell prints.
inline std::string output_of(const std::string& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen((command + " 2>/dev/null").c_str(), "r"),
                                                               ::pclose);
    std::string text;
    char chunk[4096];
    for (std::size_t n = 0; pipe && (n = std::fread(chunk, 1, sizeof chunk, pipe.get())) > 0;) text.append(chunk, n);
    return text;
}
inline bool has_program(const std::string& name) { return !output_of("command -v " + name).empty(); }

inline int count_of(const std::string& text, const std::string& part) {
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

} // namespace halfstep::testing
