#pragma once
// Where things lie that tests need: known to one source file only, so that another checkout shares the others' compilation.

namespace halfstep::testing {

extern const char* const oracles_folder;  ///< tests/oracles
extern const char* const pictures_folder; ///< tests/pictures
extern const char* const program;         ///< the halfstep binary; only for the tests of the app

} // namespace halfstep::testing
