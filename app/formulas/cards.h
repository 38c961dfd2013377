#pragma once
// Equation cards: the rule of every sampler, process, schedule, grid, denoiser, loss, distance and closed form, in each
// notation, with its source, and with the numbers at the cursor where that makes sense. A card is a row; a new thing
// gets its row in the file of its family.

#include "app/formulas/step_formula.h"
#include "core/spec/facts.h"

#include <vector>

namespace halfstep {

/// Lines of TeX, parted by line feeds: the rule, then what its symbols mean. What is empty follows from another one.
struct CardTex {
    std::string ddpm;
    std::string ddim{};   ///< empty: ddpm's with \alpha for \bar\alpha
    std::string sde{};    ///< empty: ddpm's
    std::string sigma2{}; ///< empty: sde's

    std::string lines(Notation notation) const;
};

/// Whose numbers, and where.
struct CardContext {
    const Run& run;
    const View& view;
    int sampler = 0;

    /// The one wanted, where the process has it.
    Notation notation() const { return notation_on(view.notation, run.process().spec); }
};

struct Card {
    const char* name = "";  ///< "sampler.ddim": as commands and controls call it
    const char* title = ""; ///< "DDIM"; symbols in it and in the note stand between marks (plots/notation.h)
    CardTex tex;
    const char* note = "";   ///< in words: when it holds, what is left out
    const char* source = ""; ///< paper and equation, note and its part, MATH.md and its section
    Formula (*numbers)(const CardContext&) = nullptr; ///< an empty TeX: they make no sense here
};

/// Family by family.
const std::vector<Card>& all_cards();
/// nullptr: there is none of this name.
const Card* find_card(std::string_view name);

/// Names of cards: "sampler.ddim", ...
inline std::string card_of(SamplerKind kind) { return std::string("sampler.") + name_of(kind); }
inline std::string card_of(ProcessKind kind) { return std::string("process.") + name_of(kind); }
inline std::string card_of(ScheduleKind kind) { return std::string("schedule.") + name_of(kind); }
inline std::string card_of(Grid grid) { return std::string("grid.") + name_of(grid); }
inline std::string card_of(DenoiserKind kind) { return std::string("denoiser.") + name_of(kind); }
inline std::string card_of(Prediction prediction) { return std::string("prediction.") + name_of(prediction); }
inline std::string card_of(DenoiserError error) { return std::string("error.") + name_of(error); }
inline std::string card_of(Preconditioning scaling) { return std::string("preconditioning.") + name_of(scaling); }
inline std::string card_of(Variance variance) { return std::string("variance.") + name_of(variance); }
inline std::string card_of(Spacing spacing) { return std::string("spacing.") + name_of(spacing); }
inline std::string card_of(Start start) { return std::string("start.") + name_of(start); }
/// There is none of `off`.
inline std::string card_of(Clip::Kind clip) { return std::string("clip.") + name_of(clip); }
inline std::string card_of(Inversion inversion) { return std::string("inversion.") + name_of(inversion); }
/// What an entry of a plot's legend is about, of a run; empty: it has no card.
std::string card_of(Topic topic, const Run& run);
/// The closed form of a sampler's final variance; empty: it has none.
std::string closed_form_card(const Run& run, int sampler);
/// How far its particles are from the target.
inline const char* distance_card(const Run& run) {
    return run.target().dim() == 1 ? "distance.w1" : "distance.sliced-w2";
}

/// The rule as one equation.
std::string card_tex(const Card& card, Notation notation);
/// All of it as text: title, TeX, note, source.
std::string card_text(const Card& card, Notation notation);
/// Its title in that notation.
std::string card_title(const Card& card, Notation notation);
/// A process of which one speaks in this notation.
ProcessSpec process_of(Notation notation);

// The families, a file each.
std::vector<Card> sampler_cards();
std::vector<Card> setting_cards();
std::vector<Card> plan_cards();
std::vector<Card> law_cards();
std::vector<Card> process_cards();
std::vector<Card> schedule_cards();
std::vector<Card> denoiser_cards();
std::vector<Card> loss_cards();
std::vector<Card> closed_form_cards();
std::vector<Card> comparison_cards();

/// The rows of several tables, in order.
template <class... Tables>
std::vector<Card> gathered(const Tables&... tables) {
    std::vector<Card> all;
    (all.insert(all.end(), std::begin(tables), std::end(tables)), ...);
    return all;
}

} // namespace halfstep
