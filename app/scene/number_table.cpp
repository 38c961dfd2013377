#include "app/scene/number_table.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>

namespace halfstep {

namespace {

constexpr std::int64_t most_table_bytes = std::int64_t{1} << 29;
constexpr std::size_t most_cells = std::size_t{1} << 25, most_spellings = 256;

class ColumnFiller {
public:
    explicit ColumnFiller(TableColumn& column) : column_(column) {}

    void add(std::string_view field, char decimal, int line) {
        double value = 0;
        const CellKind kind = cell_kind(field, decimal, value);
        if (kind == CellKind::number) {
            ++column_.count;
            column_.all_names = false;
        } else {
            if (column_.bad_line == 0) {
                column_.bad_line = line;
                column_.bad = field;
                column_.bad_kind = kind;
            }
            value = 0;
            column_.all_names = column_.all_names && kind == CellKind::name;
        }
        column_.all_empty = column_.all_empty && field.empty();
        column_.numbers.push_back(value);
        if (column_.all_names) add_word(field);
    }

private:
    void add_word(std::string_view field) {
        if (too_many_) return;
        const auto [found, is_new] = index_.try_emplace(std::string(field), static_cast<int>(index_.size()));
        if (is_new) column_.spellings.emplace_back(field);
        column_.words.push_back(found->second);
        if (column_.spellings.size() <= most_spellings) return;
        too_many_ = true;
        column_.words.clear();
        column_.spellings.clear();
    }

    TableColumn& column_;
    std::map<std::string, int> index_;
    bool too_many_ = false;
};

void name_columns(const NumberRows& rows, NumberTable& table) {
    const std::vector<std::string>& names = rows.names();
    const std::size_t count = table.columns.size();
    if (names.empty()) return;
    table.row_names = names.size() + 1 == count && !table.columns.back().all_empty;
    for (std::size_t i = 0; i < names.size() && i < count; ++i)
        table.columns[i + (table.row_names ? 1 : 0)].name = names[i];
    table.named = true;
}

void read_text(NumberRows& rows, const TableRequest& request, NumberTable& table) {
    std::vector<ColumnFiller> fillers;
    const auto& fields = rows.fields();
    while (rows.next_fields()) {
        if (table.rows == 0) {
            const std::size_t names = rows.names().size(); // one less than columns: these have the names of rows
            const bool ends_empty =
                names < fields.size() && std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(names), fields.end(),
                                                     [](std::string_view field) { return field.empty(); });
            if (names > 0 && names != fields.size() && names + 1 != fields.size() && !ends_empty)
                rows.fail("has " + std::to_string(fields.size()) + " numbers, the lines above " +
                          std::to_string(names) + "; allowed: " + request.allowed);
            table.columns.resize(fields.size());
            for (TableColumn& column : table.columns) fillers.emplace_back(column);
        }
        if (fields.size() != fillers.size())
            rows.fail("has " + std::to_string(fields.size()) + (fields.size() == 1 ? " number" : " numbers") +
                      ", the lines above " + std::to_string(fillers.size()) + "; allowed: " + request.allowed);
        if (++table.rows > request.most_rows)
            rows.fail("is one row too many; allowed: at most " + std::to_string(request.most_rows) +
                      " (take a sample of the lines)");
        if (static_cast<std::size_t>(table.rows) * fillers.size() > most_cells)
            rows.fail("is one row too many of " + std::to_string(fillers.size()) +
                      " columns; allowed: fewer columns, or a sample of the lines");
        for (std::size_t i = 0; i < fillers.size(); ++i) fillers[i].add(fields[i], rows.dialect().decimal, rows.line());
        table.lines.push_back(rows.line());
    }
    if (table.rows == 0) rows.fail("has no points; allowed: " + request.allowed);
    name_columns(rows, table);
}

void add_array(const NumberArray& array, NumberTable& table) {
    table.rows = static_cast<std::int64_t>(array.rows);
    for (std::size_t c = 0; c < array.columns; ++c) {
        TableColumn& column = table.columns.emplace_back();
        column.name = array.name.empty() || array.flat ? array.name : array.name + "[" + std::to_string(c) + "]";
        column.all_names = column.all_empty = false;
        column.numbers.resize(array.rows);
        for (std::size_t r = 0; r < array.rows; ++r) {
            const double value = array.values[r * array.columns + c];
            if (std::isfinite(value)) {
                column.numbers[r] = value;
                ++column.count;
            } else if (column.bad_line == 0) {
                column.bad_line = static_cast<int>(r + 1);
                column.bad = number(value);
                column.bad_kind = CellKind::not_finite;
            }
        }
    }
}

const NumberArray* array_named(const std::vector<NumberArray>& arrays, std::string_view name) {
    const auto found = std::find_if(arrays.begin(), arrays.end(), [&](auto& a) { return a.name == name; });
    return found == arrays.end() ? nullptr : &*found;
}

/// The arrays of an .npz that make a table: those that are asked for, a lone one, data, or X with what belongs to it.
std::vector<const NumberArray*> arrays_of_table(const std::vector<NumberArray>& arrays, const TableChoice& choice) {
    std::vector<const NumberArray*> chosen;
    const auto add = [&](std::string_view name) {
        const NumberArray* array = array_named(arrays, name.substr(0, name.find('[')));
        if (array && std::find(chosen.begin(), chosen.end(), array) == chosen.end()) chosen.push_back(array);
        return array != nullptr;
    };
    for (const std::string& column : choice.columns) add(column);
    if (choice.columns.empty() && arrays.size() == 1) chosen.push_back(&arrays[0]);
    if (chosen.empty() && !add("data") && !add("X") && array_named(arrays, "x") && add("x")) {
        if (array_named(arrays, "x")->flat) add("y");
    }
    const std::size_t coordinates = chosen.size();
    if (choice.label_column && !choice.label_column->empty()) add(*choice.label_column);
    for (const char* labels : {"y", "labels", "label", "target"})
        if (coordinates > 0 && !choice.label_column && chosen.size() == coordinates) add(labels);
    if (coordinates == 0) chosen.clear();
    return chosen;
}

void use_arrays(const std::string& path, const std::vector<NumberArray>& arrays, const TableRequest& request,
                NumberTable& table) {
    table.text = false;
    const std::vector<const NumberArray*> chosen = arrays_of_table(arrays, request.choice);
    std::string shapes;
    for (const NumberArray& array : arrays) shapes += (shapes.empty() ? "" : ", ") + shape_text(array);
    if (chosen.empty())
        throw TableUnclear(one_line(path) + ": has the arrays " + shapes +
                           "; allowed: one of them, or one called data " + "or X; or columns = [\"" +
                           one_line(arrays[0].name, 60) + "\"]");
    for (const NumberArray* array : chosen) {
        if (std::count_if(arrays.begin(), arrays.end(), [&](auto& other) { return other.name == array->name; }) > 1)
            throw SceneError(one_line(path) + ": has two arrays " + halfstep::quoted(array->name) +
                             "; allowed: one of each name");
        if (!array->problem.empty())
            throw SceneError(one_line(path) + ": array " + halfstep::quoted(array->name) + " " + array->problem);
        if (array->rows != chosen[0]->rows)
            throw SceneError(one_line(path) + ": has arrays of different lengths, " + shapes +
                             "; allowed: as many rows in each");
        if (static_cast<std::int64_t>(array->rows) > request.most_rows)
            throw SceneError(one_line(path) + ": has " + std::to_string(array->rows) + " rows; allowed: at most " +
                             std::to_string(request.most_rows));
        if (array->columns > 1000)
            throw SceneError(one_line(path) + ": has " + std::to_string(array->rows) + " rows of " +
                             std::to_string(array->columns) + " columns; allowed: one or two (its transpose?)");
        add_array(*array, table);
    }
    table.named = !chosen[0]->name.empty();
}

} // namespace

