#include "app/scene/guide.h"
#include "app/base/text.h"
#include "app/commands/commands.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace halfstep {

namespace {

int print_pages() {
    std::size_t width = 0;
    for (const GuidePage& page : guide_pages) width = std::max(width, page.name.size());
    std::string text;
    for (const GuidePage& page : guide_pages)
        text += std::string(page.name) + std::string(width + 2 - page.name.size(), ' ') + std::string(page.says) + "\n";
    print(text);
    return done;
}

int print_page(const std::string& name) {
    std::vector<std::string_view> names;
    for (const GuidePage& page : guide_pages) {
        if (page.name != name) {
            names.push_back(page.name);
            continue;
        }
        print(guide_text(page));
        return done;
    }
    throw UsageError("there is no page " + halfstep::quoted(name) + did_you_mean(name, names) +
                     "; allowed: " + join(names));
}

} // namespace

void add_guide(CLI::App& app, Action& action) {
    CLI::App* command =
        app.add_subcommand("guide", "Print a page of the guide, as Markdown, or the list of pages. In the window: F1");
    auto name = std::make_shared<std::string>();
    command->add_option("PAGE", *name, "Which page");
    command->callback(
        [name, &action] { action = [name] { return name->empty() ? print_pages() : print_page(*name); }; });
}

} // namespace halfstep
