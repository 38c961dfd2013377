#include "app/plots/component_edit.h"

#include "app/plots/touch.h"
#include "core/law/catalog.h"
#include "core/spec/sampler_facts.h"
#include "core/spec/target_facts.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

constexpr double least_width = 1e-3, greatest_width = 1e3; // of what a hand can want
constexpr double least_weight = 1e-4, greatest_weight = 1e4;

} // namespace

std::vector<ComponentRef> components_of(TargetSpec& target) {
    std::vector<ComponentRef> components;
    if (target.kind == TargetKind::gaussian) components.push_back({&target.mean, &target.sigma, &target.cov, nullptr});
    if (target.kind == TargetKind::mixture)
        for (ComponentSpec& c : target.components) components.push_back({&c.mean, &c.sigma, &c.cov, &c.weight});
    return components;
}

bool has_components(const TargetSpec& target) { return fact(target.kind).lists_gaussians; }

bool can_be_mixture(const TargetSpec& target) { return fact(target.kind).places_gaussians; }

void replace_gaussian_samplers(Experiment& experiment) {
    if (experiment.target.kind == TargetKind::gaussian) return;
    for (SamplerSpec& sampler : experiment.samplers)
        if (fact(sampler.kind).needs_gaussian) sampler.kind = SamplerKind::ddpm;
}

void as_mixture(Experiment& experiment) {
    if (!can_be_mixture(experiment.target)) return;
    const Target law = make_target(experiment.target);
    experiment.target = usual_target(TargetKind::mixture);
    for (const Component& c : law.components) {
        ComponentSpec spec;
        spec.weight = c.weight;
        spec.mean.assign(c.mean.data(), c.mean.data() + c.mean.size());
        spec.sigma = std::sqrt(c.cov(0, 0));
        const bool round = c.cov.rows() == 1 || (c.cov(0, 0) == c.cov(1, 1) && c.cov(0, 1) == 0);
        if (!round) spec.cov = {c.cov(0, 0), c.cov(0, 1), c.cov(1, 0), c.cov(1, 1)};
        experiment.target.components.push_back(std::move(spec));
    }
}

Mat covariance(const TargetSpec& target, int index) {
    TargetSpec spec = target;
    const std::vector<ComponentRef> components = components_of(spec);
    if (index < 0 || index >= static_cast<int>(components.size())) return Mat::Identity(1, 1);
    const ComponentRef& c = components[index];
    const int dim = static_cast<int>(c.mean->size());
    if (static_cast<int>(c.cov->size()) != dim * dim) return *c.sigma * *c.sigma * Mat::Identity(dim, dim);
    Mat cov(dim, dim);
    for (int i = 0; i < dim; ++i)
        for (int j = 0; j < dim; ++j) cov(i, j) = (*c.cov)[static_cast<std::size_t>(i) * dim + j];
    return cov;
}

double component_weight(const TargetSpec& target, int index) {
    if (target.kind != TargetKind::mixture) return 1;
    double total = 0;
    for (const ComponentSpec& c : target.components) total += c.weight;
    return target.components.at(index).weight / total;
}

void widen(Experiment& experiment, int index, double factor) {
    const std::vector<ComponentRef> components = components_of(experiment.target);
    if (index < 0 || index >= static_cast<int>(components.size()) || !(factor > 0)) return;
    const ComponentRef& c = components[index];
    if (c.cov->empty()) {
        *c.sigma = std::clamp(to_digits(*c.sigma * factor, 4), least_width, greatest_width);
        return;
    }
    double least = greatest_width, most = least_width; // both ends of the ellipse stay within the limits
    const Mat cov = covariance(experiment.target, index);
    for (int i = 0; i < cov.rows(); ++i)
        least = std::min(least, std::sqrt(cov(i, i))), most = std::max(most, std::sqrt(cov(i, i)));
    factor = std::clamp(factor, std::min(1.0, least_width / least), std::max(1.0, greatest_width / most));
    for (double& entry : *c.cov) entry = to_digits(entry * factor * factor, 6);
}

void weigh(Experiment& experiment, int index, double factor) {
    const std::vector<ComponentRef> components = components_of(experiment.target);
    if (index < 0 || index >= static_cast<int>(components.size()) || components.size() < 2 || !(factor > 0)) return;
    double& weight = *components[index].weight;
    weight = std::clamp(to_digits(weight * factor, 4), least_weight, greatest_weight);
}

std::string add_component(Experiment& experiment, const std::vector<double>& mean) {
    TargetSpec& target = experiment.target;
    if (!has_components(target)) return "This target has no components: edit it as a mixture first.";
    if (target.kind == TargetKind::mixture && target.components.size() >= Limits::max_components)
        return "A mixture has at most " + std::to_string(Limits::max_components) + " components.";
    if (static_cast<int>(mean.size()) != dimension(target)) return "The target has another dimension.";
    if (target.kind == TargetKind::gaussian) {
        const ComponentSpec only{1, target.mean, target.sigma, target.cov};
        target.kind = TargetKind::mixture;
        target.components = {only};
        replace_gaussian_samplers(experiment);
    }
    double log_width = 0, weight = 0;
    const double n = static_cast<double>(target.components.size());
    for (int i = 0; i < static_cast<int>(target.components.size()); ++i) {
        const Mat cov = covariance(target, i);
        log_width += 0.5 * std::log(cov.trace() / static_cast<double>(cov.rows())) / n;
        weight += target.components[i].weight / n;
    }
    target.components.push_back({to_digits(weight, 4), mean, to_digits(std::exp(log_width), 4), {}});
    return "";
}

std::string remove_component(Experiment& experiment, int index) {
    std::vector<ComponentSpec>& components = experiment.target.components;
    if (experiment.target.kind == TargetKind::gaussian || components.size() < 2)
        return "The last component stays: a target needs one.";
    if (index < 0 || index >= static_cast<int>(components.size())) return "There is no such component.";
    components.erase(components.begin() + index);
    return "";
}

} // namespace halfstep
