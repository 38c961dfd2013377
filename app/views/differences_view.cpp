#include "app/views/differences_view.h"

#include "app/results/differences.h"
#include "app/ui/card.h"
#include "app/views/table_cells.h"

#include <algorithm>
#include <array>

namespace halfstep {
namespace {

constexpr std::size_t difference_columns = 5;
using DifferenceCells = std::array<std::string, difference_columns>;

/// What a cell's widget is called, where a click opens an equation.
const char* const difference_keys[difference_columns] = {nullptr, "mean", "variance", "distance", "apart"};

const char* const difference_tips[difference_columns] = {
    "The final sample of A, this scene, minus that of B, the one beside it. Samplers are held against those of the "
    "same name, the rest by their order.",
    "Difference of the means. Its error knows that both have the same noise: it is that of the difference, over blocks "
    "of particles.",
    "Difference of the variances, with its own error. In 2-D: averaged over both coordinates.",
    "Difference of the distances, each to its own target: below 0 A is nearer to its target. Its error is by how "
    "the same particle moves both.",
    "Root mean square distance between the same particle's two final states.",
};

struct DifferenceTable {
    std::vector<DifferenceCells> rows; ///< head, one a sampler of A, and the note in the first cell
    std::vector<int> samplers;         ///< of each row that has one; -1: none
};

DifferenceTable difference_table(const Session& session) {
    const Run& run = *session.run();
    const Comparison& comparison = *run.comparison;
    const bool coarse = session.coarse() || session.beside()->coarse();
    DifferenceTable table;
    table.rows.push_back({coarse ? "A − B, coarse" : "A − B", "mean ± se", "variance ± se",
                          run.target().dim() == 2 ? "sliced W₂ ± se" : "W₁ ± se", "apart ± se"});
    table.samplers.push_back(-1);
    const std::vector<DifferenceText> texts = difference_texts(run);
    for (int i = 0; i < static_cast<int>(comparison.first.size()); ++i) {
        DifferenceCells row{comparison.first[static_cast<std::size_t>(i)].spec().name + ": nothing to hold it against"};
        for (std::size_t k = 0; k < texts.size(); ++k)
            if (const DifferenceText& text = texts[k]; comparison.pairs[k].samplers.first == i)
                row = {text.first == text.second ? text.first : text.first + " − " + text.second, text.mean,
                       text.variance, text.distance, text.apart};
        table.rows.push_back(std::move(row));
        table.samplers.push_back(i);
    }
    table.rows.push_back({difference_note(comparison)});
    table.samplers.push_back(-1);
    return table;
}

/// Numbers stand in full or wait for their turn; names end with "…".
TableColumns difference_widths(const DifferenceTable& table, Controls& ui, float room, int page) {
    const float gap = 20 * ui.scale, chip = 24 * ui.scale, size = ui.fonts.body();
    TableRoom need{.widths = std::vector<float>(difference_columns, 0.0f),
                   .importance = {2, 4, 1, 3},
                   .least_names = chip + ui.fonts.measure("A − B, coarse +0 ›", size, Weight::bold).x + gap,
                   .room = room};
    for (std::size_t r = 0; r + 1 < table.rows.size(); ++r)
        for (std::size_t i = 0; i < difference_columns; ++i)
            if (const std::string& text = table.rows[r][i]; !text.empty())
                need.widths[i] =
                    std::max(need.widths[i], ui.fonts.measure(text, size, i ? Weight::regular : Weight::bold).x +
                                                 (i ? gap : chip + gap));
    need.widths[0] = std::max(need.widths[0], need.least_names);
    return fit_columns(need, page);
}

} // namespace

int differences_view(const Session& session, Controls& ui, const Rect& rect, int& page) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Theme& theme = *ui.theme;
    const float row_height = 22 * ui.scale;
    const DifferenceTable table = difference_table(session);
    const TableColumns shown = difference_widths(table, ui, rect.w, page);
    const float size = ui.fonts.body() * shown.shrink;
    if (shown.pages > 1) offer_columns(ui, table.rows[0], shown, {rect.x, rect.y, shown.widths[0], row_height}, page);
    int hovered = -1;
    float y = rect.y;
    for (std::size_t r = 0; r < table.rows.size(); ++r, y += row_height) {
        const int sampler = table.samplers[r];
        const bool muted = session.view().muted.has(sampler), note = r + 1 == table.rows.size();
        if (sampler >= 0 && ImGui::IsMouseHoveringRect({rect.x, y}, {rect.right(), y + row_height}) &&
            ImGui::IsWindowHovered()) {
            hovered = sampler;
            list.AddRectFilled({rect.x, y}, {rect.right(), y + row_height}, packed(theme.text, 0.06f), 4 * ui.scale);
        }
        if (sampler >= 0) {
            const float chip = 10 * ui.scale, top = y + (row_height - chip) / 2, left = rect.x + 6 * ui.scale;
            swatch({left, top, chip, chip}, sampler, muted, ui);
            ui.widgets["table.sampler[" + std::to_string(sampler) + "]"] = {rect.x, y, shown.widths[0], row_height};
        }
        if (r == 1)
            list.AddLine({rect.x + 4 * ui.scale, y}, {rect.right() - 4 * ui.scale, y}, packed(theme.text, 0.15f));
        float x = rect.x;
        for (std::size_t i = 0; i < difference_columns; x += shown.widths[i], ++i) {
            if (shown.widths[i] == 0) continue;
            const Rect cell{x, y, note && i == 0 ? rect.w : shown.widths[i], row_height};
            Color color = sampler >= 0 ? theme.text : theme.muted;
            if (muted) color.a *= 0.45f;
            const bool bold = sampler >= 0 && i == 0 && !table.rows[r][1].empty();
            draw_cell(ui, table.rows[r][i], cell,
                      {.size = size, .weight = bold ? Weight::bold : Weight::regular, .color = color}, i == 0);
            if (sampler >= 0 && i > 0 && !table.rows[r][i].empty())
                ui.widgets[std::string("table.difference.") + difference_keys[i] + "[" + std::to_string(sampler) +
                           "]"] = cell;
            if (r > 0) continue;
            ui.widgets["table.difference[" + std::to_string(i) + "]"] = cell;
            if (ui.hovered != "table.more" && ImGui::IsMouseHoveringRect({x, y}, {cell.right(), cell.bottom()}))
                tip_above(ui, cell, difference_tips[i]);
        }
    }
    return hovered;
}

std::vector<std::vector<std::string>> differences_text(const Session& session) {
    std::vector<std::vector<std::string>> text;
    if (!session.run() || !session.run()->comparison || !session.beside()) return text;
    for (const DifferenceCells& row : difference_table(session).rows) text.emplace_back(row.begin(), row.end());
    return text;
}

} // namespace halfstep
