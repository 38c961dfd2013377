#include "tests/paths.h"

#include <cstdlib>

namespace halfstep::testing {

std::string oracles_folder() {
    const char* const other = std::getenv("HALFSTEP_ORACLES");
    return other && *other ? other : HALFSTEP_TEST_ORACLES;
}
const char* const source_folder = HALFSTEP_TEST_SOURCE;
const char* const numpy_folder = HALFSTEP_TEST_NUMPY;
const char* const pictures_folder = HALFSTEP_TEST_PICTURES;
#ifdef HALFSTEP_BINARY
const char* const program = HALFSTEP_BINARY;
#endif

} // namespace halfstep::testing
