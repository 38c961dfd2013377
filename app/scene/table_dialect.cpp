#include "app/scene/table_dialect.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace halfstep {

namespace {

constexpr std::string_view blanks_and_tabs = " \t";

/// What a whole field says as a decimal number; false for text, hexadecimal and the like.
bool is_decimal_number(std::string_view field, char decimal, double& value) {
    constexpr std::size_t usual = 64;
    if (field.empty() || field.find_first_of("xXpP(") != field.npos) return false;
    char text[usual];
    std::string longer;
    char* begin = text;
    if (field.size() < usual) {
        std::copy(field.begin(), field.end(), text);
        text[field.size()] = '\0';
    } else {
        longer = field;
        begin = longer.data();
    }
    if (decimal != '.') {
        if (field.find('.') != field.npos || field.back() == decimal) return false;
        std::replace(begin, begin + field.size(), decimal, '.');
    }
    char* end = nullptr;
    value = std::strtod(begin, &end);
    return end == begin + field.size();
}

bool is_digit_char(char c) { return c >= '0' && c <= '9'; }

/// Behind the digits that `text` begins with.
std::size_t past_digits(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit_char) - text.begin());
}

constexpr std::string_view thousands_signs[] = {",", ".", "'", "’", " ", "\u00a0", "\u202f", "\u2009"};
constexpr const char* sign_names[] = {"a comma", "a point", "an apostrophe", "an apostrophe",
                                      "a blank", "a blank", "a blank",       "a blank"};

/// Which of the signs stands between groups of three digits; -1: it is no such number.
int find_thousands(std::string_view field, char decimal) {
    if (field.starts_with('-') || field.starts_with('+')) field.remove_prefix(1);
    const std::size_t first = past_digits(field);
    if (first < 1 || first > 3 || field[0] == '0') return -1;
    const std::string_view rest = field.substr(first);
    for (std::size_t i = 0; i < std::size(thousands_signs); ++i) {
        const std::string_view sign = thousands_signs[i];
        if (sign[0] == decimal && sign.size() == 1) continue;
        std::string_view left = rest;
        int groups = 0;
        while (left.starts_with(sign) && past_digits(left.substr(sign.size())) == 3) {
            left.remove_prefix(sign.size() + 3);
            ++groups;
        }
        if (groups == 0) continue;
        if (left.starts_with(decimal)) left.remove_prefix(1 + past_digits(left.substr(1)));
        if (left.empty()) return static_cast<int>(i);
    }
    return -1;
}

} // namespace

std::string separator_text(char separator) {
    switch (separator) {
    case ',': return "commas";
    case ';': return "semicolons";
    case '\t': return "tabs";
    case ' ': return "blanks";
    default: return "";
    }
}

namespace {

/// Up to the next separator; of a single column the whole line, whatever bytes it holds.
std::size_t end_of_field(std::string_view line, char separator) {
    if (separator == '\0') return line.size();
    return std::min(separator == ' ' ? line.find_first_of(blanks_and_tabs) : line.find(separator), line.size());
}

} // namespace

/// A quote may stand doubled within.
void TableFields::add_quoted(std::string_view& line, char separator) {
    std::string text;
    std::size_t at = 1;
    for (; at < line.size(); ++at) {
        if (line[at] != '"')
            text += line[at];
        else if (line.substr(at + 1, 1) == "\"")
            text += line[at++];
        else
            break;
    }
    open_quote_ = open_quote_ || at >= line.size();
    line.remove_prefix(std::min(at + 1, line.size()));
    const std::size_t stop = end_of_field(line, separator);
    text += trimmed(line.substr(0, stop)); // what stands there against the rules
    line.remove_prefix(stop);
    list_.push_back(trimmed(unquoted_.emplace_back(std::move(text))));
}

void TableFields::split(std::string_view line, char separator) {
    list_.clear();
    unquoted_.clear();
    open_quote_ = false;
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    while (true) {
        const std::size_t begin = line.find_first_not_of(separator == '\t' ? " \r" : " \t\r");
        if (begin != line.npos && line[begin] == '"') {
            line.remove_prefix(begin);
            add_quoted(line, separator);
        } else {
            if (separator == ' ') line.remove_prefix(std::min(begin, line.size()));
            const std::size_t stop = end_of_field(line, separator);
            list_.push_back(trimmed(line.substr(0, stop)));
            line.remove_prefix(stop);
        }
        if (separator == ' ') line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
        if (line.empty()) return;
        if (separator != ' ') line.remove_prefix(1);
        if (separator != ' ' && line.empty()) {
            list_.emplace_back();
            return;
        }
    }
}

CellKind cell_kind(std::string_view field, char decimal, double& value) {
    if (is_decimal_number(field, decimal, value)) return std::isfinite(value) ? CellKind::number : CellKind::not_finite;
    if (find_thousands(field, decimal) >= 0) return CellKind::thousands;
    return is_column_name(field) ? CellKind::name : CellKind::other;
}

