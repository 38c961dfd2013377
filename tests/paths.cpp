#include "tests/paths.h"

namespace halfstep::testing {

const char* const oracles_folder = HALFSTEP_TEST_ORACLES;
#ifdef HALFSTEP_BINARY
const char* const program = HALFSTEP_BINARY;
#endif

} // namespace halfstep::testing
