#pragma once
// A picture of one equation, for the commands that write one.

#include "app/equation/equation.h"
#include "app/export/page.h"

namespace halfstep {

/// The writer for the file's ending; refuses others.
std::string (*picture_writer(const std::string& output))(const Page&);
/// Both must outlive the page. `em` in points; `light`: the term that is lit, empty: none.
Page equation_page(const Equation& equation, float em, const Theme& theme, std::string_view light = {});

} // namespace halfstep
