#include "app/views/results_view.h"

#include "app/plots/plots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace halfstep {
namespace {

std::string number(double value) {
    if (!std::isfinite(value)) return "∞";
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    std::string out = text;
    if (out[0] == '-') out.replace(0, 1, "\u2212");
    return out;
}

/// "0.0409 ± 0.0004": the error with one or two digits, the value with as many decimals.
std::string with_error(double value, double error) {
    if (!std::isfinite(value)) return "∞";
    if (!std::isfinite(error) || error <= 0) return number(value);
    const int decimals = std::max(0, 1 - static_cast<int>(std::floor(std::log10(error))));
    char text[80];
    if (decimals > 7)
        std::snprintf(text, sizeof text, "%.3e ± %.0e", value, error);
    else
        std::snprintf(text, sizeof text, "%.*f ± %.*f", decimals, value, decimals, error);
    std::string out = text;
    if (out[0] == '-') out.replace(0, 1, "\u2212");
    return out;
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
    return text;
}

struct Row {
    std::string mean, variance, closed_form, off, distance, round_trip, mode_width, wrong_mode;
    bool far = false; ///< measurement and closed form disagree by more than chance allows
};

Row make_row(const SamplerRun& sampler) {
    const Moments& last = sampler.moments.back();
    const int dim = static_cast<int>(last.mean.size());
    // In 2-D the variance of a coordinate, averaged over both; their errors add as if independent.
    double variance = 0, se2 = 0, closed = 0;
    for (int i = 0; i < dim; ++i) {
        variance += last.cov(i, i) / dim;
        se2 += last.se_var[i] * last.se_var[i] / (dim * dim);
        if (!sampler.predicted.empty()) closed += sampler.predicted.back().cov(i, i) / dim;
    }
    Row row;
    row.mean = with_error(last.mean[0], last.se_mean[0]);
    if (dim == 2) row.mean += ",  " + with_error(last.mean[1], last.se_mean[1]);
    row.variance = with_error(variance, std::sqrt(se2));
    row.distance = number(sampler.distance);
    if (sampler.round_trip) row.round_trip = with_error(sampler.round_trip->rms, sampler.round_trip->se);
    if (sampler.modes) {
        row.mode_width = with_error(sampler.modes->width.value, sampler.modes->width.se);
        row.wrong_mode = percent(sampler.modes->share_error);
    }
    if (sampler.predicted.empty()) return row;
    row.closed_form = number(closed);
    const double off = (variance - closed) / std::sqrt(se2);
    char text[32];
    std::snprintf(text, sizeof text, "%+.1f se", off);
    row.off = std::isfinite(off) ? text : "";
    if (!row.off.empty() && row.off[0] == '-') row.off.replace(0, 1, "\u2212");
    row.far = std::abs(off) > 4;
    return row;
}

} // namespace

int results_rows(const Session& session) { return static_cast<int>(session.experiment().samplers.size()) + 2; }

