#include "app/plots/touch.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {

namespace {

struct Name {
    std::string operator()(const ComponentMean& ref) const { return with("mean", ref.component); }
    std::string operator()(const ComponentWidth& ref) const { return with("width", ref.component); }
    std::string operator()(const ControlPointRef& ref) const { return with("schedule.point", ref.point); }
    std::string operator()(const LatentPoint& ref) const { return with("latent", ref.which); }

    static std::string with(const char* kind, int index) {
        return std::string(kind) + "[" + std::to_string(index) + "]";
    }
};

} // namespace

std::string handle_name(const HandleRef& ref) { return std::visit(Name(), ref); }

DataPoint data_at(const Layout& layout, Point pixel) { return {layout.x.value(pixel.x), layout.y.value(pixel.y)}; }

std::optional<PlotHandle> handle_at(const std::vector<PlotHandle>& handles, const Layout& layout, Point at,
                                    float reach) {
    std::optional<PlotHandle> found;
    float best = reach;
    const Rect& p = layout.plot;
    const Rect inside{p.x - 1, p.y - 1, p.w + 2, p.h + 2};
    for (const PlotHandle& handle : handles) {
        const Point there = layout.at(handle.x, handle.y);
        if (!inside.contains(there)) continue;
        const float distance = std::hypot(there.x - at.x, there.y - at.y);
        if (!(distance < best)) continue;
        best = distance;
        found = handle;
    }
    return found;
}

double to_digits(double value, int digits) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return std::strtod(text, nullptr);
}

double to_step(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

} // namespace halfstep
