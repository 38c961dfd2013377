#include "core/spec/fact.h"

#include <algorithm>

namespace halfstep {

bool same_name(std::string_view text, std::string_view spelling) {
    return std::equal(text.begin(), text.end(), spelling.begin(), spelling.end(),
                      [](char a, char b) { return a == b || (a == '_' && b == '-'); });
}

} // namespace halfstep
