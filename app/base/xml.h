#pragma once
// The little of XML that SVG files need.

#include <string>
#include <string_view>

namespace halfstep {

/// Clean text (see base/text.h) as the content of an element or an attribute in double quotes.
std::string xml_text(std::string_view utf8);
/// The reverse of xml_text(), and of the character references that other programs write.
std::string plain_text(std::string_view xml);

} // namespace halfstep
