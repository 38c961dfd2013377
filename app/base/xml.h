#pragma once
// The little of XML and base64 that SVG files need.

#include <string>
#include <string_view>

namespace halfstep {

/// Text as the content of an element or an attribute in double quotes. Characters that XML cannot hold become U+FFFD.
std::string xml_text(std::string_view utf8);
/// The reverse of xml_text(), and of the character references that other programs write.
std::string plain_text(std::string_view xml);

std::string base64(std::string_view bytes);

} // namespace halfstep
