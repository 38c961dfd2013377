#pragma once
// What is seen, in words: plain sentences for screen readers, and as the text that a picture carries. Each plot says
// its own (Plot::words); the scene is said here.

#include "app/plots/plots.h"

#include <string>
#include <vector>

namespace halfstep {

/// What the window shows of a run from its stage on: the plots that stand there and beside it.
std::vector<const Plot*> plots_in_view(const Run& run, const View& view);

/// A paragraph: title, target, process, samplers, particles, the time.
std::string scene_in_words(const Run& run, const View& view);
/// A paragraph, which begins with the plot's title; empty where it does not apply.
std::string plot_in_words(const Plot& plot, const Run& run, const View& view);
/// The scene and these plots, and of a run that has another one beside it those of both: paragraphs with a blank line
/// between them, in clean text without blanks that others might not know.
std::string picture_in_words(const Run& run, const std::vector<const Plot*>& plots, const View& view);

/// Blanks of other widths as blanks, and what is no text as U+FFFD.
std::string plain_text_of(const std::string& words);

} // namespace halfstep
