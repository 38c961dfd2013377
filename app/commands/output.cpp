#include "app/commands/commands.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace halfstep {

void print(std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EPIPE) return;
        if (n < 0) throw std::runtime_error(std::string("standard output: cannot be written: ") + std::strerror(errno));
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace halfstep
