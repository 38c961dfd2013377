#pragma once
// Where things lie that tests need: known to one source file only, so that another checkout shares the others'
// compilation.

#include <string>

namespace halfstep::testing {

/// tests/oracles, or what the environment variable HALFSTEP_ORACLES names: another folder with the same files and
/// columns.
std::string oracles_folder();
extern const char* const source_folder;   ///< the checkout
extern const char* const numpy_folder;    ///< tests/numpy
extern const char* const pictures_folder; ///< tests/pictures
extern const char* const program;         ///< the halfstep binary; only for the tests of the app

} // namespace halfstep::testing
