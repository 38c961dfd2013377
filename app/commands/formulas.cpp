#include "app/formulas/cards.h"

#include "app/base/text.h"
#include "app/commands/arguments.h"
#include "app/commands/commands.h"
#include "app/commands/equation_page.h"
#include "app/commands/interrupt.h"
#include "app/commands/plot_choice.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace halfstep {

namespace {

/// As typed; understood when the command runs.
struct FormulasArguments {
    std::string name, notation, output, theme;
};

constexpr float em = 12; ///< points

const Card& card_named(const std::string& name) {
    if (const Card* card = find_card(name)) return *card;
    std::vector<std::string_view> names;
    for (const Card& card : all_cards()) names.push_back(card.name);
    refuse("NAME", name,
           "is no equation card" + did_you_mean(name, names) + "; allowed: what \"halfstep formulas\" lists");
}

int list_cards(Notation notation) {
    std::size_t widest = 0;
    for (const Card& card : all_cards()) widest = std::max(widest, std::string(card.name).size());
    std::string text;
    for (const Card& card : all_cards()) {
        const std::string name = card.name;
        text += name + std::string(widest + 2 - name.size(), ' ') + card_title(card, notation) + "\n";
    }
    print(text);
    return done;
}

int show_formulas(const FormulasArguments& given) {
    const Notation notation = notation_named(given.notation, Notation::ddpm);
    if (given.name.empty()) {
        if (!given.output.empty()) refuse("-o", given.output, "is a picture of one card; allowed: with a NAME");
        return list_cards(notation);
    }
    const Card& card = card_named(given.name);
    if (given.output.empty()) return print(card_text(card, notation)), done;
    const auto writer = picture_writer(given.output);
    writable_file("-o", given.output);
    const Theme theme = theme_named(given.theme, print_theme(), "");
    const Equation equation = set_equation(card_tex(card, notation));
    Page page = equation_page(equation, em, theme);
    page.title = card_title(card, notation);
    const InterruptGuard guard;
    write_output(given.output, writer(page));
    return done;
}

} // namespace

void add_formulas(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand("formulas", "The equation cards: rules, losses, closed forms, with sources");
    auto given = std::make_shared<FormulasArguments>();
    command->add_option("NAME", given->name, "The card; without it all are listed");
    command->add_option("--notation", given->notation, "ddpm, ddim, sde or sigma-squared")->type_name("NOTATION");
    command->add_option("-o,--output", given->output, "A picture of it: .svg, .pdf or .png")->type_name("FILE");
    command->add_option("--theme", given->theme, "Of the picture: print (white), light or dark")->type_name("THEME");
    command->callback([given, &action] { action = [given] { return show_formulas(*given); }; });
}

} // namespace halfstep
