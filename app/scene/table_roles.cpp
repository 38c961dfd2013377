#include "app/scene/table_roles.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace halfstep {

namespace {

constexpr std::size_t most_classes = 100;  // of whole numbers that are labels
constexpr std::int64_t least_counting = 3; // rows; fewer count by chance
constexpr std::string_view index_names[] = {"", "index", "id", "row", "rownames", "row_id", "nr", "no", "idx", "#"};
constexpr std::string_view class_names[] = {"class",   "classes",  "label",   "labels",   "target", "targets",
                                            "species", "category", "cluster", "clusters", "group",  "variety",
                                            "y_true",  "y_train",  "cls",     "y"};

std::string in_lower_case(std::string_view text) {
    std::string lower(trimmed(text));
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

template <std::size_t N>
bool is_among(const std::string_view (&names)[N], std::string_view name) {
    return std::find(std::begin(names), std::end(names), in_lower_case(name)) != std::end(names);
}

bool counts_from(const TableColumn& column, double first) {
    for (std::size_t i = 0; i < column.numbers.size(); ++i)
        if (column.numbers[i] != first + static_cast<double>(i)) return false;
    return column.is_numbers();
}
bool counts_rows(const TableColumn& column) { return counts_from(column, 0) || counts_from(column, 1); }

bool all_whole(const TableColumn& column) {
    return column.is_numbers() && std::all_of(column.numbers.begin(), column.numbers.end(),
                                              [](double x) { return x == std::floor(x) && std::abs(x) < 1e15; });
}

/// How many different numbers, as far as `most` + 1.
std::size_t count_values(const TableColumn& column, std::size_t most) {
    std::set<double> seen;
    for (const double x : column.numbers)
        if (seen.insert(x).second && seen.size() > most) break;
    return seen.size();
}

bool all_different(const TableColumn& column) {
    std::vector<double> sorted = column.numbers;
    std::sort(sorted.begin(), sorted.end());
    return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

/// 2026-11-30, 30/11/2026, 30.11.2026, 12:30, with or without more behind.
bool is_date(std::string_view text) {
    std::vector<std::size_t> digits = {0};
    char sign = '\0';
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            ++digits.back();
        } else if (std::string_view("-/.:").find(c) != std::string_view::npos && (sign == '\0' || c == sign)) {
            sign = c;
            digits.push_back(0);
        } else {
            break;
        }
    }
    if (sign == ':') return digits[0] == 2 && digits[1] == 2;
    const bool year = digits[0] == 4 || digits.back() == 4;
    return digits.size() == 3 && year && digits[0] > 0 && digits[1] > 0 && digits[2] > 0;
}

class RoleFinder {
public:
    RoleFinder(const NumberTable& table, const std::string& path, const TableChoice& choice)
        : table_(table), path_(path), choice_(choice), taken_(table.columns.size(), false) {}

    TableRoles run() {
        if (choice_.label_column && !choice_.label_column->empty()) take_label_named(*choice_.label_column);
        for (const std::string& name : choice_.columns) coordinates_named(name);
        leave_out_rows();
        if (!choice_.label_column) find_label();
        if (choice_.columns.empty()) find_coordinates();
        if (out_.coordinates.empty() || out_.coordinates.size() > 2) unclear();
        for (const std::size_t c : out_.coordinates) check_numbers(c);
        return std::move(out_);
    }

private:
    const TableColumn& column(std::size_t c) const { return table_.columns[c]; }
    void take(std::size_t c) { taken_[c] = true; }
    void leave_out(std::size_t c, const char* why) {
        take(c);
        out_.left_out.push_back(column_title(table_, c) + " (" + why + ")");
    }
    void take_label(std::size_t c) {
        for (const std::string& text : column(c).spellings)
            if (!is_class_name(text))
                throw SceneError(one_line(path_) + ": has the label " + halfstep::quoted(one_line(text, 60)) + " in " +
                                 column_title(table_, c) + "; allowed: " + allowed_labels +
                                 ", or label_column = \"\" for none");
        take(c);
        out_.label = static_cast<int>(c);
    }

    void take_label_named(const std::string& name) {
        const std::size_t c = find("label_column", name);
        if (!column(c).is_numbers() && column(c).words.size() != column(c).numbers.size())
            throw SceneError(one_line(path_) + ": has no labels in " + column_title(table_, c) +
                             "; allowed: a column of numbers, or one of up to 256 different texts");
        take_label(c);
    }

