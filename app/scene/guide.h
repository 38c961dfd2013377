#pragma once
// The guide, which the program carries: assets/guide, one page a file.

#include <string_view>

namespace halfstep {

struct GuidePage {
    std::string_view name; ///< of the file, without ".md"
    std::string_view says;
};

inline constexpr GuidePage guide_pages[] = {
    {"scenes", "what a scene file looks like"},
    {"keys", "every key of a scene file: default, range, what it does"},
    {"targets", "the distributions, and networks that learn them"},
    {"samplers", "the one equation and what each sampler makes of it; spacings"},
    {"schedules", "noise schedules, grids, and the conventions of four libraries"},
    {"plots", "what each plot shows, and what can be done in it"},
    {"files", "opening, saving, and what comes back after closing or a crash"},
    {"commands", "the command line, its tables and exit codes"},
    {"figures", "figures, films and sweeps, with examples"},
    {"equations", "the part of TeX that equations are written in"},
    {"cards", "equation cards: rules with their sources, in four notations"},
    {"lessons", "how to write a lesson: steps, live numbers, questions, claims"},
    {"architecture", "the rooms of the code, how to add things, what was measured"},
};

/// Its Markdown.
std::string_view guide_text(const GuidePage& page);

/// The page that a link in the guide leads to, "samplers.md"; nullptr: it leads elsewhere.
const GuidePage* linked_page(std::string_view address);

} // namespace halfstep
