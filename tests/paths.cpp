#include "tests/paths.h"

namespace halfstep::testing {

const char* const oracles_folder = HALFSTEP_TEST_ORACLES;
const char* const pictures_folder = HALFSTEP_TEST_PICTURES;
#ifdef HALFSTEP_BINARY
const char* const program = HALFSTEP_BINARY;
#endif

} // namespace halfstep::testing