    std::size_t find(const char* key, const std::string& name) const {
        std::vector<std::string_view> names;
        std::vector<std::size_t> found;
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            if (table_.named && column(c).name == name) found.push_back(c);
            if (!column(c).name.empty()) names.push_back(column(c).name);
        }
        if (found.size() > 1)
            throw SceneError(one_line(path_) + ": has " + std::to_string(found.size()) + " columns " +
                             halfstep::quoted(name) + ", of which " + key + " means one; allowed: its number, as " +
                             std::to_string(found[0] + 1) + " or " + std::to_string(found[1] + 1));
        if (!found.empty()) return found[0];
        const bool digits = !name.empty() && name.size() < 6 && name.find_first_not_of("0123456789") == name.npos;
        const std::size_t place = digits ? static_cast<std::size_t>(std::atoi(name.c_str())) : 0;
        if (place >= 1 && place <= table_.columns.size()) return place - 1;
        throw SceneError(one_line(path_) + ": has no column " + halfstep::quoted(name) + " of " + key +
                         did_you_mean(name, names) +
                         "; allowed: " + (names.empty() ? "" : one_line(join(names), 300) + ", or ") + "1 to " +
                         std::to_string(table_.columns.size()));
    }

    /// Of an array all columns are meant by its name.
    void coordinates_named(const std::string& name) {
        const std::string part = name + "[";
        bool any = false;
        for (std::size_t c = 0; c < table_.columns.size() && !table_.text; ++c)
            if (column(c).name.starts_with(part)) {
                out_.coordinates.push_back(c);
                take(c);
                any = true;
            }
        if (any) return;
        const std::size_t c = find("columns", name);
        if (taken_[c])
            throw SceneError(one_line(path_) + ": has its column " + halfstep::quoted(name) +
                             " asked for twice; allowed: different columns");
        take(c);
        out_.coordinates.push_back(c);
    }

    /// Nothing stands in it: separators at the ends of all lines.
    bool is_empty(std::size_t c) const {
        return column(c).all_empty && column(c).name.empty() && (c > 0 || table_.rows > 1);
    }
    void leave_out_empty() {
        std::vector<std::size_t> empty;
        for (std::size_t c = 0; c < table_.columns.size(); ++c)
            if (!taken_[c] && is_empty(c)) empty.push_back(c);
        if (empty.size() == 1) return leave_out(empty[0], "empty");
        for (const std::size_t c : empty) take(c);
        if (!empty.empty()) out_.left_out.push_back(std::to_string(empty.size()) + " empty columns");
    }
    bool is_time(std::size_t c) const { return column(c).count == 0 && table_.rows > 1 && is_date(column(c).bad); }

    std::vector<std::size_t> number_columns() const {
        std::vector<std::size_t> list;
        for (std::size_t c = 0; c < table_.columns.size(); ++c)
            if (!taken_[c] && !column(c).is_text() && !is_time(c) && !is_empty(c)) list.push_back(c);
        return list;
    }

