#include "app/scene/recorded_file.h"

#include "app/base/text.h"
#include "app/scene/number_rows.h"
#include "app/scene/scene_error.h"
#include "core/spec/limits.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace halfstep {

namespace {

constexpr std::size_t most_rows = 4'000'000;
constexpr std::int64_t most_recorded_bytes = std::int64_t{1} << 29;

std::string columns_text(int dim) { return dim == 2 ? "particle,step,t,x,y" : "particle,step,t,x"; }
std::string recorded_allowed(int dim) {
    return "rows of " + columns_text(dim) +
           " as paths.csv of `run --out` has them (t may be left out), or an " + "array of " +
           (dim == 2 ? "[step][particle][2]" : "[step][particle]");
}

// ---- rows ----

struct RecordedRow {
    std::int64_t particle = 0;
    int step = 0, line = 0;
    double x[2] = {0, 0};
};

struct RecordedTable {
    std::vector<RecordedRow> rows;
    std::int64_t particles = 0;
    int states = 0;
    std::vector<double> t;  ///< by step
    std::vector<int> lines; ///< of the first rows of each step; 0: there is none
};

/// A count in a column of doubles.
std::int64_t counted(const NumberRows& rows, const char* what, double value, std::int64_t most) {
    if (!(value >= 0 && value <= static_cast<double>(most)) || value != std::floor(value))
        rows.fail(std::string("there is no ") + what + " " + number(value) + "; allowed: whole numbers from 0 to " +
                  std::to_string(most));
    return static_cast<std::int64_t>(value);
}

/// Which of the columns there are.
std::vector<std::string_view> wanted_columns(const std::string& path, int dim) {
    NumberRows head(path, {.allowed = recorded_allowed(dim), .columns = {}});
    const auto is_time = [](const std::string& name) { return name == "t" || name == "T"; };
    std::size_t count = head.names().size();
    bool time = std::any_of(head.names().begin(), head.names().end(), is_time);
    if (count == 0) {
        if (!head.arrays().empty())
            count = head.arrays().front().columns;
        else if (head.next_fields())
            count = head.fields().size();
        time = count == static_cast<std::size_t>(3 + dim);
    }
    std::vector<std::string_view> columns = {"particle", "step"};
    if (time) columns.push_back("t");
    columns.push_back("x");
    if (dim == 2) columns.push_back("y");
    return columns;
}

void take_time(const NumberRows& rows, int step, double t, RecordedTable& table) {
    const auto at = static_cast<std::size_t>(step);
    if (table.lines[at] > 0 && table.t[at] != t)
        rows.fail("step " + std::to_string(step) + " has t = " + number(t) + " here and t = " + number(table.t[at]) +
                  " in line " + std::to_string(table.lines[at]) + "; allowed: one t a step");
    table.t[at] = t;
}

RecordedTable read_rows_of(const std::string& path, int dim) {
    const std::vector<std::string_view> columns = wanted_columns(path, dim);
    const bool time = columns[2] == "t";
    NumberRows rows(path, {.allowed = recorded_allowed(dim), .columns = columns});
    RecordedTable table;
    std::vector<double> row;
    while (rows.next(row)) {
        if (table.rows.size() >= most_rows)
            rows.fail("has too many rows; allowed: " + std::to_string(most_rows) + ", the first particles are enough");
        RecordedRow& one = table.rows.emplace_back();
        one.particle = counted(rows, "particle", row[0], Limits::max_particles - 1);
        one.step = static_cast<int>(counted(rows, "step", row[1], Limits::max_steps * std::int64_t{2}));
        one.line = rows.line();
        for (int c = 0; c < dim; ++c) one.x[c] = row[(time ? 3u : 2u) + static_cast<std::size_t>(c)];
        table.particles = std::max(table.particles, one.particle + 1);
        if (one.step >= table.states) {
            table.states = one.step + 1;
            table.lines.resize(static_cast<std::size_t>(table.states), 0);
            table.t.resize(static_cast<std::size_t>(table.states), 0);
        }
        if (time) take_time(rows, one.step, row[2], table);
        int& line = table.lines[static_cast<std::size_t>(one.step)];
        if (line == 0) line = one.line;
    }
    if (table.rows.empty()) rows.fail("has no rows; allowed: " + rows.allowed());
    if (!time) table.t.clear();
    if (!rows.arrays().empty()) table.lines.clear();
    return table;
}

std::int64_t particles_that_fit(std::int64_t particles, int states, const RecordedRequest& request) {
    return std::min(particles, request.most_numbers / (static_cast<std::int64_t>(states) * request.dim));
}

[[noreturn]] void refuse_recorded(const std::string& path, const std::string& why) {
    throw SceneError(one_line(path) + ": " + why);
}

/// Room for as many particles as a scene holds.
std::shared_ptr<RecordedStates> room_for(const std::string& path, std::int64_t particles, int states,
                                         const RecordedRequest& request) {
    if (states < 2)
        refuse_recorded(path, "has one state of each particle; allowed: the start, step 0, and at least one step");
    auto made = std::make_shared<RecordedStates>();
    made->states = states;
    made->dim = request.dim;
    made->particles = static_cast<int>(particles_that_fit(particles, states, request));
    made->left_out = particles - made->particles;
    if (made->particles == 0)
        refuse_recorded(path, "has " + std::to_string(states) +
                                  " states of a particle; allowed: " + std::to_string(request.most_numbers) +
                                  " numbers, which is what is left for it in a scene");
    made->x.resize(static_cast<std::size_t>(made->particles) * static_cast<std::size_t>(states) *
                   static_cast<std::size_t>(request.dim));
    return made;
}

std::size_t place_in(const RecordedStates& states, std::int64_t particle, int state) {
    return static_cast<std::size_t>((particle * states.states + state) * states.dim);
}

std::shared_ptr<RecordedStates> states_of_rows(const std::string& path, const RecordedRequest& request) {
    RecordedTable table = read_rows_of(path, request.dim);
    const auto made = room_for(path, table.particles, table.states, request);
    made->t = std::move(table.t);
    made->lines = std::move(table.lines);
    std::vector<int> given(made->x.size() / static_cast<std::size_t>(made->dim), 0); // lines
    for (const RecordedRow& row : table.rows) {
        if (row.particle >= made->particles) continue;
        int& line = given[static_cast<std::size_t>(row.particle * made->states + row.step)];
        if (line > 0)
            throw SceneError(one_line(path) + ":" + std::to_string(row.line) + ": particle " +
                             std::to_string(row.particle) + " has its step " + std::to_string(row.step) + " in line " +
                             std::to_string(line) + " already; allowed: once");
        line = row.line;
        std::copy_n(row.x, made->dim, made->x.data() + place_in(*made, row.particle, row.step));
    }
    const auto gap = std::find(given.begin(), given.end(), 0);
    if (gap == given.end()) return made;
    const auto at = static_cast<int>(gap - given.begin());
    const int particle = at / made->states, step = at % made->states;
    const bool none = std::all_of(gap - step, gap - step + made->states, [](int line) { return line == 0; });
    refuse_recorded(path, none ? "has no particle " + std::to_string(particle) + " of " +
                                     std::to_string(table.particles) + "; allowed: all from 0 on, those of the run"
                               : "has no step " + std::to_string(step) + " of particle " + std::to_string(particle) +
                                     "; allowed: every step from 0, the start, to " + std::to_string(made->states - 1) +
                                     " of every particle");
}

// ---- arrays ----

bool is_table_of_rows(const NumberArray& array, int dim) {
    const auto columns = static_cast<std::size_t>(dim);
    if (array.layers > 1 || (array.columns != 2 + columns && array.columns != 3 + columns)) return false;
    for (std::size_t row = 0; row < array.rows; ++row)
        for (std::size_t c = 0; c < 2; ++c)
            if (const double value = array.values[row * array.columns + c]; !(value >= 0) || value != std::floor(value))
                return false;
    return true;
}

std::shared_ptr<RecordedStates> states_of_array(const std::string& path, const NumberArray& array,
                                                const RecordedRequest& request) {
    const bool deep = array.layers > 1;
    const std::size_t states = deep ? array.layers : array.rows, particles = deep ? array.rows : array.columns;
    if (array.flat || (deep ? array.columns != static_cast<std::size_t>(request.dim) : request.dim != 1))
        refuse_recorded(path, "has the shape (" + (deep ? std::to_string(array.layers) + ", " : "") +
                                  std::to_string(array.rows) + ", " + std::to_string(array.columns) +
                                  "); allowed: " + recorded_allowed(request.dim));
    const auto made = room_for(path, static_cast<std::int64_t>(particles), static_cast<int>(states), request);
    const std::size_t dim = deep ? array.columns : 1;
    for (std::size_t state = 0; state < states; ++state)
        for (int p = 0; p < made->particles; ++p)
            for (std::size_t c = 0; c < dim; ++c) {
                const double value = array.values[(state * particles + static_cast<std::size_t>(p)) * dim + c];
                if (!std::isfinite(value))
                    refuse_recorded(path, "step " + std::to_string(state) + " of particle " + std::to_string(p) +
                                              " is " + number(value) + "; allowed: finite numbers");
                made->x[place_in(*made, p, static_cast<int>(state)) + c] = value;
            }
    return made;
}

/// The one array of numbers; of several the one called x.
const NumberArray& only_array(const std::string& path, const std::vector<NumberArray>& arrays) {
    const NumberArray* found = nullptr;
    int count = 0;
    for (const NumberArray& array : arrays) {
        if (!array.problem.empty()) continue;
        ++count;
        if (!found || array.name == "x") found = &array;
    }
    if (!found) refuse_recorded(path, "has no array of numbers; allowed: one of up to three dimensions");
    if (count > 1 && found->name != "x")
        refuse_recorded(path, "has " + std::to_string(count) + " arrays; allowed: one, or one called x");
    return *found;
}

} // namespace

