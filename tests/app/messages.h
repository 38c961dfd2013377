#pragma once
// What tests ask of messages.

#include <functional>
#include <string>

namespace halfstep::testing {

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What `f` throws an Expected with; "(none)" when it does not.
template <class Expected>
std::string complaint(const std::function<void()>& f) {
    try {
        f();
    } catch (const Expected& error) {
        return error.what();
    }
    return "(none)";
}

} // namespace halfstep::testing
