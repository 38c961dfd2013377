#include "app/views/results_view.h"

#include "app/base/number_text.h"
#include "app/plots/plots.h"
#include "app/plots/recorded.h"
#include "app/plots/words.h"
#include "app/ui/card.h"
#include "app/views/table_cells.h"
#include "core/measure/trust.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace halfstep {
namespace {

struct Row {
    std::string mean, variance, closed_form, off, distance, round_trip, mode_width, wrong_mode;
    bool far = false; ///< measurement and closed form disagree by more than chance allows
};

/// Of exact draws, percent.
Measured wrong_mode(const ExactModes& exact) { return {100 * exact.weight_error, 100 * exact.weight_error_spread}; }

/// Measured minus closed form in standard errors. In 2-D of the coordinate whose variance is further off.
void fill_off(const Moments& last, Row& row) {
    Eigen::Index worst = 0;
    last.off_var.cwiseAbs().maxCoeff(&worst);
    const double off = last.off_var[worst];
    if (std::isnan(off)) return;
    row.far = std::abs(off) > 4;
    const bool rounding = off == 0 && rounding_rules(last.rounding_var[worst], last.se_off_var[worst]);
    row.off = rounding ? "rounding" : deviation_text(off) + " se";
}

/// What is known of the final samples: of this run, or, until it is measured, of one before.
struct FinalSamples {
    const Run* run = nullptr; ///< null: none of as many samplers in as many dimensions
    bool stale = false;       ///< not of this run
    bool coarse = false;      ///< a run of few particles, until the full one is there
};

FinalSamples final_samples_of(const Session& session) {
    const Run *run = session.run().get(), *known = session.run_with_final_samples().get();
    const bool alike =
        known && known->samplers.size() == run->samplers.size() && known->target().dim() == run->target().dim();
    return {alike ? known : nullptr, known != run, session.coarse()};
}

/// Distance and modes.
void fill_final_samples(const Run& known, std::size_t index, Row& row) {
    const FinalMeasure& final = known.final_of(index);
    row.distance = beside_text(final.distance, exact_distance(known, index), resolution_of_bound(final.rounding), 0);
    if (rounding_rules(final.rounding, std::hypot(final.rounding, exact_distance(known, index).se)))
        row.distance += ", rounding";
    if (!final.modes) return;
    row.mode_width = plots::told(final.modes->width, known, final.width_rounding);
    if (rounding_rules(final.width_rounding, final.modes->width)) row.mode_width += ", rounding";
    row.wrong_mode =
        quantity_text(beside_text(100 * final.modes->weight_error, wrong_mode(*known.exact().modes), 0, 0), "%");
}

Row make_row(const Run& run, std::size_t index, const FinalSamples& final_samples) {
    const SamplerRun& sampler = run.samplers[index];
    const Moments& last = sampler.moments.back();
    const int dim = static_cast<int>(last.mean.size());
    Row row;
    // In 2-D the variance of a coordinate, averaged over both; the error is at most the average of theirs.
    const Measured measured{last.cov.trace() / dim, last.se_var.sum() / dim};
    const auto mean = [&](int i) -> Measured { return {last.mean[i], last.se_mean[i]}; };
    row.mean = plots::told(mean(0), run, last.rounding_mean[0]);
    if (dim == 2) row.mean += ",  " + plots::told(mean(1), run, last.rounding_mean[1]);
    const double largest = last.se_mean.maxCoeff();
    if (std::isnan(largest) ? rounding_rules(last.rounding_mean[0], mean(0)) ||
                                  rounding_rules(last.rounding_mean[dim - 1], mean(dim - 1))
                            : rounding_rules(last.rounding_mean.maxCoeff(), largest))
        row.mean += ", rounding";
    row.variance = plots::told(measured, run, last.rounding_var.sum() / dim);
    row.distance = "…";
    if (final_samples.run) fill_final_samples(*final_samples.run, index, row);
    if (sampler.round_trip)
        row.round_trip =
            plots::told({sampler.round_trip->rms, sampler.round_trip->se}, run, sampler.round_trip->rounding);
    if (sampler.predicted.empty()) return row;
    row.closed_form = beside_text(sampler.predicted.back().cov.trace() / dim, measured,
                                  resolution_of(measured, run.experiment().run.precision, 0));
    if (final_samples.coarse)
        row.off = "coarse"; // nothing is to be held against so few particles
    else
        fill_off(last, row);
    return row;
}

} // namespace

int results_rows(const Session& session) { return static_cast<int>(session.experiment().samplers.size()) + 2; }

