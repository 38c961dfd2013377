// What the palette finds, in which order, and what choosing does: without a window.

#include "app/model/palette.h"

#include "app/model/actions.h"
#include "app/model/guide_book.h"
#include "app/scene/scene.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace halfstep;

namespace {

using RowKind = PaletteEntry::Kind;

struct PaletteDesk {
    Session session;
    AppState app{session, Settings(), 1};

    explicit PaletteDesk(const std::string& lesson = "ring") : session(few(lesson), "", [] {}) { session.wait(); }
    static Experiment few(const std::string& lesson) {
        Experiment experiment = load_scene(lesson);
        experiment.run.particles = 50;
        return experiment;
    }
    /// Titles of what is found, the best first.
    std::vector<std::string> found(const std::string& words) const {
        const std::vector<PaletteEntry> entries = palette_entries(app);
        std::vector<std::string> titles;
        for (const PaletteHit& hit : palette_hits(entries, words)) titles.push_back(hit.entry->title);
        return titles;
    }
    std::string first(const std::string& words) const {
        const std::vector<std::string> all = found(words);
        return all.empty() ? "" : all.front();
    }
    PaletteEntry entry(RowKind kind, const std::string& name) const {
        const std::vector<PaletteEntry> all = palette_entries(app);
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](const PaletteEntry& one) { return one.kind == kind && one.name == name; });
        REQUIRE(at != all.end());
        return *at;
    }
};

double score_of(const std::string& name, const std::string& typed) {
    const auto match = fuzzy_match(plain_text_of(name), typed);
    return match ? match->score : -1;
}

} // namespace

TEST_CASE("everything there is stands in the palette, once") {
    const PaletteDesk desk;
    std::set<std::pair<RowKind, std::string>> there;
    for (const PaletteEntry& entry : palette_entries(desk.app)) {
        INFO(entry.name);
        CHECK(there.insert({entry.kind, entry.name}).second);
        CHECK_FALSE(entry.title.empty());
        CHECK(entry.title.find("⟨") == std::string::npos);
    }
    for (const Action& action : all_actions())
        CHECK(there.count({RowKind::action, action.name}) == static_cast<std::size_t>(action.in_palette));
    for (const Lesson& lesson : lessons()) CHECK(there.count({RowKind::lesson, lesson.name}) == 1);
    for (const BookPage& page : guide_book()) CHECK(there.count({RowKind::page, page.name}) == 1);
    for (const Plot& plot : all_plots()) { // of two with one title the one that applies
        const bool twin = std::any_of(all_plots().begin(), all_plots().end(), [&](const Plot& other) {
            return &other != &plot && std::string_view(other.title) == plot.title;
        });
        if (!twin) CHECK(there.count({RowKind::plot, plot.name}) == 1);
    }
    CHECK(palette_hits(palette_entries(desk.app), " ").size() == there.size());
}

TEST_CASE("letters in their order, and the better ones first: beginnings of the name, of words, in a row") {
    CHECK(score_of("Undo", "undo") > score_of("Undo and more", "undo"));
    CHECK(score_of("Ring of eight", "ring") > score_of("Training of a ring", "ring"));
    CHECK(score_of("A ring", "ring") > score_of("Training", "ring"));
    CHECK(score_of("Save as", "sa") > score_of("Close what is uppermost, as always", "sa"));
    CHECK(score_of("Three modes", "thm") > 0);
    CHECK(score_of("Three modes", "mth") == -1); // not in this order
    CHECK(score_of("Three modes", "modes three") > 0);
    CHECK(score_of("Three modes", "modes ring") == -1);
    CHECK(score_of("a1b2c3d4e5f6g7", "xyz") == -1);
    // By hand: the first letter 1 + 6 + 3, three next to each other 1 + 5 each, four letters of the name.
    CHECK(score_of("Undo", "undo") == doctest::Approx(10 + 3 * 6 - 0.04));
    // In a word, apart: 10 and 1 - 3.
    CHECK(score_of("abc", "ac") == doctest::Approx(10 - 2 - 0.03));
    const auto match = fuzzy_match(plain_text_of("x₀ of β"), "beta");
    REQUIRE(match);
    CHECK(match->letters == std::vector<std::size_t>{std::string("x₀ of ").size()});
}

