#pragma once
// Equation cards (app/formulas/cards.h) above the window: title, notation, equation, numbers at the cursor, source.

#include "app/figure/layout.h"
#include "app/formulas/cards.h"
#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "app/views/equation_view.h"

namespace halfstep {

class CardDialog {
public:
    CardDialog(Renderer& renderer, Fonts& fonts) : rule_(renderer, fonts), numbers_(renderer, fonts) {}
    /// Once a frame; there is nothing to see unless the state says that a card is open.
    void show(Controls& ui, AppState& app, const Rect& window);

private:
    bool equation(Controls& ui, EquationView& line, Formula formula, const char* key) const;

    EquationView rule_, numbers_;
    std::string shown_; ///< the card of the frame before
};

/// A card, and whose numbers it shows.
struct CardChoice {
    std::string card; ///< empty: none
    int sampler = -1;
};
/// What an entry of a legend is about: a sampler's rule, or what its marks say (Topic).
CardChoice card_of(const LegendEntry& entry, const Run& run);

/// Clicks into the table of results, or of differences: on "=" the sampler's rule, on a number where it is from.
/// `row`: the sampler under the mouse; -1: none.
void open_table_card(Controls& ui, AppState& app, int row);

} // namespace halfstep
