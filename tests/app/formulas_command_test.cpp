// `halfstep formulas`: the list, one card as text in a notation, and as a picture; what is wrong is said.

#include "app/formulas/cards.h"
#include "tests/app/messages.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

using namespace halfstep;
using namespace halfstep::testing;

TEST_CASE("formulas lists every card, and says one with its TeX and source in the notation asked for") {
    const ProcessResult list = run_halfstep({"formulas"});
    CHECK(list.out.find("\u27e8") == std::string::npos); // symbols are spelled
    CHECK(list.code == 0);
    for (const Card& card : all_cards()) CHECK(list.out.find(std::string(card.name) + " ") != std::string::npos);

    const ProcessResult one = run_halfstep({"formulas", "sampler.ddim", "--notation", "ddim"});
    CHECK(one.code == 0);
    CHECK(one.out == card_text(*find_card("sampler.ddim"), Notation::ddim));
    CHECK(one.out.find("Song, Meng & Ermon 2021") != std::string::npos);
    CHECK(one.out.find("\\bar\\alpha") == std::string::npos);
    CHECK(run_halfstep({"formulas", "sampler.ddim"}).out.find("\\bar\\alpha") != std::string::npos);
}

TEST_CASE("a card's picture is written, and what is no card, notation or picture is refused") {
    const TemporaryFolder folder;
    const std::string path = folder.path("card.svg");
    CHECK(run_halfstep({"formulas", "closed-form.ddim", "--notation", "sigma-squared", "-o", path}).code == 0);
    const std::string svg = read_whole(path);
    CHECK(svg.find("<svg") != std::string::npos);
    CHECK(svg.find("Variance of DDIM") != std::string::npos);

    const ProcessResult wrong = run_halfstep({"formulas", "sampler.dim"});
    CHECK(wrong.code == 2);
    CHECK(wrong.err.find("did you mean sampler.ddim?") != std::string::npos);
    CHECK(run_halfstep({"formulas", "sampler.ddim", "--notation", "x"})
              .err.find("allowed: ddpm, ddim, sde, sigma-squared") != std::string::npos);
    CHECK(run_halfstep({"formulas", "-o", path}).code == 2);
    CHECK(run_halfstep({"formulas", "sampler.ddim", "-o", folder.path("card.txt")}).code == 2);
}
