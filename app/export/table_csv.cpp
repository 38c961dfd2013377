#include "app/base/text.h"
#include "app/export/table.h"
#include "app/export/table_rows.h"
#include "app/export/writers.h"
#include "app/figure/mark_names.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace halfstep {

namespace {

std::string exact(double value) { return std::isnan(value) ? "nan" : number(value); }

/// The shortest decimal that reads back as the same float.
std::string exact(float value) {
    if (std::isnan(value)) return "nan";
    char text[40];
    for (int digits = 6; digits <= 9; ++digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(text, nullptr) == value) break;
    }
    return text;
}

/// Gathers rows as text.
struct Rows {
    std::string out;
    std::string start;         ///< of every row of this mark
    std::string outside_start; ///< of what no bar holds

    template <class T>
    static std::string cell(std::optional<T> value) {
        return value ? exact(*value) : "";
    }
    template <class T, class V>
    void row(const TableRow<T, V>& row) {
        add(start, row);
    }
    void outside(const TableRow<double>& row) { add(outside_start, row); }

private:
    template <class T, class V>
    void add(const std::string& first, const TableRow<T, V>& row) {
        out += first + "," + (row.line < 0 ? "" : std::to_string(row.line)) + "," + cell(row.x) + "," + cell(row.y) +
               "," + cell(row.x_end) + "," + cell(row.y_end) + "," + cell(row.value) + "\n";
    }
};

} // namespace

std::string_view table_label(const Mark& mark) {
    if (const auto* label = std::get_if<Label>(&mark)) return label->text;
    return name_of(mark);
}

std::string csv_header() { return "plot,mark,kind,label,line,x,y,x_end,y_end,value\n"; }

std::string figure_csv(const Figure& figure) {
    Rows rows;
    for (std::size_t i = 0; i < figure.marks.size(); ++i) {
        const Mark& mark = figure.marks[i];
        const auto start = [&](const char* kind) {
            return csv_text(figure.name) + "," + std::to_string(i) + "," + kind + "," + csv_text(table_label(mark));
        };
        rows.start = start(kind_of(mark));
        rows.outside_start = start(outside_kind);
        std::visit(MarkRows<Rows>{rows}, mark);
    }
    return std::move(rows.out);
}

std::string write_csv(const Sheet& sheet) {
    std::string text = csv_header();
    for (const Sheet::Panel& panel : sheet.panels) text += figure_csv(panel.figure);
    return text;
}

} // namespace halfstep
