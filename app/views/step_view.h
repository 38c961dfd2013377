#pragma once
// Below the stage: the step of one particle that is looked into, its equation twice (with names and with numbers), and
// slow motion through its stages.

#include "app/formulas/step_formula.h"
#include "app/model/app_state.h"
#include "app/ui/controls.h"
#include "app/views/equation_view.h"

namespace halfstep {

class StepView {
public:
    StepView(Renderer& renderer, Fonts& fonts) : names_{{renderer, fonts}}, numbers_{{renderer, fonts}} {}
    static float height(const Controls& ui) { return 136 * ui.scale; }
    void show(Controls& ui, AppState& app, const Rect& rect);

private:
    struct Line {
        EquationView view;
        Rect place{}; ///< of its box, in pixels
        float em = 0;
    };
    void who(Controls& ui, AppState& app, float end);
    float head(Controls& ui, AppState& app, const Rect& rect, const std::string& stage);
    void draw(Controls& ui, const AppState& app, Line& line, const Rect& room, const char* key) const;

    Line names_, numbers_;
};

} // namespace halfstep
