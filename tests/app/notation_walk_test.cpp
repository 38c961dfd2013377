// Every text that a notation changes, walked: figures of all plots, what facts say in panels, cards, the table. None
// shows a symbol of another notation, and none a mark that nobody has spelled.

#include "app/base/text.h"
#include "app/export/table.h"
#include "app/figure/mark_names.h"
#include "app/formulas/cards.h"
#include "app/plots/plot_view.h"
#include "app/results/mismatch.h"
#include "app/results/results.h"
#include "app/ui/fonts.h"
#include "core/spec/facts.h"
#include "tests/app/plots_helpers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

bool letter_at(const std::string& text, std::size_t i) {
    return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_');
}
bool starts(const std::string& text, std::size_t at, const std::vector<const char*>& with) {
    return std::any_of(with.begin(), with.end(),
                       [&](const char* one) { return text.compare(at, std::string(one).size(), one) == 0; });
}

/// a or b as a coefficient: "a x₀", "b²", "x/a". The article and the words around are none.
bool has_levels(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((text[i] != 'a' && text[i] != 'b') || letter_at(text, i + 1)) continue;
        if (i > 0 && (letter_at(text, i - 1) || static_cast<unsigned char>(text[i - 1]) > 127)) continue;
        if (i > 0 && text[i - 1] == '/') return true;
        if (text[i] == 'b') return true;
        if (starts(text, i + 1, {"/", "²", "ₜ", "ₛ", "_T", " x₀", " x̂₀", " ε", " + b"})) return true;
    }
    return false;
}

/// β, but for the parameters of schedules, which have these names in every notation.
bool has_beta(const std::string& text) {
    for (std::size_t at = 0; (at = text.find("β", at)) != std::string::npos; at += 2)
        if (!starts(text, at + 2, {"₁", "_T", "_min", "_max", "(u)"})) return true;
    return false;
}

/// What a text has of another notation than the one that is effective; empty: nothing.
std::string foreign(const std::string& text, Notation notation) {
    const bool bar = text.find("ᾱ") != std::string::npos, alpha = text.find("α") != std::string::npos;
    if (text.find("⟨") != std::string::npos) return "a mark";
    if (notation != Notation::sde && text.find("ₛ") != std::string::npos) return "the level s";
    switch (notation) {
    case Notation::ddpm: return has_levels(text) ? "a or b" : "";
    case Notation::ddim: return bar ? "ᾱ" : has_beta(text) ? "β" : has_levels(text) ? "a or b" : "";
    case Notation::sde: return bar || alpha ? "α" : has_beta(text) ? "β" : "";
    case Notation::sigma2: return bar || alpha ? "α" : has_beta(text) ? "β" : has_levels(text) ? "a or b" : "";
    }
    return "";
}

void check_text(const std::string& text, Notation notation) {
    const std::string found = foreign(text, notation);
    CHECK_MESSAGE(found.empty(), "\"", text, "\" has ", found, " in ", name_of(notation));
    const std::string missing = without_glyph(text);
    CHECK_MESSAGE(missing.empty(), "\"", text, "\" has what the window cannot show: ", missing);
}

std::vector<std::string> texts_of(const Figure& figure) {
    std::vector<std::string> texts = {figure.title, figure.caption, figure.x.label, figure.y.label};
    for (const std::vector<Mark>* marks : {&figure.marks, &figure.overlay})
        for (const Mark& mark : *marks) {
            texts.emplace_back(label_of(mark));
            if (const auto* label = std::get_if<Label>(&mark)) texts.push_back(label->text);
            if (const auto* handle = std::get_if<Handle>(&mark)) texts.push_back(handle->tip);
        }
    return texts;
}

Experiment on(Experiment experiment, ProcessKind kind, Grid grid = Grid::linear, double sigma_max = 1) {
    experiment.process.kind = kind;
    experiment.process.grid = grid;
    experiment.process.sigma_max = sigma_max;
    experiment.run.particles = 40;
    return experiment;
}

/// All processes, on a line and in the plane, with every kind of denoiser.
std::vector<Experiment> experiments() {
    std::vector<Experiment> list;
    for (const Experiment& experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        list.push_back(on(experiment, ProcessKind::vp));
        list.push_back(on(experiment, ProcessKind::ve));
        list.push_back(on(experiment, ProcessKind::ve, Grid::karras, 8));
        list.push_back(on(experiment, ProcessKind::flow));
    }
    list.push_back(learned(on(mixture_1d(), ProcessKind::vp)));
    list.push_back(learned(on(gaussian_1d(), ProcessKind::ve)));
    Experiment wrong = on(ring_2d(), ProcessKind::vp);
    wrong.denoiser.kind = DenoiserKind::perturbed;
    list.push_back(wrong);
    return list;
}

