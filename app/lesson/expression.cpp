#include "app/lesson/expression.h"

#include "app/base/text.h"

#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numbers>

namespace halfstep {
namespace {

constexpr std::size_t longest_expression = 2000; // bytes
// Samplers are numbers to muParser, which nobody writes by chance: what is no name is told apart by that.
constexpr double first_sampler = 4503599627370496.0; // 2^52

std::string sampler_constant(std::size_t i) { return "sampler_name_" + std::to_string(i) + "_"; }

std::vector<std::string_view> sampler_names(const Problem& problem) {
    std::vector<std::string_view> names;
    for (const SamplerPlan& plan : problem.samplers) names.push_back(plan.spec.name);
    return names;
}

/// With a constant for each name in quotes.
std::string with_constants(const std::string& text, const Problem& problem) {
    if (text.size() > longest_expression) throw ExpressionError("is too long; allowed: up to 2000 characters");
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool compares = i > 0 && std::string_view("<>!=").find(text[i - 1]) != std::string_view::npos;
        if (text[i] == '=' && !compares && text.substr(i + 1, 1) != "=")
            throw ExpressionError("has a single =, and nothing can be set here; allowed: == compares");
        if (text[i] != '"') {
            out += text[i] == '\n' ? ' ' : text[i];
            continue;
        }
        const std::size_t end = text.find('"', i + 1);
        if (end == text.npos)
            throw ExpressionError("has a \" without its partner; allowed: names of samplers in quotes");
        const std::string name = text.substr(i + 1, end - i - 1);
        const std::vector<std::string_view> names = sampler_names(problem);
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            throw ExpressionError("there is no sampler " + quoted(name) + did_you_mean(name, names) +
                                  "; allowed: " + join(names));
        out += sampler_constant(static_cast<std::size_t>(found - names.begin()));
        i = end;
    }
    return out;
}

std::string place_of(const Quantity& q, std::size_t i) {
    return quantity_signature(q) + ": number " + std::to_string(i + 1) + " in the brackets";
}

double whole_between(const Quantity& q, std::size_t i, double value, double lowest, double highest) {
    if (value != std::floor(value) || !(value >= lowest) || !(value <= highest))
        throw ExpressionError(place_of(q, i) + " is " + number(value) + "; allowed: a whole number from " +
                              number(lowest) + " to " + number(highest));
    return value;
}

/// What stands in the brackets, checked.
QuantityArgs checked_args(const Quantity& q, const double* given, const Problem& problem) {
    QuantityArgs args;
    const double T = problem.process.steps();
    for (std::size_t i = 0; i < q.takes.size(); ++i) {
        const double value = given[i];
        const auto samplers = static_cast<double>(problem.samplers.size());
        switch (q.takes[i]) {
        case Takes::sampler:
            if (!(value >= first_sampler && value < first_sampler + samplers))
                throw ExpressionError(place_of(q, i) + " is no sampler; allowed: the name of one in quotes, " +
                                      join(sampler_names(problem)));
            args.at[i] = value - first_sampler;
            break;
        case Takes::level: args.at[i] = whole_between(q, i, value, 0, T); break;
        case Takes::step: args.at[i] = whole_between(q, i, value, 1, T); break;
        case Takes::mode:
            args.at[i] = whole_between(q, i, value, 1, static_cast<double>(problem.target.components.size())) - 1;
            break;
        case Takes::number:
            if (!std::isfinite(value)) throw ExpressionError(place_of(q, i) + " is no finite number");
            args.at[i] = value;
            break;
        }
    }
    return args;
}

} // namespace

/// One expression, compiled.
class Evaluation {
public:
    enum class Mode { check, evaluate };
    Evaluation(Quantities& quantities, const std::string& expression, Mode mode);

    Measured measured();
    QuantityNeeds needs; ///< of all quantities so far

    double eval(); ///< as things stand

private:
    using Key = Quantities::Key;
    struct Call {
        Evaluation* self = nullptr;
        const Quantity* quantity = nullptr;
    };
    /// A name without brackets, with the place where muParser looks for its value.
    struct Name {
        const Quantity* quantity = nullptr;
        double value = 0;
    };

    template <class... Double>
    static double call(void* user, Double... given) {
        const Call& made = *static_cast<Call*>(user);
        const double all[] = {given..., 0};
        return made.self->value_of(*made.quantity, all);
    }
    static double* name(const char* spelled, void* user) {
        return static_cast<Evaluation*>(user)->place_of_name(spelled);
    }
    void define(const Quantity& q);
    double* place_of_name(const std::string& spelled);
    double value_of(const Quantity& q, const double* given);
    const QuantityValue& known(const Quantity& q, const QuantityArgs& args);
    double block_variance(bool tracked);
    double variance_of_others();

    Quantities& quantities_;
    Mode mode_;
    mu::Parser parser_;
    std::deque<Call> calls_; // muParser keeps their addresses
    std::map<std::string, Name> names_;
    std::set<Key> used_;
    // What is different from the plain values just now:
    bool leaves_out_ = false, of_tracked_ = false;
    std::size_t block_ = 0;
    const Key* shifted_ = nullptr;
    double by_ = 0;
};