namespace {

constexpr int columns = 9;
const char* const heads[columns] = {"Final sample", "mean ± se",  "variance ± se", "closed form", "off by",
                                    nullptr,        "round trip", "mode width",    "wrong mode"};
const char* const tips[columns] = {
    "x at t = 0, all particles. Of a forward chain: the data that it starts from, drawn exactly.",
    "Sample mean and its standard error.",
    "Sample variance and its standard error (from the fourth moment, right for any law). In 2-D: averaged over both "
    "coordinates.",
    "The variance that this sampler must have on a Gaussian target, from the linear recursion. That of a "
    "forward chain is known on any target.",
    "Measured minus closed form, in standard errors: about 2 in 3 within ±1.",
    "Distance of the sample to the target: 0 is perfect; as many exact draws score what the last row says.",
    "Root mean square distance between the data that were encoded and what comes back.",
    "How wide the modes came out: root mean square distance, per coordinate, to the middle of the likeliest mode.",
    "How many particles would have to change their mode for all weights to be right: half of Σ |share − weight|.",
};

using Cells = std::array<std::string, columns>;

/// Head, one row a sampler, and the target's.
std::vector<Cells> make_cells(const Run& run) {
    const bool plane = run.target.dim() == 2;
    const bool closed = std::any_of(run.samplers.begin(), run.samplers.end(),
                                    [](const SamplerRun& sampler) { return !sampler.predicted.empty(); });
    const bool encoded = std::any_of(run.samplers.begin(), run.samplers.end(),
                                     [](const SamplerRun& sampler) { return sampler.round_trip.has_value(); });
    std::vector<Cells> table;
    table.push_back({heads[0], heads[1], heads[2], closed ? heads[3] : "", closed ? heads[4] : "",
                     plane ? "sliced W₂" : "W₁", encoded ? heads[6] : "", run.exact_modes ? heads[7] : "",
                     run.exact_modes ? heads[8] : ""});
    for (const SamplerRun& sampler : run.samplers) {
        const Row row = make_row(sampler);
        table.push_back({sampler.spec.name + (sampler.forward() ? ": its x₀" : ""), row.mean, row.variance,
                         row.closed_form, row.off, row.distance, row.round_trip, row.mode_width, row.wrong_mode});
    }
    const double scale = std::sqrt(run.target.cov().trace());
    const auto centre = [&](int i) { // the modes of a ring cancel to within rounding: that is 0
        const double m = run.target.mean()[i];
        return number(std::abs(m) < 1e-12 * scale ? 0 : m);
    };
    table.push_back({"Target, exact draws", centre(0) + (plane ? ",  " + centre(1) : ""),
                     number(run.target.cov().trace() / run.target.dim()), "", "",
                     with_error(run.distance_floor, run.distance_floor_spread), "",
                     run.exact_modes ? with_error(run.exact_modes->width, run.exact_modes->width_spread) : "",
                     run.exact_modes ? percent(run.exact_modes->share_error) : ""});
    return table;
}

/// Columns as wide as their widest cell; where they do not fit, what can be missed first goes first.
std::array<float, columns> column_widths(const std::vector<Cells>& table, Controls& ui, float room) {
    const float gap = 20 * ui.scale, size = ui.fonts.body();
    std::array<float, columns> widths{};
    for (const Cells& row : table)
        for (int i = 0; i < columns; ++i)
            if (!row[i].empty())
                widths[i] =
                    std::max(widths[i], ui.fonts.measure(row[i], size, i ? Weight::regular : Weight::bold).x + gap);
    widths[0] += 8 * ui.scale; // the colour chip
    const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), 0.f); };
    for (const int expendable : {1, 8, 4, 3, table[0][7].empty() ? 7 : 2, 7, 5, 6})
        if (total() > room) widths[expendable] = 0;
    int shown = 0;
    for (const float width : widths) shown += width > 0;
    const float spare = std::max(0.f, room - total()) / static_cast<float>(shown);
    for (float& width : widths)
        if (width > 0) width += spare;
    return widths;
}

} // namespace

int results_view(const Session& session, Controls& ui, const Rect& rect) {
    const std::shared_ptr<const Run> run = session.run();
    if (!run) return -1;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Theme& theme = *ui.theme;
    const float row_height = 22 * ui.scale, size = ui.fonts.body();
    const std::vector<Cells> table = make_cells(*run);
    const std::array<float, columns> widths = column_widths(table, ui, rect.w);
    const int last = static_cast<int>(table.size()) - 1;
    int hovered = -1;
    float y = rect.y;
    for (int r = 0; r <= last; ++r, y += row_height) {
        const bool sampler = r > 0 && r < last,
                   under_mouse = ImGui::IsMouseHoveringRect({rect.x, y}, {rect.right(), y + row_height});
        if (sampler && under_mouse && ImGui::IsWindowHovered()) {
            hovered = r - 1;
            list.AddRectFilled({rect.x, y}, {rect.right(), y + row_height}, packed(theme.text, 0.06f), 4 * ui.scale);
        }
        if (sampler) {
            const float chip = 10 * ui.scale, top = y + (row_height - chip) / 2, left = rect.x + 6 * ui.scale;
            list.AddRectFilled({left, top}, {left + chip, top + chip}, packed(resolve(theme, {Ink::sampler, r - 1, 1})),
                               2.5f * ui.scale);
        }
        if (r == 1)
            list.AddLine({rect.x + 4 * ui.scale, y}, {rect.right() - 4 * ui.scale, y}, packed(theme.text, 0.15f));
        float x = rect.x;
        for (int i = 0; i < columns; x += widths[i], ++i) {
            if (widths[i] == 0) continue;
            const bool far = sampler && i == 4 && make_row(run->samplers[r - 1]).far;
            const Color color = far ? theme.warning : sampler && i != 4 ? theme.text : theme.muted;
            const float at = i == 0 ? x + 24 * ui.scale : x + widths[i] - 8 * ui.scale;
            list.PushClipRect({x, y}, {x + widths[i], y + row_height}, true);
            ui.fonts.draw(list, {at, y + row_height / 2}, table[r][i], size,
                          sampler && i == 0 ? Weight::bold : Weight::regular, color, i == 0 ? Align::start : Align::end,
                          Align::middle);
            list.PopClipRect();
            if (r == 0 && ImGui::IsMouseHoveringRect({x, y}, {x + widths[i], y + row_height})) tooltip(ui, tips[i]);
        }
    }
    return hovered;
}

} // namespace halfstep