std::string thousands_sign(std::string_view field, char decimal) {
    const int found = find_thousands(field, decimal);
    return found < 0 ? "" : sign_names[found];
}

bool is_column_name(std::string_view field) {
    constexpr std::string_view minus = "−"; // as typeset
    std::string_view start = field;
    if (start.starts_with(minus))
        start.remove_prefix(minus.size());
    else if (start.starts_with('-') || start.starts_with('+'))
        start.remove_prefix(1);
    if (start.starts_with('.')) start.remove_prefix(1);
    if (!start.empty() && is_digit_char(start[0])) return false;
    return std::any_of(start.begin(), start.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    });
}

namespace {

/// One way to read the lines, and what comes of it.
struct Attempt {
    TableDialect dialect;
    std::size_t columns = 0; ///< of the first row
    double score = 0;        ///< share of the cells that are numbers
    std::size_t names = 0;   ///< in the header
    bool even = false;       ///< all rows have as many columns, the header as many or, as R has it, one less
};

bool is_empty_below(const std::vector<std::string>& lines, char separator, std::size_t column) {
    TableFields fields;
    return std::all_of(lines.begin() + 1, lines.end(), [&](const std::string& line) {
        fields.split(line, separator);
        return column >= fields.list().size() || fields.list()[column].empty();
    });
}

/// Without a name may be an index, and a column of nothing, as separators at the ends of all lines make it.
bool all_names(const std::vector<std::string_view>& fields, const std::vector<std::string>& lines, char separator) {
    std::size_t names = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].empty() && (i == 0 || is_empty_below(lines, separator, i))) continue;
        if (!is_column_name(fields[i])) return false;
        double value = 0;
        if (cell_kind(fields[i], '.', value) == CellKind::not_finite) return false;
        ++names;
    }
    return names > 0;
}

/// 0, 1, 2, ...: what pandas calls columns that have no names. Above numbers with fractions it is no row.
bool counts_columns(const std::vector<std::string_view>& fields) {
    const std::size_t first = fields[0].empty() ? 1 : 0;
    if (fields.size() < first + 1) return false;
    for (std::size_t i = first; i < fields.size(); ++i)
        if (fields[i] != std::to_string(i - first)) return false;
    return true;
}

bool is_header(const std::vector<std::string>& lines, const TableDialect& dialect) {
    TableFields fields;
    fields.split(lines[0], dialect.separator);
    if (all_names(fields.list(), lines, dialect.separator)) return true;
    if (!counts_columns(fields.list())) return false;
    if (fields.list()[0].empty()) return true;
    if (fields.list().size() < 2 || lines.size() < 3) return false;
    return std::all_of(lines.begin() + 1, lines.end(), [&](const std::string& line) {
        fields.split(line, dialect.separator);
        return std::all_of(fields.list().begin(), fields.list().end(),
                           [&](auto field) { return field.find(dialect.decimal) != field.npos; });
    });
}

/// 150,4,setosa,versicolor,virginica: how many rows and columns follow, and what the labels mean. So scikit-learn keeps
/// its data.
bool is_summary(const std::vector<std::string>& lines, char separator) {
    if (lines.size() < 3) return false;
    TableFields fields;
    fields.split(lines[1], separator);
    const std::size_t columns = fields.list().size();
    fields.split(lines[0], separator);
    const auto& list = fields.list();
    if (list.size() < 4 || past_digits(list[0]) != list[0].size() || list[1] != std::to_string(columns - 1))
        return false;
    return std::all_of(list.begin() + 2, list.end(), is_column_name);
}

/// Whether a line has one of these outside of quotes.
bool has_any(std::string_view line, std::string_view signs) {
    bool within = false;
    for (const char c : line) {
        if (c == '"') within = !within;
        if (!within && signs.find(c) != signs.npos) return true;
    }
    return false;
}

Attempt attempt(const std::vector<std::string>& lines, TableDialect dialect, const TableChoice& choice) {
    Attempt out;
    dialect.summary = !choice.header && is_summary(lines, dialect.separator);
    dialect.header = dialect.summary || choice.header.value_or(is_header(lines, dialect));
    out.dialect = dialect;
    out.even = true;
    TableFields fields;
    std::size_t cells = 0;
    double numbers = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        fields.split(lines[i], dialect.separator);
        const std::size_t count = fields.list().size();
        if (i == 0 && dialect.header) {
            out.names = count;
            continue;
        }
        if (out.columns == 0) out.columns = count;
        out.even = out.even && count == out.columns;
        for (const std::string_view field : fields.list()) {
            double value = 0;
            const CellKind kind = cell_kind(field, dialect.decimal, value);
            if (kind == CellKind::number || kind == CellKind::not_finite) numbers += 1;
            if (kind == CellKind::thousands) numbers += 0.5;
        }
        cells += count;
    }
    if (cells > 0) out.score = numbers / static_cast<double>(cells);
    if (out.names > 0 && out.columns > 0 && !out.dialect.summary)
        out.even = out.even && (out.names == out.columns || out.names + 1 == out.columns);
    return out;
}

