#include "app/base/descriptor.h"
#include "app/base/files.h"
#include "app/commands/commands.h"
#include "app/commands/interrupt.h"

#include <cerrno>
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

} // namespace halfstep
