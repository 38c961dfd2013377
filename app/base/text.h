#pragma once
// What text is: the one place that knows which bytes are characters, and what files, typefaces and terminals can hold
// of them; and how scenes, tables and messages spell names, numbers and text.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1; ///< of UTF-8
    bool replaced = false; ///< it stands for what is no text
    std::uint32_t raw = 0; ///< the code that was replaced, where the bytes are UTF-8; otherwise the same as `code`
};

/// The first character of a text that is not empty. What is no text comes as U+FFFD: bytes that are no UTF-8 (overlong
/// forms, halves of surrogate pairs and codes beyond U+10FFFF among them; one for each longest start of a character,
/// Unicode 15, 3.9), controls other than tab and line feed (C0, DEL, C1), and the 66 noncharacters (U+FDD0..U+FDEF, the
/// last two of each plane).
Character first_character(std::string_view utf8);

/// The whole text so, as UTF-8: what every writer of a format puts into files. Text that is clean is the same
/// afterwards.
std::string clean_text(std::string_view utf8);

// Spaces that look like others, by name.
inline constexpr std::string_view no_break_space = "\u00a0", thin_space = "\u2009", em_space = "\u2003";

/// The first character of a name that nobody sees in a message, in words: "its character 2 is U+0001, a control
/// character". Line feeds and tabs are such, too. Empty: there is none.
std::string unseen_character(std::string_view name);

/// The text with no-break spaces for its spaces: a formula that no line may end within.
std::string with_no_break_spaces(std::string_view text);

/// Without the blanks, tabs and carriage returns at its ends.
std::string_view trimmed(std::string_view text);
/// A symbol that people write differently stands between marks, ⟨β⟩, and a text may hold several. Each becomes what
/// `spelled` makes of it; without such a function the marks go.
std::string with_symbols(std::string_view text, const std::function<std::string(std::string_view)>& spelled = {});
bool has_symbols(std::string_view text);

/// Appends a character by its code; U+FFFD for what is no text.
void append_utf8(std::string& text, std::uint64_t code);

// ---- how names, numbers and text are spelled ----

/// A name as that of a folder: in lower case, runs of anything but a-z and 0-9 turned into one '-', none at the ends.
/// Empty when nothing is left.
std::string folder_name(std::string_view name);

/// The shortest decimal that reads back as the same double ("0.1", "1e-05", "2"; "inf", "nan").
std::string number(double value);

/// A span of time: "1.2 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string time_text(double seconds);

/// A field of a CSV file: quoted where it must be (RFC 4180).
std::string csv_text(std::string_view text);

/// " (did you mean ring?)": the candidate that a misspelt word most likely means; empty when none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// In quotes, for a message: on one line, and cut when long.
std::string quoted(std::string_view text);

/// "a, b, c"
std::string join(const std::vector<std::string_view>& words);

/// Text on one line, ready for a message: control characters and broken UTF-8 as '?'; cut after `limit` bytes.
std::string one_line(std::string_view text, std::size_t limit = 1000);

} // namespace halfstep
