// Equation cards in the real window: opened from a panel and from the table, switched to another notation, copied,
// closed.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

const char* const chain_scene = R"(title = "cards"
[target]
sigma = 0.5
[process]
kind = "vp"
steps = 40
[[sampler]]
name = "DDIM"
[run]
particles = 500
)";

/// What the clipboard has, as a field takes it.
std::string clipboard(Window& window) {
    window.key("ctrl+shift+s");
    window.until("the dialog", [&] { return window.has("save.path") && window.typing() && window.rested; });
    window.field_key("ctrl+a");
    window.field_key("ctrl+v");
    const std::string text = window.view["name"].string;
    window.act([&] { window.key("Escape"); });
    window.until("the dialog to close", [&] { return !window.has("save.path") && !window.typing(); });
    return text;
}

void open(Window& window, const std::string& control) {
    window.click(control);
    window.until("the card", [&] { return window.has("card.equation") && window.rested; });
}

std::string copied(Window& window) {
    window.click("card.copy");
    window.until("the notice", [&] { return window.notice().find("copied as TeX") != std::string::npos; });
    window.act([&] { window.key("Escape"); });
    window.until("the card to close", [&] { return !window.has("card.equation"); });
    return clipboard(window);
}

} // namespace

TEST_CASE("a card opens from the panel, in the notation that is chosen, and its TeX is copied") {
    Window window(chain_scene);
    open(window, "sampler[0].kind.card");
    CHECK(window.has("card.numbers"));
    CHECK(copied(window).find("\\sqrt{\\bar\\alpha_{t-1}}\\,\\hat x_0") != std::string::npos);

    window.key("a"); // the DDIM paper's
    window.until("the notation", [&] { return window.notice() == "Notation: DDIM paper: α for ᾱ"; });
    open(window, "sampler[0].kind.card");
    const std::string ddim = copied(window);
    CHECK(ddim.find("\\frac{x_t - \\sqrt{1 - \\alpha_t}") != std::string::npos);
    CHECK(ddim.find("\\bar") == std::string::npos);

    open(window, "process.kind.card");
    window.choose("card.notation", "Score, SDE: a, b, σ");
    CHECK(copied(window).find("a_t x_0 + b_t\\varepsilon") != std::string::npos);
    CHECK(window.undo_depth == 0); // none of this is an edit of the experiment
}

TEST_CASE("a click elsewhere closes a card, and schedule, denoiser and closed form have theirs") {
    Window window(chain_scene);
    open(window, "process.schedule.card");
    const Rect stage = window.rect("card.equation");
    window.click(stage.x, 5);
    window.until("the card to close", [&] { return !window.has("card.equation") && window.rested; });
    open(window, "denoiser.kind.card");
    window.click("card.close");
    window.until("the card to close", [&] { return !window.has("card.equation") && window.rested; });

    const Rect closed = window.rect("table.closed[0]");
    window.click(closed.x + closed.w - 10, closed.y + closed.h / 2);
    window.until("the card", [&] { return window.has("card.numbers") && window.rested; });
    CHECK(copied(window).find("\\cos^2(\\varphi_k - \\varphi_{k-1})") != std::string::npos);
}

TEST_CASE("a right click on an entry of a legend, and the sign in a row of the table, open their cards") {
    Window window(chain_scene);
    const auto from_legend = [&](const std::string& entry) {
        window.aim(entry);
        window.act([&] { window.xdo({"click", "3"}); });
        open(window, "menu.equation");
    };
    from_legend("plot.schedule.legend.β̃");
    CHECK(copied(window).find("\\tilde\\beta_t &= ") != std::string::npos);
    from_legend("plot.variance.legend.exact");
    CHECK(copied(window).find("\\operatorname{Var} x_t") != std::string::npos);
    from_legend("plot.xt.legend.DDIM"); // whose own rule and numbers it shows
    CHECK(window.has("card.numbers"));
    CHECK(copied(window).find("\\hat x_0") != std::string::npos);
    CHECK(window.experiments <= 1); // nothing was hidden, nothing edited

    const Rect row = window.rect("table.closed[0]");
    window.move(row.x - 200, row.y + row.h / 2);
    window.until("the sign", [&] { return window.has("table.card[0]"); });
    open(window, "table.card[0]");
    CHECK(copied(window).find("\\hat\\varepsilon + \\sigma_t z") != std::string::npos);
    open(window, "table.distance[0]");
    CHECK(copied(window).find("W_1") != std::string::npos);
}

TEST_CASE("labels, panels and entries follow the notation, and an entry stays hidden") {
    Window window(chain_scene);
    window.click("plot.schedule.legend.β̃");
    window.until("rest", [&] { return window.rested; });
    for (int i = 0; i < 4; ++i) { // once round
        window.act([&] { window.key("a"); });
        CHECK(window.has("plot.schedule.legend.β̃")); // as the journal calls it, whatever it says
    }
    window.until("the usual notation", [&] { return window.notice() == "Notation: DDPM: ᾱ, α, β"; });
    CHECK(window.undo_depth == 0);
}

TEST_CASE("a click on a card's equation copies its TeX") {
    Window window(chain_scene);
    open(window, "process.kind.card");
    const Rect rule = window.rect("card.equation");
    window.click(rule.x + 0.3 * rule.w, rule.y + 0.5 * rule.h);
    window.until("the notice", [&] { return window.notice().find("copied as TeX") != std::string::npos; });
    window.act([&] { window.key("Escape"); });
    window.until("the card to close", [&] { return !window.has("card.equation"); });
    CHECK(clipboard(window).find("x_t &= \\sqrt{\\bar\\alpha_t}") != std::string::npos);
}
