#pragma once
// Below the stage: the step of one particle that is looked into, its equation twice (with names and with numbers), and
// slow motion through its stages.

#include "app/equation/equation.h"
#include "app/formulas/step_formula.h"
#include "app/model/app_state.h"
#include "app/ui/controls.h"

namespace halfstep {

class StepView {
public:
    static float height(const Controls& ui) { return 136 * ui.scale; }
    void show(Controls& ui, AppState& app, const Rect& rect);

private:
    /// Set anew only where its TeX or numbers change.
    struct Line {
        Formula formula;
        Equation equation;
        Rect place; ///< of its box, in pixels
        float em = 0;
    };
    float head(Controls& ui, AppState& app, const Rect& rect, const std::string& stage);
    void set(Line& line, Formula formula) const;
    void draw(Controls& ui, const AppState& app, Line& line, const Rect& room, const char* key) const;

    Line names_, numbers_;
};

} // namespace halfstep
