#include "app/scene/guide.h"

#include "halfstep_embedded.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace halfstep {

std::string_view guide_text(const GuidePage& page) { return embedded("guide/" + std::string(page.name) + ".md"); }

const GuidePage* linked_page(std::string_view address) {
    address = address.substr(0, address.find('#'));
    if (!address.ends_with(".md")) return nullptr;
    address.remove_suffix(3);
    const auto page = std::find_if(std::begin(guide_pages), std::end(guide_pages),
                                   [&](const GuidePage& one) { return one.name == address; });
    return page == std::end(guide_pages) ? nullptr : &*page;
}

} // namespace halfstep