namespace {

constexpr int columns = 9;
const char* const heads[columns] = {"Final sample", "mean ± se",  "variance ± se", "closed form", "off by",
                                    nullptr,        "round trip", "mode width",    "wrong mode"};
const char* const coarse_head = "Coarse sample";
/// In Controls::widgets: "table.variance" is the head of that column.
const char* const results_keys[columns] = {"name",     "mean",       "variance",   "closed_form", "off",
                                           "distance", "round_trip", "mode_width", "wrong_mode"};
const char* const tips[columns] = {
    "x at t = 0, all particles. Of a forward chain: the data that it starts from, drawn exactly.",
    "Sample mean and its standard error: from the law where it is known, else from the sample, and \"?\" where that "
    "has too few particles for one. What rounding may be off is in it.",
    "Sample variance and its standard error, as that of the mean. In 2-D: averaged over both coordinates.",
    "The variance that this sampler must have on a Gaussian target, from the linear recursion. That of a forward chain "
    "is known on any target.",
    "Measured minus closed form, in standard errors: about 2 in 3 within ±1, however few the particles. In 2-D of the "
    "coordinate that is further off. \"rounding\": the difference is rounding, which rules here; double precision, in "
    "the run settings, has it 5e8 times smaller.",
    "Distance of the sample to the target: 0 is perfect; as many exact draws score what the last row says.",
    "Root mean square distance between the data that were encoded and what comes back.",
    "How wide the modes came out: root mean square distance, per coordinate, to the middle of the likeliest mode.",
    "How many particles would have to change their mode for all weights to be right: half of Σ |share − weight|.",
};

using Cells = std::array<std::string, columns>;

/// Head, one row a sampler, and the target's.
std::vector<Cells> make_cells(const Run& run, const FinalSamples& final_samples) {
    const bool plane = run.target().dim() == 2;
    const bool closed = std::any_of(run.samplers.begin(), run.samplers.end(),
                                    [](const SamplerRun& sampler) { return !sampler.predicted.empty(); });
    const bool encoded = std::any_of(run.samplers.begin(), run.samplers.end(),
                                     [](const SamplerRun& sampler) { return sampler.round_trip.has_value(); });
    const std::optional<ExactModes> modes = final_samples.run ? final_samples.run->exact().modes : std::nullopt;
    std::vector<Cells> table;
    table.push_back({final_samples.coarse ? coarse_head : heads[0], heads[1], heads[2], closed ? heads[3] : "",
                     closed ? heads[4] : "", plane ? "sliced W₂" : "W₁", encoded ? heads[6] : "", modes ? heads[7] : "",
                     modes ? heads[8] : ""});
    for (std::size_t i = 0; i < run.samplers.size(); ++i) {
        const SamplerRun& sampler = run.samplers[i];
        const Row row = make_row(run, i, final_samples);
        const std::string brief = sampler.forward() ? "its x₀" : recorded_brief(run, i);
        table.push_back({sampler.spec().name + (brief.empty() ? "" : ": " + brief), row.mean, row.variance,
                         row.closed_form, row.off, row.distance, row.round_trip, row.mode_width, row.wrong_mode});
    }
    const double scale = std::sqrt(run.target().cov().trace());
    const auto centre = [&](int i) { // the modes of a ring cancel to within rounding: that is 0
        const double m = run.target().mean()[i];
        return number_text(std::abs(m) < 1e-12 * scale ? 0 : m, 4);
    };
    table.push_back({"Target, exact draws", centre(0) + (plane ? ",  " + centre(1) : ""),
                     number_text(run.target().cov().trace() / run.target().dim(), 4), "", "",
                     final_samples.run
                         ? plots::told({final_samples.run->exact().distance, final_samples.run->exact().spread}, run)
                         : "…",
                     "", modes ? plots::told({modes->width, modes->width_spread}, run) : "",
                     modes ? quantity_text(measured_text(wrong_mode(*modes)), "%") : ""});
    return table;
}

/// Columns as wide as their widest cell; where they do not fit, what can be missed first waits for its turn.
TableColumns columns_of(const std::vector<Cells>& table, Controls& ui, float room, int page) {
    const float gap = 20 * ui.scale, chip = 24 * ui.scale, size = ui.fonts.body();
    TableRoom need{.widths = std::vector<float>(columns, 0.0f), .room = room};
    need.importance = table[0][7].empty() ? std::vector{2, 6, 5, 3, 4, 1} : std::vector{6, 5, 7, 2, 3, 4, 8, 1};
    const auto width = [&](const std::string& text, Weight weight) { return ui.fonts.measure(text, size, weight).x; };
    for (const Cells& row : table)
        for (std::size_t i = 0; i < columns; ++i)
            if (!row[i].empty())
                need.widths[i] = std::max(need.widths[i], width(row[i], i ? Weight::regular : Weight::bold) + gap);
    const float head = chip + width(coarse_head, Weight::regular); // which may come at any time: nothing moves then
    need.widths[0] = std::max(need.widths[0] - gap + chip, head) + 8 * ui.scale;
    need.least_names = head;
    TableColumns fitting = fit_columns(need, page);
    if (fitting.pages == 1) return fitting;
    need.least_names = head + width(more_columns, Weight::regular) + gap;
    need.widths[0] = std::max(need.widths[0], need.least_names);
    return fit_columns(need, page);
}

/// What a cell's widget is called where a click opens an equation.
const char* const cells_with_cards[columns] = {nullptr,    "mean",       "variance", "closed", nullptr,
                                               "distance", "round_trip", nullptr,    nullptr};

std::string card_cell(int column, int sampler) {
    return std::string("table.") + cells_with_cards[column] + "[" + std::to_string(sampler) + "]";
}

/// At the end of a sampler's name, while the mouse is on its row: what opens its rule.
void card_sign(Controls& ui, const Rect& cell, int sampler) {
    const Rect sign{cell.right() - cell.h, cell.y, cell.h, cell.h};
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool on_it = sign.contains({mouse.x, mouse.y});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float pad = 2 * ui.scale;
    list.AddRectFilled({sign.x + pad, sign.y + pad}, {sign.right() - pad, sign.bottom() - pad},
                       packed(on_it ? ui.theme->accent : ui.theme->control), 4 * ui.scale);
    ui.fonts.draw(list, {sign.x + sign.w / 2, sign.y + sign.h / 2}, "=",
                  {.size = ui.fonts.body(),
                   .color = on_it ? ui.theme->panel : ui.theme->text,
                   .horizontal = Align::middle,
                   .vertical = Align::middle});
    ui.widgets["table.card[" + std::to_string(sampler) + "]"] = sign;
}

} // namespace

