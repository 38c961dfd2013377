#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/equation_page.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"
#include "app/export/paper.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct EquationArguments {
    std::string tex, output, em, theme, dpi, term;
    std::vector<std::string> numbers;
    bool in_line = false;
};

constexpr double least_em = 3, most_em = 200; ///< points

/// "name=text", each.
std::map<std::string, std::string, std::less<>> numbers_of(const std::vector<std::string>& given) {
    std::map<std::string, std::string, std::less<>> numbers;
    for (const std::string& one : given) {
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos || equals == 0)
            refuse("--num", one, "has no name; allowed: NAME=TEXT, as k=0.0312");
        if (!numbers.emplace(one.substr(0, equals), one.substr(equals + 1)).second)
            refuse("--num", one, "names a number that is given twice; allowed: one for each name");
    }
    return numbers;
}

/// Every name of a term, once.
std::string terms_of(const Equation& equation) {
    std::vector<std::string_view> names;
    for (const Equation::Term& term : equation.terms)
        if (std::find(names.begin(), names.end(), term.id) == names.end()) names.push_back(term.id);
    return names.empty() ? "no --term, as there is no \\term in the equation" : join(names);
}

int write_equation(const EquationArguments& given) {
    const auto writer = picture_writer(given.output);
    check_resolution(given.dpi, given.output);
    writable_file("-o", given.output);
    const auto em = static_cast<float>(given.em.empty() ? 12 : real_number("--em", given.em, least_em, most_em));
    const Theme theme = theme_named(given.theme, print_theme(), "");
    const Equation equation = set_equation(given.tex, numbers_from(numbers_of(given.numbers)),
                                           given.in_line ? EquationStyle::text : EquationStyle::display);
    if (!given.term.empty() && term_rects(equation, given.term).empty())
        refuse("--term", given.term, "is no term of the equation; allowed: " + terms_of(equation));

    Page page = equation_page(equation, em, theme, given.term);
    using Limits = PaperLimits;
    if (!given.dpi.empty())
        page.dpi = static_cast<int>(whole_number("--dpi", given.dpi, Limits::least_dpi, Limits::most_dpi));
    page.dpi_name = "--dpi";
    const InterruptGuard guard;
    write_output(given.output, within_memory("a smaller --em or a lower --dpi", [&] { return writer(page); }));
    return done;
}

} // namespace

std::string (*picture_writer(const std::string& output))(const Page&) {
    if (has_extension(output, "svg")) return page_svg;
    if (has_extension(output, "pdf")) return page_pdf;
    if (has_extension(output, "png")) return page_png;
    refuse("-o", output, "its ending says no known kind of picture; allowed: .svg, .pdf, .png");
}

Page equation_page(const Equation& equation, float em, const Theme& theme, std::string_view light) {
    const float margin = em / 4; // what leans or hangs out of the letters' own boxes has room there
    Page page;
    page.width = em * equation.width + 2 * margin;
    page.height = em * (equation.height + equation.depth) + 2 * margin;
    page.title = "Equation";
    page.caption = one_line(equation.tex, EquationLimits::bytes);
    page.draw = [=, &equation, &theme, size = Rect{0, 0, page.width, page.height},
                 caption = page.caption](Canvas& canvas, float) {
        canvas.part("ground", "");
        canvas.rects(&size, 1, theme.panel);
        canvas.part("equation", caption);
        draw(equation, canvas, {{margin, margin + em * equation.height}, em}, theme, {light});
    };
    return page;
}

void add_equation(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("equation", "Set an equation, given in TeX, as a picture");
    command->footer("\"halfstep guide equations\" has the subset of TeX that is known.");
    auto given = std::make_shared<EquationArguments>();
    command->add_option("TEX", given->tex, "The equation, as 'x_t = a x_0 + b \\epsilon'")->required();
    command->add_option("-o,--output", given->output, "The file to write: .svg, .pdf or .png")
        ->type_name("FILE")
        ->required();
    command->add_option("--em", given->em, "Size of the type in points (12), 3 to 200")->type_name("POINTS");
    command->add_option("--theme", given->theme, "print (white), light or dark")->type_name("THEME");
    command->add_option("--num", given->numbers, "What \\num{NAME} shows; may be repeated")
        ->type_name("NAME=TEXT")
        ->allow_extra_args(false);
    command->add_option("--term", given->term, "Light what is in \\term{NAME}{...}, and dim the rest")
        ->type_name("NAME");
    command->add_flag("--inline", given->in_line, "As within a line of text: low fractions, limits beside operators");
    command->add_option("--dpi", given->dpi, "Pixels an inch of a PNG (300)")->type_name("N");
    command->callback([given, &action] { action = [given] { return write_equation(*given); }; });
}

} // namespace halfstep
