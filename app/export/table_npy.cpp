#include "app/export/npy.h"
#include "app/export/table.h"
#include "app/export/table_rows.h"
#include "app/export/writers.h"
#include "app/figure/mark_names.h"

#include <limits>

namespace halfstep {

namespace {

/// Gathers records: packed, little-endian.
struct Records {
    std::string out;
    std::string start;         ///< of every record of this mark
    std::string outside_start; ///< of what no bar holds
    std::size_t count = 0;

    template <class T>
    static double cell(std::optional<T> value) {
        return value ? static_cast<double>(*value) : std::numeric_limits<double>::quiet_NaN();
    }
    template <class T, class V>
    void row(const TableRow<T, V>& row) {
        add(start, row);
    }
    void outside(const TableRow<double>& row) { add(outside_start, row); }

private:
    template <class T, class V>
    void add(const std::string& first, const TableRow<T, V>& row) {
        out += first;
        put_little_endian(out, static_cast<std::uint64_t>(row.line), 4); // -1 is all ones
        for (const std::optional<T> v : {row.x, row.y, row.x_end, row.y_end}) put_little_endian(out, cell(v));
        put_little_endian(out, cell(row.value));
        ++count;
    }
};

} // namespace

std::string write_npy(const Sheet& sheet) {
    std::vector<std::string> plot_names, kind_names, label_names;
    for (const Sheet::Panel& panel : sheet.panels)
        for (const Mark& mark : panel.figure.marks) {
            plot_names.push_back(panel.figure.name);
            kind_names.emplace_back(kind_of(mark));
            label_names.emplace_back(table_label(mark));
        }
    kind_names.emplace_back(outside_kind);
    const NpyTexts plots(plot_names), kinds(kind_names), labels(label_names);
    Records records;
    std::size_t at = 0;
    for (const Sheet::Panel& panel : sheet.panels)
        for (std::size_t i = 0; i < panel.figure.marks.size(); ++i, ++at) {
            records.start = plots.at(at);
            put_little_endian(records.start, i, 4);
            records.outside_start = records.start;
            records.outside_start.append(kinds.at(kind_names.size() - 1)).append(labels.at(at));
            records.start.append(kinds.at(at)).append(labels.at(at));
            std::visit(MarkRows<Records>{records}, panel.figure.marks[i]);
        }
    std::string type = "[('plot', '" + plots.type() + "'), ('mark', '<i4'), ('kind', '" + kinds.type() +
                       "'), ('label', '" + labels.type() + "'), ('line', '<i4')";
    for (const char* column : {"x", "y", "x_end", "y_end", "value"}) type += std::string(", ('") + column + "', '<f8')";
    return npy_bytes(type + "]", {records.count}, records.out);
}

} // namespace halfstep