template <class Visit>
void every_figure(const Visit& visit) {
    for (const Experiment& experiment : experiments()) {
        const Run run = run_of(experiment);
        for (const Fact<Notation>& row : facts<Notation>())
            for (const Plot& plot : all_plots()) {
                if (!plot.applies(run)) continue;
                View view;
                view.notation = row.value;
                view.level = run.process().steps() / 2;
                view.inspect = 1;
                visit(plot, run, view);
            }
    }
}

} // namespace

TEST_CASE("no figure of any plot has a symbol of another notation than the one chosen") {
    int seen = 0;
    every_figure([&](const Plot& plot, const Run& run, const View& view) {
        const ProcessSpec& process = run.process().spec;
        const Notation effective = notation_on(view.notation, process);
        CAPTURE(std::string(plot.name));
        CAPTURE(std::string(name_of(process.kind)));
        for (const std::string& text : texts_of(plot.make(run, view))) check_text(text, effective), ++seen;
        for (const char* text : {plot.title, plot.help, plot.variant ? plot.variant : ""})
            check_text(spelled(text, view.notation, process), effective);
    });
    CHECK(seen > 5000);
}

TEST_CASE("files of data, and entries that are hidden, have the same names in every notation") {
    every_figure([&](const Plot& plot, const Run& run, const View& view) {
        const Figure here = plot.make(run, view),
                     usual = plot.make(run, {.level = view.level, .inspect = view.inspect});
        REQUIRE(here.marks.size() == usual.marks.size());
        CAPTURE(std::string(plot.name));
        for (std::size_t i = 0; i < here.marks.size(); ++i) {
            CHECK(name_of(here.marks[i]) == name_of(usual.marks[i]));
            CHECK(std::string(name_of(here.marks[i])).find("⟨") == std::string::npos);
            if (!std::holds_alternative<Label>(here.marks[i])) // whose text is what it says
                CHECK(table_label(here.marks[i]) == table_label(usual.marks[i]));
        }
    });
    // A curve that is switched off stays so when the notation changes.
    const Run run = run_of(on(mixture_1d(), ProcessKind::vp));
    for (const Fact<Notation>& row : facts<Notation>()) {
        View view;
        view.notation = row.value;
        PlotView look;
        look.hidden = {"β̃"};
        Figure figure = find_plot("schedule")->make(run, view);
        apply(look, figure);
        int empty = 0;
        for (const Mark& mark : figure.marks)
            if (const auto* curve = std::get_if<Curve>(&mark)) empty += curve->x.empty();
        CHECK(empty == 1);
    }
}

TEST_CASE("legend entries that are no samplers' have their card, by what they are about") {
    std::set<std::string> without;
    every_figure([&](const Plot& plot, const Run& run, const View& view) {
        for (const Mark& mark : plot.make(run, view).marks) {
            const bool sampler = std::visit(
                [](const auto& one) {
                    if constexpr (requires { one.ink; }) return one.ink.role == Ink::sampler;
                    return false;
                },
                mark);
            if (sampler || label_of(mark).empty()) continue;
            const std::string card = card_of(topic_of(mark), run);
            if (card.empty()) without.insert(std::string(name_of(mark)));
            CHECK_MESSAGE((card.empty() || find_card(card)), card);
        }
    });
    // What is no quantity that somebody has printed.
    const std::set<std::string> expected = {"if x̂₀ = E[x₀]", "if x̂₀ = xₜ/a", "sampling noise alone"};
    for (const std::string& name : without) // "of x̂₀": a coefficient of a sampler's step, whose card is the sampler's
        CHECK_MESSAGE((expected.count(name) == 1 || name.starts_with("of ")), name);
}