TEST_CASE("letters that keyboards lack are found by what people type") {
    CHECK(plain_text_of("x̂₀ of ⟨β⟩: σ², Poincaré").text == "x0 of beta: sigma2, poincare");
    CHECK(plain_text_of("“xₜ” – KL(p ‖ q)").text == " xt    kl(p   q)");
    const PaletteDesk desk("sigma-squared");
    CHECK(desk.first("xt dist") == "Distribution of xₜ");
    CHECK(desk.first("x0 against") == "x̂₀ against xₜ");
}

TEST_CASE("what somebody types leads to what they mean") {
    const PaletteDesk desk;
    CHECK(desk.first("undo") == "Undo");
    CHECK(desk.first("sweep") == "Sweep: vary a value");
    CHECK(desk.first("ring").rfind("A ring of eight", 0) == 0);
    CHECK(desk.first("three-modes").rfind("Three modes", 0) == 0); // as the command line calls it
    CHECK(desk.first("posterior") == "Posterior p(x₀ | xₜ)");
    CHECK(desk.first("light dark") == "Light or dark");
    CHECK(desk.first("present") == find_action("present").title);
    CHECK(desk.found("qqqq").empty());
    CHECK(desk.found("undo redo lesson plot").empty());
    // Groups stay together.
    const std::vector<PaletteEntry> entries = palette_entries(desk.app);
    std::vector<RowKind> groups;
    for (const PaletteHit& hit : palette_hits(entries, "step"))
        if (groups.empty() || groups.back() != hit.entry->kind) groups.push_back(hit.entry->kind);
    CHECK(groups.size() == std::set<RowKind>(groups.begin(), groups.end()).size());
    CHECK(groups.size() > 1);
}

TEST_CASE("choosing does it; what cannot be done says so, and stays undone") {
    PaletteDesk desk;
    AppState& app = desk.app;
    perform(app, "palette");
    CHECK(app.dialog == Dialog::palette);
    CHECK_FALSE(choose_in_palette(app, desk.entry(RowKind::action, "undo"), false));
    CHECK(why_not_now(app, desk.entry(RowKind::action, "undo")) == "Not possible now");
    CHECK(app.dialog == Dialog::palette);
    CHECK(why_not_now(app, desk.entry(RowKind::plot, "xt")).find("needs a target with one dimension") !=
          std::string::npos);
    CHECK(choose_in_palette(app, desk.entry(RowKind::action, "sweep"), false));
    CHECK(app.sweeping);
    CHECK(app.dialog == Dialog::none);

    CHECK(choose_in_palette(app, desk.entry(RowKind::plot, "variance"), false));
    const std::vector<const Plot*> usual = side_plots(desk.session.experiment());
    CHECK(desk.session.view().side.front() == find_plot("variance"));
    CHECK(desk.session.view().side.size() == std::max(usual.size(), View::least_side));
    CHECK_FALSE(app.sweeping);
    CHECK(choose_in_palette(app, desk.entry(RowKind::plot, "variance"), true));
    CHECK(desk.session.view().on_stage == find_plot("variance"));
    CHECK(choose_in_palette(app, desk.entry(RowKind::plot, "variance"), true)); // it is there, and stays
    CHECK(desk.session.view().on_stage == find_plot("variance"));
    CHECK(choose_in_palette(app, desk.entry(RowKind::plot, "plane"), true)); // what goes with the scene
    CHECK(desk.session.view().on_stage == nullptr);

    perform(app, "palette");
    CHECK(choose_in_palette(app, desk.entry(RowKind::page, "samplers"), false));
    CHECK(app.guide.open);
    CHECK(app.guide.here.page == "samplers");
    perform(app, "palette"); // above the guide
    perform(app, "back");
    CHECK(app.dialog == Dialog::none);
    CHECK(app.guide.open);
    CHECK(choose_in_palette(app, desk.entry(RowKind::lesson, "three-modes"), false));
    CHECK_FALSE(app.guide.open);
    CHECK(desk.session.document().lesson == "three-modes");
}