std::shared_ptr<const RecordedStates> read_recorded_file(const std::string& path, const RecordedRequest& request) {
    std::shared_ptr<RecordedStates> made;
    try {
        char start[8] = {};
        const std::size_t got = InputFile(path, most_recorded_bytes, InputKind::regular).read(start, sizeof start);
        const std::string_view mark(start, got);
        if (is_npy(mark) || is_zip(mark)) {
            const std::string bytes = read_file(path, most_recorded_bytes, InputKind::regular);
            const std::vector<NumberArray> arrays =
                is_npy(bytes) ? std::vector{read_npy(bytes, 3)} : read_npz(bytes, 3);
            const NumberArray& array = only_array(path, arrays);
            if (!is_table_of_rows(array, request.dim)) made = states_of_array(path, array, request);
        }
        if (!made) made = states_of_rows(path, request);
    } catch (const InputError& e) {
        throw SceneError(one_line(e.allowing(recorded_allowed(request.dim))));
    }
    const std::size_t slash = path.find_last_of('/');
    made->file = one_line(slash == path.npos ? path : path.substr(slash + 1), 80);
    made->digits = written_digits(made->x);
    return made;
}

std::string recorded_bytes(const RecordedStates& states) {
    const bool single = states.digits.single;
    std::string header = std::string("{'descr': '<f") + (single ? "4" : "8") + "', 'fortran_order': False, 'shape': (" +
                         std::to_string(states.states) + ", " + std::to_string(states.particles) + ", " +
                         std::to_string(states.dim) + "), }";
    constexpr std::size_t magic = 10, alignment = 64;
    header.append(alignment - 1 - (magic + header.size()) % alignment, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    const auto put = [&](std::uint64_t bits, int count) {
        for (int i = 0; i < count; ++i) bytes += static_cast<char>(bits >> (8 * i) & 255);
    };
    put(header.size(), 2);
    bytes += header;
    for (int state = 0; state < states.states; ++state)
        for (int p = 0; p < states.particles; ++p)
            for (int c = 0; c < states.dim; ++c) {
                const double x = states.at(p, state)[c];
                const auto narrow = static_cast<float>(x);
                std::uint64_t wide_bits = 0;
                std::uint32_t narrow_bits = 0;
                std::memcpy(&wide_bits, &x, sizeof x);
                std::memcpy(&narrow_bits, &narrow, sizeof narrow);
                single ? put(narrow_bits, 4) : put(wide_bits, 8);
            }
    return bytes;
}

std::shared_ptr<const RecordedStates> parse_recorded(std::string_view npy) {
    const NumberArray array = read_npy(npy, 3);
    const auto dim = static_cast<int>(array.columns);
    if (array.layers < 2 || dim > 2) throw SceneError("has no states; allowed: an array [step][particle][coordinate]");
    const RecordedRequest request{.dim = dim, .most_numbers = static_cast<std::int64_t>(array.values.size())};
    const auto made = states_of_array("the states", array, request);
    made->digits = written_digits(made->x);
    return made;
}

} // namespace halfstep
