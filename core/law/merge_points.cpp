#include "core/law/merge_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>

namespace halfstep {
namespace {

/// Points order[begin] .. order[end - 1], and what they are like.
struct Leaf {
    std::size_t begin = 0, end = 0;
    double mean[2] = {};
    double spread[2] = {}; ///< sum of squares about the mean, in units
    int group = 0;

    double cost() const { return spread[0] + spread[1]; }
    bool operator<(const Leaf& other) const { return cost() < other.cost(); }
};

class Splitter {
public:
    Splitter(const std::vector<double>& points, const std::vector<int>& group, const MergeRequest& request)
        : points_(points), request_(request), order_(points.size() / static_cast<std::size_t>(request.columns)) {
        std::iota(order_.begin(), order_.end(), 0u);
        if (!group.empty())
            std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return group[a] < group[b]; });
        for (std::size_t begin = 0, end = 0; begin < order_.size(); begin = end) {
            const int own = group.empty() ? 0 : group[order_[begin]];
            while (end < order_.size() && (group.empty() || group[order_[end]] == own)) ++end;
            add(begin, end, own);
        }
    }

    void run() {
        while (leaves_.size() + done_.size() < request_.most && !leaves_.empty()) {
            const Leaf leaf = leaves_.top();
            leaves_.pop();
            split(leaf);
        }
        for (; !leaves_.empty(); leaves_.pop()) done_.push_back(leaves_.top());
        std::sort(done_.begin(), done_.end(), [](const Leaf& a, const Leaf& b) { return a.begin < b.begin; });
    }

    const std::vector<Leaf>& leaves() const { return done_; }
    double coordinate(std::size_t at, int axis) const {
        return points_[order_[at] * static_cast<std::size_t>(request_.columns) + static_cast<std::size_t>(axis)];
    }

private:
    /// Counted from the leaf's first point, so that equal ones have that very point as their mean and no spread.
    void add(std::size_t begin, std::size_t end, int group) {
        Leaf leaf{.begin = begin, .end = end, .group = group};
        for (int axis = 0; axis < request_.columns; ++axis) {
            const double origin = coordinate(begin, axis), n = static_cast<double>(end - begin);
            double sum = 0, square = 0;
            for (std::size_t i = begin; i < end; ++i) sum += coordinate(i, axis) - origin;
            leaf.mean[axis] = origin + sum / n;
            for (std::size_t i = begin; i < end; ++i)
                square += std::pow((coordinate(i, axis) - leaf.mean[axis]) / request_.unit[axis], 2);
            leaf.spread[axis] = square;
        }
        if (leaf.cost() > 0)
            leaves_.push(leaf);
        else
            done_.push_back(leaf);
    }

    /// At the mean of the coordinate that spreads more.
    void split(const Leaf& leaf) {
        const int axis = leaf.spread[1] > leaf.spread[0] ? 1 : 0;
        const auto from = order_.begin() + static_cast<std::ptrdiff_t>(leaf.begin),
                   to = order_.begin() + static_cast<std::ptrdiff_t>(leaf.end);
        const auto columns = static_cast<std::size_t>(request_.columns);
        const auto middle = std::partition(from, to, [&](std::uint32_t k) {
            return points_[k * columns + static_cast<std::size_t>(axis)] < leaf.mean[axis];
        });
        if (middle == from || middle == to) { // neighbours among doubles: their mean is one of them
            done_.push_back(leaf);
            return;
        }
        const auto at = static_cast<std::size_t>(middle - order_.begin());
        add(leaf.begin, at, leaf.group);
        add(at, leaf.end, leaf.group);
    }

    const std::vector<double>& points_;
    const MergeRequest& request_;
    std::vector<std::uint32_t> order_;
    std::priority_queue<Leaf> leaves_; ///< those that can be split, the one that loses most first
    std::vector<Leaf> done_;
};

} // namespace

MergedPoints merge_points(const std::vector<double>& points, const std::vector<int>& group,
                          const MergeRequest& request) {
    Splitter tree(points, group, request);
    tree.run();
    MergedPoints out;
    double square = 0, count = 0;
    for (const Leaf& leaf : tree.leaves()) {
        for (int axis = 0; axis < request.columns; ++axis) {
            out.points.push_back(leaf.mean[axis]);
            square += leaf.spread[axis] * request.unit[axis] * request.unit[axis];
        }
        out.weights.push_back(static_cast<double>(leaf.end - leaf.begin));
        out.group.push_back(leaf.group);
        count += out.weights.back();
    }
    out.shift = std::sqrt(square / count);
    return out;
}

} // namespace halfstep
