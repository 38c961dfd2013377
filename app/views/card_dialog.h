#pragma once
// Equation cards (app/formulas/cards.h) above the window: title, notation, equation, numbers at the cursor, source.

#include "app/equation/equation.h"
#include "app/formulas/cards.h"
#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

class CardDialog {
public:
    /// Once a frame; there is nothing to see unless the state says that a card is open.
    void show(Controls& ui, AppState& app, const Rect& window);

private:
    /// Set anew only where its TeX or numbers change.
    struct Line {
        Formula formula;
        Equation equation;
    };
    void equation(Controls& ui, Line& line, Formula formula, const char* key) const;

    Line rule_, numbers_;
    std::string shown_; ///< the card of the frame before
};

/// A click on a sampler's closed form in the table opens its card. `row`: the sampler under the mouse; -1: none.
void open_closed_form(Controls& ui, AppState& app, int row);

} // namespace halfstep
