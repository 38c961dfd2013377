#pragma once
// What the system's clipboard takes that is no text: pictures, by a program of the desktop that is installed, or else
// as a file.

#include <atomic>
#include <string>
#include <string_view>

namespace halfstep {

struct PictureCopy {
    std::string_view png;
    std::string folder; ///< for the file, where it must be one; empty: the working folder
    std::string stem;   ///< of its name
};
/// Puts the picture on the clipboard, by wl-copy on Wayland and by xclip on X11, or into a new file. Returns what
/// became of it, in a line that ends a sentence: "is on the clipboard". `in_file`: that is where it is. Throws
/// std::runtime_error where it is nowhere.
std::string copy_picture(const PictureCopy& picture, const std::atomic<bool>* cancel, bool& in_file);

/// Rows of CSV with tabs in the place of commas, which spreadsheets paste as cells; tabs and line feeds in a field
/// become blanks.
std::string tabs_for_commas(std::string_view csv);

} // namespace halfstep
