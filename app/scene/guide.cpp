#include "app/scene/guide.h"

#include "halfstep_embedded.h"

#include <string>

namespace halfstep {

std::string_view guide_text(const GuidePage& page) { return embedded("guide/" + std::string(page.name) + ".md"); }

} // namespace halfstep
