#include "core/sample/clip.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

template <class Real>
void clip_x0(const Clip& clip, Block<Real>& x0_hat) {
    const Real r = static_cast<Real>(clip.range);
    if (!clip.on()) return;
    if (clip.kind == Clip::Kind::static_ || x0_hat.cols() == 1) {
        x0_hat = x0_hat.max(-r).min(r);
        return;
    }
    for (Eigen::Index row = 0; row < x0_hat.rows(); ++row) {
        // Between two order statistics a percentile lies on the line from one to the other, as in NumPy and torch.
        const Real u = std::abs(x0_hat(row, 0)), v = std::abs(x0_hat(row, 1)), less = std::min(u, v);
        const Real s = std::max(r, less + static_cast<Real>(clip.percentile) * (std::max(u, v) - less));
        for (Eigen::Index i = 0; i < 2; ++i) x0_hat(row, i) = std::clamp(x0_hat(row, i), -s, s) * (r / s);
    }
}

template void clip_x0(const Clip&, Block<float>&);
template void clip_x0(const Clip&, Block<double>&);

} // namespace halfstep