    /// Columns that count or name the rows.
    void leave_out_rows() {
        const std::size_t count = number_columns().size();
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            if (taken_[c]) continue;
            const TableColumn& now = column(c);
            const bool counting = table_.rows >= least_counting && counts_rows(now);
            const std::string name = in_lower_case(now.name);
            const bool nameless_first = c == 0 && table_.named && (now.name.empty() || name == "unnamed: 0");
            if (nameless_first && (counting || now.is_text() || (all_whole(now) && all_different(now))))
                leave_out(c, now.is_text() ? "names the rows" : "counts the rows");
            else if (counting && table_.named && !now.name.empty() && is_among(index_names, now.name) && count > 1)
                leave_out(c, "counts the rows");
            else if (counting && !table_.named && c == 0 && count > 2)
                leave_out(c, "counts the rows");
        }
    }

    bool may_be_classes(std::size_t c) const {
        return all_whole(column(c)) && count_values(column(c), most_classes) <= most_classes;
    }

    /// Texts that are no two alike name the rows.
    static bool repeats(const TableColumn& texts) {
        return texts.numbers.size() < 4 || 2 * texts.spellings.size() <= texts.numbers.size();
    }

    /// What is too long is a remark, not a class.
    bool are_classes(std::size_t c) const {
        const std::vector<std::string>& texts = column(c).spellings;
        return std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return is_class_name(text); });
    }

    void find_label() {
        std::vector<std::size_t> texts, named;
        const std::vector<std::size_t> numbers = number_columns();
        const std::size_t others =
            choice_.columns.empty() ? numbers.size() - std::min<std::size_t>(1, numbers.size()) : 1;
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            if (taken_[c]) continue;
            const bool class_name = table_.named && is_among(class_names, column(c).name);
            if (column(c).is_text() && !column(c).words.empty() &&
                (class_name || (repeats(column(c)) && are_classes(c))))
                (class_name ? named : texts).push_back(c);
            if (column(c).is_numbers() && class_name && others > 0 && may_be_classes(c) &&
                (in_lower_case(column(c).name) != "y" || others > 1))
                named.push_back(c);
        }
        if (table_.dialect.summary && !taken_.back())
            take_label(taken_.size() - 1);
        else if (!named.empty())
            take_label(named.front());
        else if (texts.size() == 1)
            take_label(texts.front());
        else if (texts.size() > 1)
            out_.doubts.push_back("several columns of texts: label_column says which one has the labels");
        else
            find_label_without_name(numbers);
    }

    /// x, y and a class, as numpy.savetxt writes them side by side.
    void find_label_without_name(const std::vector<std::size_t>& numbers) {
        constexpr std::size_t few = 20;
        if (table_.named || numbers.size() != 3 || !choice_.columns.empty()) return;
        const std::size_t last = numbers.back();
        const std::size_t classes = all_whole(column(last)) ? count_values(column(last), few) : few + 1;
        if (classes > few || 3 * classes > column(last).numbers.size()) return;
        if (all_whole(column(numbers[0])) && all_whole(column(numbers[1]))) return;
        take_label(last);
    }

    void find_coordinates() {
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            if (taken_[c]) continue;
            if (column(c).is_text())
                leave_out(c, "texts");
            else if (is_time(c))
                leave_out(c, "dates or times");
            else if (!is_empty(c))
                out_.coordinates.push_back(c);
        }
        leave_out_empty();
        if (!table_.named && out_.coordinates.size() == 2 && table_.rows > least_counting && counts_rows(column(0)))
            out_.doubts.push_back("column 1 counts the rows: columns = [2] leaves it out");
    }

    std::string place(int line) const {
        return one_line(path_) + (table_.text ? ":" + std::to_string(line) : ", row " + std::to_string(line)) + ": ";
    }

    void check_numbers(std::size_t c) const {
        const TableColumn& now = column(c);
        if (now.is_numbers()) return;
        const std::string allowed = "; allowed: finite numbers" +
                                    std::string(table_.dialect.decimal == ',' ? " with decimal commas" : "") +
                                    (table_.columns.size() > 1 ? " in " + column_title(table_, c) : "");
        if (now.bad_kind == CellKind::not_finite)
            throw SceneError(place(now.bad_line) + one_line(now.bad, 60) + " is not finite" + allowed);
        if (now.bad_kind == CellKind::thousands)
            throw SceneError(place(now.bad_line) + halfstep::quoted(now.bad) + " has " +
                             thousands_sign(now.bad, table_.dialect.decimal) + " between its thousands" + allowed +
                             ", without such signs");
        if (now.bad.find(':') != now.bad.npos && c > 0 && now.bad_line == table_.lines.front())
            throw SceneError(
                place(now.bad_line) + halfstep::quoted(now.bad) +
                " is a column and its value, as svmlight files have it; allowed: one value a column, as 1.5,-0.25");
        throw SceneError(place(now.bad_line) + halfstep::quoted(now.bad) + " is no number" + allowed);
    }

    /// None, or more than two: what could be meant.
    [[noreturn]] void unclear() const {
        std::vector<std::size_t> usable;
        for (const std::size_t c : out_.coordinates) {
            if (column(c).count == 0) check_numbers(c);
            if (column(c).is_numbers()) usable.push_back(c);
        }
        if (usable.size() < 3)
            for (const std::size_t c : out_.coordinates) check_numbers(c);
        const int line = table_.lines.empty() ? 1 : table_.lines.front();
        if (out_.coordinates.empty())
            throw TableUnclear(place(line) +
                               "has no columns of numbers left; allowed: columns = [1], or others by name");
        std::string names, example;
        for (std::size_t i = 0; i < usable.size(); ++i) {
            names += (i > 0 ? ", " : "") + column_title(table_, usable[i]);
            const std::string one = column(usable[i]).name.empty() ? std::to_string(usable[i] + 1)
                                                                   : "\"" + one_line(column(usable[i]).name, 60) + "\"";
            if (i < 2) example += (i > 0 ? ", " : "") + one;
        }
        throw TableUnclear(place(line) + "has " + std::to_string(usable.size()) + " columns of numbers, " +
                           one_line(names, 300) + "; allowed: one or two, as columns = [" + example + "] says");
    }

    const NumberTable& table_;
    const std::string& path_;
    const TableChoice& choice_;
    std::vector<bool> taken_;
    TableRoles out_;
};

} // namespace

std::string column_title(const NumberTable& table, std::size_t column) {
    const std::string &name = table.columns[column].name, number = "column " + std::to_string(column + 1);
    if (name.empty()) return number;
    const auto same = [&](const TableColumn& other) { return other.name == name; };
    const bool alone = std::count_if(table.columns.begin(), table.columns.end(), same) == 1;
    return one_line(name, 60) + (alone ? "" : " (" + number + ")");
}

TableRoles find_roles(const NumberTable& table, const std::string& path, const TableChoice& choice) {
    return RoleFinder(table, path, choice).run();
}

bool is_class_name(const std::string& text) {
    constexpr std::size_t longest = 100; // bytes
    return one_line(text, longest) == text;
}

std::vector<std::string> labels_of(const TableColumn& column) {
    std::vector<std::string> labels;
    labels.reserve(column.numbers.size());
    for (std::size_t i = 0; i < column.numbers.size(); ++i)
        labels.push_back(i < column.words.size() ? column.spellings[static_cast<std::size_t>(column.words[i])]
                                                 : number(column.numbers[i]));
    return labels;
}

} // namespace halfstep
