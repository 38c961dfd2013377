#pragma once
// Arrays as NumPy keeps them: .npy, and .npz, which is a zip of those.

#include "app/scene/scene_error.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// One or two dimensions of numbers, row by row, whatever they were; where it is asked for, three.
struct NumberArray {
    std::string name; ///< in an .npz; empty: of an .npy
    std::size_t rows = 0, columns = 1;
    std::size_t layers = 1; ///< of three dimensions: the first one; each has `rows`
    bool flat = true;       ///< of one dimension
    std::vector<double> values;
    std::string problem; ///< why it cannot be used, where others beside it can; empty: it can
};

bool is_npy(std::string_view bytes); ///< by how it begins
bool is_zip(std::string_view bytes);

/// Floats of 16 to 64 bits, whole numbers of 8 to 64, bool; either byte order, either order of rows and columns. Throws
/// SceneError "what is wrong; allowed: ...", without the file's name.
NumberArray read_npy(std::string_view bytes, std::size_t most_dimensions = 2);

/// All arrays of an .npz, in its order; those that are no numbers have a problem. Throws SceneError as read_npy() does
/// for a zip that is none, or garbled.
std::vector<NumberArray> read_npz(std::string_view bytes, std::size_t most_dimensions = 2);

/// "X (100, 2)"
std::string shape_text(const NumberArray& array);

} // namespace halfstep
