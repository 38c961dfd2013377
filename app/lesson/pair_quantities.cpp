// What is measured of two samplers together, which share their noise; and of data that are encoded and decoded.

#include "app/lesson/block_means.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {
namespace {

const StateCloud& final_cloud(const Sources& sources, int sampler) {
    return sources.cloud(sampler, sources.last_state(sampler));
}

/// Of the particles that both have: recorded samplers have their own number.
QuantityValue root_of_squares(const Block<double>& a, const Block<double>& b) {
    const Eigen::Index rows = std::min(a.rows(), b.rows());
    const Block<double> squares = (a.topRows(rows) - b.topRows(rows)).square().rowwise().sum();
    return of_means(block_means(squares, false), [](const Eigen::ArrayXd& mean) { return std::sqrt(mean[0]); });
}

QuantityValue apart_of(const Sources& sources, const QuantityArgs& args) {
    const int a = args.whole(0), b = args.whole(1);
    QuantityValue value = root_of_squares(final_cloud(sources, a).x, final_cloud(sources, b).x);
    if (a != b) value.se = std::hypot(value.se, sources.rounding_of_final(a) + sources.rounding_of_final(b));
    return value;
}

QuantityValue between_of(const Sources& sources, const QuantityArgs& args) {
    return correlation_of(final_cloud(sources, args.whole(0)), final_cloud(sources, args.whole(1)));
}

/// Of data and what comes back of them.
QuantityValue round_trip_of(const Sources& sources, const QuantityArgs& args) {
    const int s = args.whole(0);
    QuantityValue value = root_of_squares(final_cloud(sources, s).x, sources.sampler(s).data);
    value.se = std::hypot(value.se, sources.rounding_of_final(s));
    return value;
}

void check_encoded(const Problem& problem, const QuantityArgs& args) {
    const SamplerPlan& plan = problem.samplers[static_cast<std::size_t>(args.whole(0))];
    if (!plan.encoded())
        throw ExpressionError(one_line(plan.spec.name, 60) +
                              " encodes no data; allowed: a sampler with start = \"encoded\"");
}

} // namespace

std::vector<Quantity> pair_quantities() {
    constexpr const char* group = "Measured of two samplers, or of one there and back";
    return {
        {.name = "apart",
         .takes = {Takes::sampler, Takes::sampler},
         .says = "root mean square distance of the same particle's two final samples",
         .group = group,
         .value = apart_of},
        {.name = "correlation_between",
         .takes = {Takes::sampler, Takes::sampler},
         .says = "correlation of the same particle's two final x",
         .group = group,
         .value = between_of},
        {.name = "round_trip",
         .takes = {Takes::sampler},
         .says = "root mean square distance of data to what encoding and decoding makes of them",
         .group = group,
         .value = round_trip_of,
         .check = check_encoded},
    };
}

} // namespace halfstep