TEST_CASE("what facts say in panels is in the notation chosen") {
    const auto walk_values = [&]<class Enum>(Enum, const ProcessSpec& process, Notation wanted) {
        for (const Fact<Enum>& row : facts<Enum>())
            for (const char* text : {row.label, row.tip})
                check_text(spelled(text, wanted, process), notation_on(wanted, process));
    };
    const auto walk_keys = [&]<class Spec>(const Spec&, const ProcessSpec& process, Notation wanted) {
        for (const KeyFact<Spec>& key : keys<Spec>()) {
            for (const char* text : {key.label, key.tip})
                check_text(spelled(text, wanted, process), notation_on(wanted, process));
        }
    };
    for (const Experiment& experiment :
         {on(gaussian_1d(), ProcessKind::vp), on(gaussian_1d(), ProcessKind::ve),
          on(gaussian_1d(), ProcessKind::ve, Grid::karras, 8), on(gaussian_1d(), ProcessKind::flow)})
        for (const Fact<Notation>& row : facts<Notation>()) {
            const ProcessSpec& process = experiment.process;
            const Notation wanted = row.value;
            walk_values(SamplerKind{}, process, wanted);
            walk_values(Spacing{}, process, wanted);
            walk_values(Clip::Kind{}, process, wanted);
            walk_values(Variance{}, process, wanted);
            walk_values(Start{}, process, wanted);
            walk_values(Inversion{}, process, wanted);
            walk_values(Convention{}, process, wanted);
            walk_values(TargetKind{}, process, wanted);
            walk_values(DenoiserKind{}, process, wanted);
            walk_values(DenoiserError{}, process, wanted);
            walk_values(Prediction{}, process, wanted);
            walk_values(Preconditioning{}, process, wanted);
            walk_values(Embedding{}, process, wanted);
            walk_values(Times{}, process, wanted);
            walk_values(Grid{}, process, wanted);
            walk_keys(SamplerSpec{}, process, wanted);
            walk_keys(DenoiserSpec{}, process, wanted);
            walk_keys(TrainingSpec{}, process, wanted);
            walk_keys(TargetSpec{}, process, wanted);
            walk_keys(RunSpec{}, process, wanted);
            for (const SamplerAlias& alias : sampler_aliases())
                check_text(spelled(alias.tip, wanted, process), notation_on(wanted, process));
            if (process.kind != ProcessKind::vp) continue; // the chain's own settings, which stand in no other panel
            walk_values(ProcessKind{}, process, wanted);
            walk_values(ScheduleKind{}, process, wanted);
            walk_keys(ProcessSpec{}, process, wanted);
            for (const Fact<ScheduleKind>& schedule : facts<ScheduleKind>())
                for (const KindKey& own : schedule.keys)
                    if (own.tip) check_text(spelled(own.tip, wanted, process), notation_on(wanted, process));
        }
}

TEST_CASE("cards and the table of results are in the notation chosen") {
    for (const Fact<Notation>& row : facts<Notation>()) {
        const ProcessSpec process = process_of(row.value);
        CHECK(notation_on(row.value, process) == row.value);
        for (const Card& card : all_cards()) {
            CAPTURE(std::string(card.name));
            const std::string family = std::string(card.name).substr(0, std::string(card.name).find('.'));
            const bool of_chain = family == "schedule" || std::string(card.name) == "process.vp";
            if (of_chain && row.value == Notation::sigma2) continue; // which has no words for it
            check_text(spelled(card.title, row.value, process), row.value);
            if (!of_chain || row.value != Notation::sde) check_text(spelled(card.note, row.value, process), row.value);
            const std::string tex = card.tex.lines(row.value);
            const auto stands = [&](const char* symbol) { // not within \sigma_k
                for (std::size_t at = 0; (at = tex.find(symbol, at)) != std::string::npos; ++at)
                    if (at == 0 || *symbol == '\\' || !letter_at(tex, at - 1)) return true;
                return false;
            };
            const auto has = [&](const std::vector<const char*>& symbols) {
                return std::any_of(symbols.begin(), symbols.end(), stands);
            };
            if (row.value == Notation::ddim) CHECK_FALSE(has({"\\bar\\alpha"}));
            if (row.value == Notation::sde) CHECK_FALSE(has({"\\alpha", "\\beta_t"}));
            if (row.value == Notation::sigma2)
                CHECK_FALSE(has({"\\alpha", "\\beta_t", "a_t", "b_t", "a_s", "b_s", "a_k", "b_k", "a_T", "b_T"}));
        }
    }
    Experiment short_chain = on(mixture_1d(), ProcessKind::vp);
    short_chain.process.steps = 100; // a mismatch that is warned of
    const Run run = run_of(short_chain);
    REQUIRE_FALSE(mismatch_warning(run).empty());
    for (const Fact<Notation>& row : facts<Notation>())
        check_text(results_table(run, row.value), notation_on(row.value, run.process().spec));
    CHECK(results_table(run).find("with V = β̃") != std::string::npos); // the names of the reference
    CHECK(results_table(run).find("⟨") == std::string::npos);
}

TEST_CASE("symbols: the table is without doubles, and texts without symbols stay as they are") {
    const std::vector<std::string_view> symbols = known_symbols();
    CHECK(std::set<std::string_view>(symbols.begin(), symbols.end()).size() == symbols.size());
    ProcessSpec chain;
    chain.kind = ProcessKind::vp;
    CHECK(spelled("V = ⟨β⟩ and ⟨β̃⟩", Notation::ddim, chain) == "V = 1−αₜ/αₜ₋₁ and σ² (η = 1)");
    CHECK(spelled("⟨a⟩ x₀", Notation::ddpm, chain) == "√ᾱ x₀");
    CHECK(spelled("⟨my own⟩ name", Notation::ddpm, chain) == "⟨my own⟩ name");
    CHECK(unspelled("⟨my own⟩ ⟨β⟩") == "⟨my own⟩ β");
    CHECK(spelled("as it is", Notation::sde, chain) == "as it is");
}