NumberTable read_table(const std::string& path, const TableRequest& request) {
    NumberRows rows(path, {.allowed = request.allowed,
                           .columns = {},
                           .most_bytes = most_table_bytes,
                           .longest_line = static_cast<std::size_t>(most_table_bytes),
                           .kind = InputKind::regular,
                           .choice = request.choice});
    NumberTable table;
    if (rows.arrays().empty())
        read_text(rows, request, table);
    else
        use_arrays(path, rows.arrays(), request, table);
    table.dialect = rows.dialect();
    return table;
}

std::vector<std::string> array_names(const std::string& path) {
    std::vector<std::string> names;
    try {
        const std::string bytes = read_file(path, most_table_bytes, InputKind::regular);
        if (!is_zip(bytes)) return names;
        for (const NumberArray& array : read_npz(bytes))
            if (array.problem.empty()) names.push_back(array.name);
    } catch (const std::exception&) { // whoever reads the file says why
    }
    return names;
}

std::vector<std::string> first_lines(const std::string& path, std::size_t count) {
    std::vector<std::string> lines;
    try {
        InputFile file(path, most_table_bytes, InputKind::regular);
        std::string text(1 << 14, '\0');
        text.resize(file.read(text.data(), text.size()));
        if (is_npy(text) || is_zip(text)) return lines;
        for (std::size_t at = 0; lines.size() < count && at < text.size();) {
            const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
            if (end > at) lines.push_back(one_line(std::string_view(text).substr(at, end - at), 120));
            at = end + 1;
        }
    } catch (const std::exception&) { // whoever reads the file says why
    }
    return lines;
}

} // namespace halfstep
