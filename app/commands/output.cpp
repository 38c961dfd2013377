#include "app/base/descriptor.h"
#include "app/base/files.h"
#include "app/base/text.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"
#include "app/results/changed_results.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace halfstep {

void print(std::string_view text) {
    const int error = write_stream(STDOUT_FILENO, text, &InterruptGuard::raised());
    if (error == ECANCELED || error == EPIPE) InterruptGuard::check();
    if (error != 0 && error != EPIPE)
        throw std::runtime_error(std::string("standard output: cannot be written: ") + std::strerror(error));
}

void write_output(const std::string& path, std::string_view bytes) {
    if (!write_file(path, bytes, &InterruptGuard::raised())) InterruptGuard::check();
}

void note_changed_result(const std::string& scene, const Run& run, const std::vector<StoredResult>& stored) {
    if (const std::string changed = changed_result(run, stored); !changed.empty())
        std::fprintf(stderr, "halfstep: %s: does not come out as when it was made: %s\n", one_line(scene, 300).c_str(),
                     changed.c_str());
}

} // namespace halfstep
