#pragma once
// What a screen reader says of a figure in a PDF: its alternate text [PDF 32000-1, 14.9.3]. Cairo marks what is drawn
// as a figure, but has no text for it (1.16), so that it is added behind what Cairo wrote, as programs add changes.

#include <string>

namespace halfstep {

/// The tag of what is drawn, and of that around it, for cairo_tag_begin().
inline constexpr const char *pdf_figure = "Figure", *pdf_document = "Document";

/// The file with that text for its figure, and said to be tagged. A file without a figure, or of another making than
/// Cairo's, comes back as it is.
std::string with_alternate_text(std::string pdf, const std::string& text);

} // namespace halfstep
