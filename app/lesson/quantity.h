#pragma once
// The named quantities that expressions are made of: "variance", "closed_variance", "alpha_bar". One table has them
// all; the reference (`halfstep lessons --quantities`) and the guide come from it.

#include "app/lesson/sources.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

/// What stands in a quantity's brackets.
enum class Takes {
    sampler, ///< a name in quotes
    level,   ///< 0 (data) .. T
    step,    ///< 1 .. T
    number,
    mode, ///< 1 .. as many as the target has components
};

/// What stands there, checked: samplers and modes counted from 0.
struct QuantityArgs {
    double at[4] = {};
    int whole(std::size_t i) const { return static_cast<int>(at[i]); }
    auto operator<=>(const QuantityArgs&) const = default;
};

/// A value, and what the error of an expression that it is in follows from.
struct QuantityValue {
    double value = 0;
    std::vector<double> without{}; ///< of particles: with one block of them after the other left out; empty: not so
    bool tracked = false;          ///< of those particles only whose every state is kept
    double se = 0;                 ///< what else it is off by, independent of all other quantities; 0: nothing
};

struct Quantity {
    std::string name{};
    std::vector<Takes> takes{};
    std::string says{}; ///< what it is
    const char* group = "";
    bool exact = false; ///< follows from the scene alone, without a run
    QuantityNeeds needs{};
    /// Throws ExpressionError where the scene has no such number. Exact ones look at the problem alone.
    std::function<QuantityValue(const Sources&, const QuantityArgs&)> value{};
    /// Of measured ones: throws ExpressionError where there will be none; empty: there always is.
    std::function<void(const Problem&, const QuantityArgs&)> check{};
};

/// Group by group.
const std::vector<Quantity>& all_quantities();
/// nullptr: there is none of this name.
const Quantity* find_quantity(std::string_view name);

/// "variance("S")", as it is written.
std::string quantity_signature(const Quantity& quantity);
/// All of them, for reading, or as tables of the guide.
std::string quantities_text();
std::string quantities_markdown();

// The groups, a file each.
std::vector<Quantity> sample_quantities();
std::vector<Quantity> pair_quantities();
std::vector<Quantity> measure_quantities();
std::vector<Quantity> law_quantities();
std::vector<Quantity> plan_quantities();
std::vector<Quantity> scene_quantities();

} // namespace halfstep
