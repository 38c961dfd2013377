#pragma once
// A sweep in words: as on the command line, and in the file of its figure, so that the figure can be made again.

#include "app/plots/view.h"
#include "app/sweep/sweep.h"

#include <optional>
#include <string_view>

namespace halfstep {

/// "5,10,20" at its commas; those within brackets or quotes do not separate.
std::vector<std::string> split_values(std::string_view text);

/// A sweep and what its figure shows.
struct SweepRequest {
    SweepSpec spec;
    std::string measure = "distance"; ///< see sweep_figure.h
};

/// The scene that goes into the file of a figure: the experiment, and how it is looked at, under comments that say the
/// sweep. parse_scene() reads it.
std::string sweep_scene(const Experiment& experiment, const SweepRequest& request, const View& view = {});
/// What those comments say; nothing where there are none.
std::optional<SweepRequest> sweep_request(std::string_view scene);

/// For each sampler whose spacing visits all levels, so that its steps cannot be varied, spacing = trailing: an axis
/// with that one value. Empty when there is none, or when no axis varies its steps.
std::vector<SweepAxis> spacing_remedy(const Experiment& experiment, const SweepSpec& spec);

} // namespace halfstep