Evaluation::Evaluation(Quantities& quantities, const std::string& expression, Mode mode)
    : quantities_(quantities), mode_(mode) {
    const Problem& problem = quantities.sources_.problem();
    parser_.DefineConst("pi", std::numbers::pi);
    for (std::size_t i = 0; i < problem.samplers.size(); ++i)
        parser_.DefineConst(sampler_constant(i), first_sampler + static_cast<double>(i));
    for (const Quantity& q : all_quantities())
        if (!q.takes.empty()) define(q);
    parser_.SetVarFactory(name, this);
    parser_.SetExpr(with_constants(expression, problem));
}

void Evaluation::define(const Quantity& q) {
    Call& made = calls_.emplace_back(Call{this, &q});
    switch (q.takes.size()) { // false: nothing is worked out beforehand
    case 1: parser_.DefineFunUserData(q.name, call<double>, &made, false); break;
    case 2: parser_.DefineFunUserData(q.name, call<double, double>, &made, false); break;
    default: parser_.DefineFunUserData(q.name, call<double, double, double>, &made, false); break;
    }
}

double* Evaluation::place_of_name(const std::string& spelled) {
    const Quantity* q = find_quantity(spelled);
    if (!q) {
        std::vector<std::string_view> names;
        for (const Quantity& each : all_quantities()) names.push_back(each.name);
        throw ExpressionError(spelled + " is no quantity" + did_you_mean(spelled, names) +
                              "; allowed: what \"halfstep lessons --quantities\" lists");
    }
    Name& name = names_[spelled];
    name.quantity = q;
    return &name.value;
}

const QuantityValue& Evaluation::known(const Quantity& q, const QuantityArgs& args) {
    const auto found = quantities_.known_.find({&q, args});
    if (found != quantities_.known_.end()) return found->second;
    return quantities_.known_.emplace(Key{&q, args}, q.value(quantities_.sources_, args)).first->second;
}

double Evaluation::value_of(const Quantity& q, const double* given) {
    const Problem& problem = quantities_.sources_.problem();
    const QuantityArgs args = checked_args(q, given, problem);
    needs = needs | q.needs;
    try {
        if (q.check) q.check(problem, args);
        if (!q.exact && mode_ == Mode::check) return 1; // any number
        if (!q.exact && !quantities_.sources_.has_run()) throw ExpressionError("nothing is simulated yet");
        const QuantityValue& value = known(q, args);
        const auto key = used_.insert({&q, args}).first;
        if (shifted_ && *shifted_ == *key) return value.value + by_;
        if (leaves_out_ && value.tracked == of_tracked_ && block_ < value.without.size()) return value.without[block_];
        return value.value;
    } catch (const ExpressionError& error) {
        throw ExpressionError(quantity_signature(q) + ": " + error.what());
    }
}

double Evaluation::eval() {
    try {
        parser_.GetUsedVar(); // tells the names
        for (auto& [spelled, name] : names_) name.value = value_of(*name.quantity, nullptr);
        int results = 0;
        const double* values = parser_.Eval(results);
        if (results != 1) throw ExpressionError("is more than one expression; allowed: one");
        return values[0];
    } catch (const mu::ParserError& error) {
        std::string what = error.GetMsg();
        if (what.ends_with(".")) what.pop_back();
        throw ExpressionError("is no expression: " + what + "; allowed: as variance(\"DDPM\") / target_variance");
    }
}

double Evaluation::block_variance(bool tracked) {
    std::size_t blocks = 0;
    for (const Key& key : used_) {
        const QuantityValue& value = quantities_.known_.at(key);
        if (value.tracked == tracked) blocks = std::max(blocks, value.without.size());
    }
    if (blocks == 0) return 0;
    std::vector<double> without;
    leaves_out_ = true;
    of_tracked_ = tracked;
    for (block_ = 0; block_ < blocks; ++block_) without.push_back(eval());
    leaves_out_ = false;
    const double error = jackknife_error(without);
    return error * error;
}

/// By the slope of the expression in each of them.
double Evaluation::variance_of_others() {
    double variance = 0;
    const std::set<Key> all = used_;
    for (const Key& key : all) {
        const double se = quantities_.known_.at(key).se;
        if (se == 0) continue;
        if (std::isnan(se)) return se;
        shifted_ = &key;
        by_ = se;
        const double above = eval();
        by_ = -se;
        const double half = (above - eval()) / 2;
        shifted_ = nullptr;
        variance += half * half;
    }
    return variance;
}

Measured Evaluation::measured() {
    Measured made{.value = eval()};
    const double variance = block_variance(false) + block_variance(true) + variance_of_others();
    made.se = std::sqrt(variance);
    return made;
}

Measured Quantities::evaluate(const std::string& expression) {
    return Evaluation(*this, expression, Evaluation::Mode::evaluate).measured();
}

QuantityNeeds Quantities::check(const std::string& expression) {
    Evaluation evaluation(*this, expression, Evaluation::Mode::check);
    evaluation.eval();
    return evaluation.needs;
}

} // namespace halfstep