int results_view(const Session& session, Controls& ui, const Rect& rect, int& page) {
    const std::shared_ptr<const Run> run = session.run();
    if (!run) return -1;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Theme& theme = *ui.theme;
    const float row_height = 22 * ui.scale;
    const FinalSamples final_samples = final_samples_of(session);
    const std::vector<Cells> table = make_cells(*run, final_samples);
    const TableColumns shown = columns_of(table, ui, rect.w, page);
    const std::vector<float>& widths = shown.widths;
    const float size = ui.fonts.body() * shown.shrink;
    if (shown.pages > 1) offer_columns(ui, table[0], shown, {rect.x, rect.y, widths[0], row_height}, page);
    const int last = static_cast<int>(table.size()) - 1;
    int hovered = -1;
    float y = rect.y;
    for (int r = 0; r <= last; ++r, y += row_height) {
        const bool muted = session.view().muted.has(r - 1);
        const bool sampler = r > 0 && r < last,
                   under_mouse = ImGui::IsMouseHoveringRect({rect.x, y}, {rect.right(), y + row_height});
        if (sampler && under_mouse && ImGui::IsWindowHovered()) {
            hovered = r - 1;
            list.AddRectFilled({rect.x, y}, {rect.right(), y + row_height}, packed(theme.text, 0.06f), 4 * ui.scale);
        }
        if (sampler) {
            const float chip = 10 * ui.scale, top = y + (row_height - chip) / 2, left = rect.x + 6 * ui.scale;
            swatch({left, top, chip, chip}, r - 1, muted, ui);
            ui.widgets["table.sampler[" + std::to_string(r - 1) + "]"] = {rect.x, y, widths[0] - row_height,
                                                                          row_height};
        }
        if (r == 1)
            list.AddLine({rect.x + 4 * ui.scale, y}, {rect.right() - 4 * ui.scale, y}, packed(theme.text, 0.15f));
        float x = rect.x;
        for (int i = 0; i < columns; x += widths[i], ++i) {
            if (widths[i] == 0) continue;
            const Rect cell{x, y, widths[i], row_height};
            const bool far = sampler && i == 4 && make_row(*run, static_cast<std::size_t>(r - 1), final_samples).far;
            const bool provisional = i > 0 && (final_samples.coarse || (final_samples.stale && i >= 5 && i != 6));
            Color color = far ? theme.warning : sampler && i != 4 && !provisional ? theme.text : theme.muted;
            if (muted) color.a *= 0.45f;
            draw_cell(ui, table[r][i], cell,
                      {.size = size, .weight = sampler && i == 0 ? Weight::bold : Weight::regular, .color = color},
                      i == 0);
            if (sampler && cells_with_cards[i] && !table[r][i].empty()) ui.widgets[card_cell(i, r - 1)] = cell;
            if (sampler && i == 0 && hovered == r - 1) card_sign(ui, cell, r - 1);
            if (r > 0) continue;
            if (i > 0) ui.widgets[std::string("table.") + results_keys[i]] = cell;
            if (ui.hovered != "table.more" && ImGui::IsMouseHoveringRect({x, y}, {cell.right(), cell.bottom()}))
                tip_above(ui, cell, tips[i]);
        }
    }
    return hovered;
}

std::vector<std::vector<std::string>> results_text(const Session& session) {
    std::vector<std::vector<std::string>> text;
    if (!session.run()) return text;
    const std::vector<Cells> table = make_cells(*session.run(), final_samples_of(session));
    for (const Cells& row : table) text.emplace_back(row.begin(), row.end());
    return text;
}

} // namespace halfstep
