#pragma once
// A lesson as its file says it: a scene, and steps that change it, explain it, ask, and claim what can be measured.
// This room reads such files, works out the numbers of their texts and judges their claims. What a lesson looks like on
// a screen or on paper belongs to the rooms above.

#include "app/lesson/live_text.h"
#include "app/plots/view.h"
#include "core/run/problem.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace halfstep {

/// An expression of named quantities (expression.h), and where it stands.
struct LessonExpression {
    std::string text{};
    int line = 0; ///< of the file, from 1
};

/// A sentence that the program can prove or refute.
struct Claim {
    enum class Relation {
        equals,
        at_least,
        at_most,
        tends_to, ///< as a setting goes through `values`
    };
    LiveText says{};
    LessonExpression value{};
    Relation relation = Relation::equals;
    LessonExpression target{};         ///< what the value equals, is at least, at most, or tends to
    double within = 5;                 ///< standard errors of value - target that chance may take
    std::optional<double> tolerance{}; ///< beside those: absolute, or a share of the target
    bool relative = false;             ///< the tolerance is a share
    /// Settings that may differ from the step's while the claim is still made: "target.sigma", "sampler.eta" (of all),
    /// "sampler[1].eta", a whole table as "process", or "sampler". Seed and number of particles always may.
    std::vector<std::string> holds_for{};
    std::string along{};          ///< tends_to: the setting
    std::vector<double> values{}; ///< and what it goes through
    int line = 0;
};

/// A question, answered by the reader before the lesson does.
struct Ask {
    enum class Kind { choice, number, drawing };
    enum class Curve { variance, density, loss }; ///< that the reader draws
    Kind kind = Kind::choice;
    LiveText question{};
    std::vector<LiveText> choices{};
    int answer = 0;            ///< choice: index of the right one, from 0
    LessonExpression number{}; ///< number: the right one
    double within = 0.1;       ///< number: how far the reader's may be off, as a share of the right one
    Curve draw = Curve::variance;
    LiveText reveal{}; ///< shown after the answer; may be empty
    int line = 0;
};

/// What the reader has to do until a step is complete.
struct ToDo {
    enum class Kind { played, dragged, answered };
    Kind kind = Kind::played;
    std::string key{}; ///< dragged: which setting
    bool operator==(const ToDo&) const = default;
};

struct LessonStep {
    std::string title{};
    LiveText text{};
    std::vector<std::string> equations{};     ///< names of cards
    std::shared_ptr<const Problem> problem{}; ///< the scene of the step before with this one's changes
    View view{};                              ///< likewise; the cursor's level follows from `cursor`, if that is given
    std::vector<std::string> changed{};       ///< keys of the scene that `change` gives, as "process.steps"
    std::optional<std::vector<std::string>> controls{}; ///< settings that stay unfolded; nothing: all
    std::optional<double> cursor{};                     ///< share of the process, 0 data .. 1 noise; nothing: as before
    bool play = false;                                  ///< towards the data when the step opens
    std::vector<ToDo> complete_when{};                  ///< empty: nothing to do
    LiveText speak{};                                   ///< for the lecturer alone
    std::optional<Ask> ask{};
    std::vector<Claim> claims{};
    int line = 0;
};

struct LessonFile {
    std::string name{}; ///< of a shipped lesson, or the path
    std::string title{}, source{}, topic{};
    std::shared_ptr<const Problem> problem{}; ///< the scene that the file is without its steps
    std::vector<LessonStep> steps{};          ///< empty: an example
};

} // namespace halfstep
