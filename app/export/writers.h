#pragma once
// What a sheet can be written as: one explicit list, chosen by the file's extension.

#include "app/export/paper.h"

#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

struct Writer {
    const char* extension;                    ///< "svg"
    const char* what;                         ///< for help and menus
    std::string (*write)(const Sheet& sheet); ///< the bytes of the file: the same sheet gives the same bytes
    bool data = false;                        ///< numbers, not a picture
};

/// In the order of a menu.
const std::vector<Writer>& all_writers();
/// By the extension of a file name, upper or lower case; nullptr when there is none for it.
const Writer* find_writer(std::string_view path);
/// ".svg, .pdf, ..."
std::string writer_extensions();

std::string write_svg(const Sheet& sheet);
std::string write_pdf(const Sheet& sheet);
std::string write_png(const Sheet& sheet); ///< throws Error of the resolution when there would be too many pixels
std::string write_csv(const Sheet& sheet); ///< see table.h
std::string write_npy(const Sheet& sheet);
std::string write_npz(const Sheet& sheet);

} // namespace halfstep
