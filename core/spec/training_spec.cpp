#include "core/spec/training_spec.h"

#include "core/spec/error.h"
#include "core/spec/limits.h"

#include <cstdio>
#include <string>

namespace halfstep {

void validate(const TrainingSpec& spec) {
    const auto within = [](const char* key, double value, double low, double high, const char* what) {
        if (value >= low && value <= high) return;
        char bounds[64];
        std::snprintf(bounds, sizeof bounds, "%.10g to %.10g", low, high);
        throw Error(std::string("training.") + key, std::string(what) + "; allowed: " + bounds);
    };
    using Net = TrainingLimits;
    within("width", spec.width, 1, Net::max_width, "is the number of units in a hidden layer");
    within("depth", spec.depth, 1, Net::max_depth, "is the number of hidden layers");
    within("features", spec.features, 2, Net::max_features, "counts cosines and sines of the time");
    if (spec.features % 2 != 0)
        throw Error("training.features", "counts cosines and sines, as many of each; allowed: even numbers, 2 to 64");
    within("steps", static_cast<double>(spec.steps), 1, TrainingLimits::max_steps, "is how often the weights move");
    within("batch", spec.batch, 1, TrainingLimits::max_batch, "is the number of samples in a step");
    if (!(spec.learning_rate > 0 && spec.learning_rate <= 1))
        throw Error("training.learning_rate", "is about how far a weight moves in a step; allowed: above 0, to 1");
    within("warmup", static_cast<double>(spec.warmup), 0, static_cast<double>(spec.steps),
           "is the number of steps in which the learning rate rises, at most all steps");
    within("weight_decay", spec.weight_decay, 0, 10, "pulls weights towards 0");
    if (!(spec.ema >= 0 && spec.ema < 1))
        throw Error("training.ema", "is the decay of the averaged weights; allowed: 0 (no average), below 1");
    if (spec.seed > Limits::max_seed)
        throw Error("training.seed", "is too large; allowed: 0 to " + std::to_string(Limits::max_seed));
}

} // namespace halfstep
