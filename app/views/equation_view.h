#pragma once
// An equation in the window: laid out when its TeX or its numbers change, drawn into a picture when that, its size or
// its colours change, and shown as that picture in every frame.

#include "app/equation/equation.h"
#include "app/formulas/formula.h"
#include "app/ui/controls.h"

namespace halfstep {

class EquationView {
public:
    EquationView(Renderer& renderer, Fonts& fonts) : canvas_(renderer, fonts), fonts_(fonts) {}

    void set(Formula formula);
    const Equation& equation() const { return equation_; }
    /// In the current Dear ImGui window, with the left end of its baseline there; `ground`: what it stands on.
    void show(const EquationPlace& place, const Theme& theme, Color ground, const EquationLight& light = {});
    int drawn() const { return drawn_; } ///< how many pictures have been made

private:
    /// What a picture depends on beside the equation.
    struct Look {
        float em = 0;
        std::vector<Color> colors{}; ///< of its inks, and of what it stands on
        std::string lit{};
        bool operator==(const Look& other) const;
    };
    void draw_picture(const Theme& theme, const EquationLight& light);

    GlCanvas canvas_;
    Fonts& fonts_;
    Formula formula_;
    Equation equation_;
    std::vector<Ink> inks_; ///< that it has
    Look look_;
    int width_ = 0, height_ = 0, drawn_ = 0;
    Point origin_; ///< of the baseline, within the picture
};

} // namespace halfstep