/// A lone column of decimal commas: every number has one, or most of at least three have. Of fewer nobody knows.
bool may_be_lone_decimals(const std::vector<std::string>& lines, bool header) {
    std::size_t with = 0, rows = 0;
    for (std::size_t i = header ? 1 : 0; i < lines.size(); ++i, ++rows) {
        const auto commas = std::count(lines[i].begin(), lines[i].end(), ',');
        if (commas > 1) return false;
        with += static_cast<std::size_t>(commas);
    }
    return with > 0 && (with == rows || (rows >= 3 && 2 * with >= rows));
}

/// Which readings of these signs are worth a look.
bool may_be(const std::vector<std::string>& lines, char separator, char decimal, const TableChoice& choice) {
    const auto any = [&](std::string_view signs) {
        return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return has_any(line, signs); });
    };
    if (choice.separator) return true;
    if (separator == '\0')
        return !any(decimal == ',' ? ";\t" : ",;\t") &&
               !(decimal == ',' && has_any(lines[0], ",") && is_column_name(lines[0]));
    if (separator == ' ') return any(" \t") && !any(decimal == ',' ? ";" : ",;");
    if (separator == ',' && decimal == ',') // only in quotes
        return std::any_of(lines.begin(), lines.end(), [](auto& line) { return line.find('"') != line.npos; });
    return any(std::string_view(&separator, 1));
}

/// What speaks for one of the readings of lines such as 0,5: one number, or two whole ones.
struct CommaSigns {
    bool one = false, two = false, zero = false;
};
CommaSigns comma_signs(const std::vector<std::string>& lines) {
    CommaSigns out;
    std::size_t shortest = std::string::npos, longest = 0;
    bool ends_in_zero = false;
    for (const std::string& line : lines) {
        const std::string_view text = trimmed(line);
        const std::size_t comma = text.find(',');
        const std::string_view first = trimmed(text.substr(0, comma)), second = trimmed(text.substr(comma + 1));
        if (comma == text.npos || second.empty()) return {.one = true};
        out.one = out.one || first == "-0" || (second.size() > 1 && second[0] == '0');
        out.two = out.two || !is_digit_char(second[0]) || text[comma + 1] == ' ';
        out.zero = out.zero || first == "0";
        ends_in_zero = ends_in_zero || second.back() == '0';
        shortest = std::min(shortest, second.size());
        longest = std::max(longest, second.size());
    }
    out.two = out.two || (ends_in_zero && shortest < longest) || (ends_in_zero && longest == 1);
    return out;
}

/// Lines such as 0,5 are one number or two. The signs decide, or else, where nothing looks like 0,5, it is said.
TableDialect settle_commas(const std::vector<std::string>& lines, const Attempt& two, const Attempt& one,
                           std::size_t expected) {
    if (two.dialect.header != one.dialect.header || expected > 1) return two.dialect;
    if (expected == 1 || two.names == 1) return one.dialect;
    const CommaSigns signs = comma_signs({lines.begin() + (two.dialect.header ? 1 : 0), lines.end()});
    TableDialect best = signs.one && !signs.two ? one.dialect : two.dialect;
    if (best.decimal == ',' || (signs.two && !signs.one)) return best;
    const std::string first = halfstep::quoted(trimmed(lines[two.dialect.header ? 1 : 0]));
    if (signs.zero || signs.one)
        throw TableUnclear(first + " may be two whole numbers, or one with a decimal comma; allowed: separator = \",\" "
                                   "for two, decimal = \",\" for one");
    best.doubt = "each line is taken for two whole numbers; decimal = \",\" makes one of it";
    return best;
}

} // namespace

TableDialect find_dialect(const std::vector<std::string>& lines, const TableChoice& choice, std::size_t expected) {
    Attempt best, fallback;
    std::optional<Attempt> two, one;
    for (const char separator : {'\t', ';', ',', ' ', '\0'}) {
        if (choice.separator && *choice.separator != separator) continue;
        for (const char decimal : {'.', ','}) {
            if (choice.decimal && *choice.decimal != decimal) continue;
            if (!may_be(lines, separator, decimal, choice)) continue;
            const Attempt now = attempt(lines, {.separator = separator, .decimal = decimal, .doubt = ""}, choice);
            if (fallback.columns == 0 ||
                (now.dialect.separator == fallback.dialect.separator && now.score > fallback.score))
                fallback = now;
            if (!now.even || now.columns == 0) continue;
            const bool lone = now.columns == 1 && decimal == ',';
            if (lone && !choice.decimal && !may_be_lone_decimals(lines, now.dialect.header)) continue;
            if (lone && now.score == 1 && !one) one = now;
            if (separator == ',' && decimal == '.' && now.columns == 2 && now.score == 1) two = now;
            if (now.score > best.score) best = now;
        }
    }
    if (best.columns == 0) best = fallback;
    if (two && one && !choice.separator && !choice.decimal) return settle_commas(lines, *two, *one, expected);
    return best.dialect;
}

} // namespace halfstep
