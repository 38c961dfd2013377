#include "app/export/pdf_alternate.h"

#include "app/base/text.h"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace halfstep {

namespace {

/// An object as it stands in the file: "3 0 obj << ... >> endobj".
struct PdfObject {
    int number = 0;
    std::string body; ///< from "<<" to ">>"
};

/// The one that holds this mark.
std::optional<PdfObject> object_with(std::string_view pdf, std::string_view mark) {
    const std::size_t at = pdf.rfind(mark);
    if (at == pdf.npos) return std::nullopt;
    const std::size_t begin = pdf.rfind(" 0 obj", at), end = pdf.find("endobj", at);
    if (begin == pdf.npos || end == pdf.npos) return std::nullopt;
    const std::size_t line = pdf.rfind('\n', begin) + 1; // npos + 1: the file's first line
    PdfObject object;
    object.number = std::atoi(std::string(pdf.substr(line, begin - line)).c_str());
    const std::size_t open = pdf.find("<<", begin), close = pdf.rfind(">>", end);
    if (object.number < 1 || open > at || close < at) return std::nullopt;
    object.body = pdf.substr(open, close + 2 - open);
    return object;
}

/// As UTF-16 with its mark in front, in hexadecimal digits, which every reader of PDF takes.
std::string pdf_text(std::string_view text) {
    std::string hex = "<FEFF";
    const auto unit = [&hex](unsigned code) {
        char digits[8];
        std::snprintf(digits, sizeof digits, "%04X", code);
        hex += digits;
    };
    while (!text.empty()) {
        const Character c = first_character(text);
        text.remove_prefix(c.bytes);
        if (c.code >= 0x10000) {
            unit(0xD800 + ((c.code - 0x10000) >> 10));
            unit(0xDC00 + ((c.code - 0x10000) & 0x3FF));
        } else {
            unit(c.code);
        }
    }
    return hex + ">";
}

void add_entries(PdfObject& object, const std::string& entries) {
    object.body.insert(object.body.size() - 2, entries + "\n");
}

} // namespace

std::string with_alternate_text(std::string pdf, const std::string& text) {
    std::optional<PdfObject> figure = object_with(pdf, "/S /Figure"), catalog = object_with(pdf, "/Type /Catalog");
    const std::size_t trailer = pdf.rfind("trailer\n"), start = pdf.rfind("startxref\n");
    if (text.empty() || !figure || !catalog || trailer == pdf.npos || start == pdf.npos || start < trailer) return pdf;
    const std::string before = std::to_string(std::atoll(pdf.c_str() + start + std::string_view("startxref\n").size()));
    std::string dictionary = pdf.substr(trailer + 8, start - trailer - 8);
    dictionary.insert(dictionary.rfind(">>"), "/Prev " + before + "\n");
    add_entries(*figure, "/Alt " + pdf_text(text));
    add_entries(*catalog, "/Lang (en)\n/MarkInfo << /Marked true >>");
    if (pdf.back() != '\n') pdf += '\n';
    std::string table = "xref\n";
    for (const PdfObject* object : {&*figure, &*catalog}) {
        char entry[24];
        std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
        table += std::to_string(object->number) + " 1\n" + entry;
        pdf += std::to_string(object->number) + " 0 obj\n" + object->body + "\nendobj\n";
    }
    const std::size_t place = pdf.size();
    return pdf + table + "trailer\n" + dictionary + "startxref\n" + std::to_string(place) + "\n%%EOF\n";
}

} // namespace halfstep
