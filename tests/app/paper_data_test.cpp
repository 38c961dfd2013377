// The data of figures: CSV and NPZ, read back by readers that know nothing of our writers.

#include "app/export/table.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/process.h"
#include "tests/numbers.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <map>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// One of each mark.
Figure all_marks() {
    Figure figure;
    figure.name = "all-marks";
    figure.title = "Everything";
    figure.x.label = "x\u209c";
    Curve curve;
    curve.x = {0.1, 1e-300, 3};
    curve.y = {1.0 / 3, not_a_number, -2};
    curve.label = "a, \"b\"";
    Polylines lines;
    lines.x = {0, 1};
    lines.y = {0.1, 2, 3, 4};
    lines.length = 2;
    Bars bars;
    bars.edges = {0, 1, 2};
    bars.height = {5, 6};
    bars.base = 10;
    bars.scale = -1;
    bars.horizontal = true;
    HeatMap map;
    map.x_hi = 2;
    map.columns = 2;
    map.rows = 1;
    map.value = {0.25f, 0.75f};
    Label label;
    label.x = 7;
    label.text = "here";
    Rule rule;
    rule.value = 4;
    Contours contours;
    contours.x_hi = 2;
    contours.columns = contours.rows = 2;
    contours.value = {0, 0, 1, 1};
    contours.levels = {0.5};
    contours.label = "lines";
    figure.marks = {map,
                    Band{{1, 2}, {3, 4}, {5, 6}, {}, "band"},
                    bars,
                    curve,
                    lines,
                    Points{{1}, {2}, {}, 2, "points", ""},
                    Arrows{{1}, {2}, {0.5f}, {0.25f}, {}, 1, ""},
                    rule,
                    label,
                    contours};
    return figure;
}

std::uint64_t little(const std::string& bytes, std::size_t at, int n) {
    std::uint64_t value = 0;
    for (int i = n - 1; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

struct Array {
    std::string header, data;
    template <class T>
    T value(std::size_t i) const {
        T v;
        std::memcpy(&v, data.data() + i * sizeof(T), sizeof v);
        return v;
    }
};

/// The arrays of an .npz, found through the zip's directory at its end.
std::map<std::string, Array> read_npz(const std::string& bytes) {
    std::map<std::string, Array> arrays;
    const std::size_t end = bytes.size() - 22;
    REQUIRE(little(bytes, end, 4) == 0x06054b50);
    std::size_t at = little(bytes, end + 16, 4);
    CHECK(at + little(bytes, end + 12, 4) == end);
    for (std::uint64_t i = 0; i < little(bytes, end + 10, 2); ++i) {
        REQUIRE(little(bytes, at, 4) == 0x02014b50);
        const std::size_t size = little(bytes, at + 20, 4), name_size = little(bytes, at + 28, 2);
        const std::string name = bytes.substr(at + 46, name_size);
        const std::size_t local = little(bytes, at + 42, 4);
        REQUIRE(little(bytes, local, 4) == 0x04034b50);
        CHECK(bytes.substr(local + 30, name_size) == name);
        const std::string file = bytes.substr(local + 30 + name_size, size);
        REQUIRE(file.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
        const std::size_t header = little(file, 8, 2);
        CHECK((10 + header) % 64 == 0);
        CHECK(file[9 + header] == '\n');
        arrays[name] = {file.substr(10, header), file.substr(10 + header)};
        at += 46 + name_size;
    }
    CHECK(at == end);
    return arrays;
}

} // namespace

TEST_CASE("csv: a row a value; exact numbers, gaps kept") {
    const auto rows = lines_of(figure_csv(all_marks()));
    const std::vector<std::string> expected = {"all-marks,0,heatmap,,,0.5,0.5,,,0.25",
                                               "all-marks,0,heatmap,,,1.5,0.5,,,0.75",
                                               "all-marks,1,band,band,,1,3,,5,",
                                               "all-marks,1,band,band,,2,4,,6,",
                                               "all-marks,2,bars,,,10,0,5,1,5",
                                               "all-marks,2,bars,,,10,1,4,2,6",
                                               "all-marks,3,curve,\"a, \"\"b\"\"\",,0.1,0.3333333333333333,,,",
                                               "all-marks,3,curve,\"a, \"\"b\"\"\",,1e-300,nan,,,",
                                               "all-marks,3,curve,\"a, \"\"b\"\"\",,3,-2,,,",
                                               "all-marks,4,polylines,,0,0,0.1,,,",
                                               "all-marks,4,polylines,,0,1,2,,,",
                                               "all-marks,4,polylines,,1,0,3,,,",
                                               "all-marks,4,polylines,,1,1,4,,,",
                                               "all-marks,5,points,points,,1,2,,,",
                                               "all-marks,6,arrows,,,1,2,1.5,2.25,",
                                               "all-marks,7,rule,,,4,,,,",
                                               "all-marks,8,label,here,,7,0,,,",
                                               "all-marks,9,contours,lines,0,0.5,0.5,,,0.5",
                                               "all-marks,9,contours,lines,0,1,0.5,,,0.5",
                                               "all-marks,9,contours,lines,0,1.5,0.5,,,0.5"};
    CHECK(rows == expected);
}

TEST_CASE("csv: a histogram holds all of its particles, and a score its values, whatever fits the picture") {
    Experiment experiment = gaussian_1d(); // mean only is a spike 4.8 exact peaks high
    experiment.process.steps = 100;
    std::map<std::string, double> mass;
    for (const std::string& row : lines_of(write_csv(sheet_of(run_of(experiment), "histogram")))) {
        const auto cells = split(row, ',');
        if (cells.at(2) == "bars")
            mass[cells.at(3)] += (std::stod(cells.at(7)) - std::stod(cells.at(5))) * std::stod(cells.at(9));
    }
    REQUIRE(mass.size() == 4);
    for (const auto& [sampler, one] : mass) CHECK(one == doctest::Approx(1).epsilon(1e-9));

    experiment.process = {ProcessKind::vp, 100, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    experiment.target.components = {{0.5, {-1.0}, 0.01, {}}, {0.5, {1.0}, 0.01, {}}};
    experiment.target.kind = TargetKind::mixture;
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    const Level& level = run.process().levels[1];
    const Target law = marginal(run.target(), level);
    std::size_t checked = 0;
    for (const std::string& row : lines_of(write_csv(sheet_of(run, "denoiser-score", {}, 1)))) {
        const auto cells = split(row, ',');
        if (cells.at(2) != "curve" || !cells.at(3).empty()) continue; // that at the cursor has no legend
        const double x = std::stod(cells.at(5)), want = score(law, Vec::Constant(1, x))[0];
        CHECK(std::abs(std::stod(cells.at(6)) - want) < 1e-6 * (1 + std::abs(want)));
        ++checked;
    }
    CHECK(checked == 160);
}

TEST_CASE("csv: what is no finite number is written as what it is; what is not there is left empty") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Figure figure;
    figure.name = "odd";
    Curve curve;
    curve.x = {1, 2, 3};
    curve.y = {infinity, -infinity, -not_a_number};
    Points points;
    points.x = {4};
    points.y = {std::numeric_limits<float>::infinity()};
    Rule rule;
    rule.value = 5;
    rule.from = 0;
    rule.to = infinity;
    figure.marks = {curve, points, rule};
    CHECK(lines_of(figure_csv(figure)) == std::vector<std::string>{"odd,0,curve,,,1,inf,,,", "odd,0,curve,,,2,-inf,,,",
                                                                   "odd,0,curve,,,3,nan,,,", "odd,1,points,,,4,inf,,,",
                                                                   "odd,2,rule,,,5,0,,inf,"});
}

TEST_CASE("paths and dots are written as the run has them, in double precision; a cloud of floats says what it is") {
    Experiment experiment = gaussian_1d();
    experiment.target.mean = {1e6};
    experiment.target.sigma = 1e-3;
    experiment.process.steps = 4;
    experiment.run.precision = Precision::double_;
    experiment.run.particles = 20;
    const Run run = run_of(experiment);
    std::size_t checked = 0;
    for (const std::string& row : lines_of(write_csv(sheet_of(run, "xt")))) {
        const auto cells = split(row, ',');
        if (cells.at(2) != "polylines" || cells.at(3) != "DDIM" || std::stod(cells.at(5)) != 0) continue;
        const double x = std::stod(cells.at(6));
        bool found = false; // of rounds of particles: whichever it is, to the last bit
        for (int p = 0; p < run.samplers[3].paths.particles; ++p) found = found || *run.samplers[3].paths.at(p, 4) == x;
        CHECK(found);
        ++checked;
    }
    CHECK(checked > 10);
    Figure figure;
    figure.name = "cloud";
    Points points;
    points.x = {static_cast<double>(0.1f)};
    points.y = {1000001};
    points.single = true;
    figure.marks = {points};
    CHECK(figure_csv(figure) == "cloud,0,points,,,0.1,1000001,,,\n");
    NpzFile file;
    add_arrays(file, figure);
    const auto arrays = read_npz(file.take());
    CHECK(contains(arrays.at("cloud/00-points/x.npy").header, "'<f4'"));
    CHECK(arrays.at("cloud/00-points/x.npy").value<float>(0) == 0.1f);
}

TEST_CASE("csv: every row of every plot has the header's columns") {
    for (const Experiment& experiment : {mixture_1d(), ring_2d()}) {
        const auto lines = lines_of(write_csv(sheet_of(run_of(experiment), "all")));
        REQUIRE(lines.size() > 1000);
        CHECK(lines[0] == "plot,mark,kind,label,line,x,y,x_end,y_end,value");
        std::size_t wrong = 0;
        for (const std::string& line : lines) wrong += !contains(line, "\"") && split(line, ',').size() != 10;
        CHECK(wrong == 0);
    }
}

TEST_CASE("npy: the rows of the csv as records") {
    Sheet sheet;
    sheet.panels.push_back({all_marks(), {}});
    const std::string bytes = write_npy(sheet);
    REQUIRE(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t begin = 10 + little(bytes, 8, 2);
    const std::string header = bytes.substr(10, begin - 10);
    CHECK(begin % 64 == 0);
    CHECK(contains(header,
                   "'descr': [('plot', '<U9'), ('mark', '<i4'), ('kind', '<U9'), ('label', '<U6'), ('line', '<i4'), "
                   "('x', '<f8'), ('y', '<f8'), ('x_end', '<f8'), ('y_end', '<f8'), ('value', '<f8')], "));
    constexpr std::size_t record = 4 * 9 + 4 + 4 * 9 + 4 * 6 + 4 + 5 * 8;
    const auto rows = lines_of(figure_csv(all_marks()));
    CHECK(contains(header, "'shape': (" + std::to_string(rows.size()) + ",)"));
    REQUIRE(bytes.size() == begin + record * rows.size());
    const auto text = [&](std::size_t at, std::size_t characters) {
        std::string ascii;
        for (std::size_t i = 0; i < characters; ++i)
            if (const auto code = little(bytes, at + 4 * i, 4)) ascii += static_cast<char>(code);
        return ascii;
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(rows[i]);
        const std::size_t at = begin + record * i;
        const std::string label = text(at + 76, 6);
        const std::string start = text(at, 9) + "," + std::to_string(little(bytes, at + 36, 4)) + "," +
                                  text(at + 40, 9) + "," + (label == "a, \"b\"" ? "\"a, \"\"b\"\"\"" : label) + ",";
        REQUIRE(rows[i].rfind(start, 0) == 0);
        const auto cells = split(rows[i].substr(start.size()), ',');
        REQUIRE(cells.size() == 6);
        CHECK(static_cast<std::int32_t>(little(bytes, at + 100, 4)) == (cells[0].empty() ? -1 : std::stoi(cells[0])));
        for (std::size_t c = 0; c < 5; ++c) {
            const std::uint64_t bits = little(bytes, at + 104 + 8 * c, 8);
            double value;
            std::memcpy(&value, &bits, sizeof value);
            if (cells[c + 1].empty() || cells[c + 1] == "nan")
                CHECK(std::isnan(value));
            else
                CHECK(value == doctest::Approx(std::strtod(cells[c + 1].c_str(), nullptr)).epsilon(1e-7));
        }
    }
}

TEST_CASE("npz: arrays with their shapes and types, and the scene") {
    NpzFile file;
    add_arrays(file, all_marks());
    file.add_one("experiment", std::string("\u03c3\u00b2 \U0001d7d9"));
    const auto arrays = read_npz(file.take());
    const auto at = [&](const std::string& name) { return arrays.at("all-marks/" + name + ".npy"); };
    CHECK(contains(at("00-heatmap/value").header, "'descr': '<f4'"));
    CHECK(contains(at("00-heatmap/value").header, "'shape': (1,2,)"));
    CHECK(at("00-heatmap/value").value<float>(1) == 0.75f);
    CHECK(at("00-heatmap/x").value<double>(1) == 1.5);
    CHECK(contains(at("03-curve/y").header, "'<f8', 'fortran_order': False, 'shape': (3,)"));
    CHECK(at("03-curve/y").value<double>(0) == 1.0 / 3);
    CHECK(contains(at("09-contours/value").header, "'shape': (2,2,)"));
    CHECK(at("09-contours/levels").value<double>(0) == 0.5);
    CHECK(std::isnan(at("03-curve/y").value<double>(1)));
    CHECK(contains(at("04-polylines/y").header, "'shape': (2,2,)"));
    CHECK(contains(at("04-polylines/x").header, "'shape': (2,)"));
    CHECK(contains(at("04-polylines/y").header, "'<f8'"));
    CHECK(contains(at("05-points/x").header, "'<f8'"));
    CHECK(contains(at("02-bars/base").header, "'shape': ()"));
    CHECK(at("02-bars/base").value<double>(0) == 10);
    CHECK(contains(at("labels").header, "'<U6', 'fortran_order': False, 'shape': (10,)"));
    const Array scene = arrays.at("experiment.npy");
    CHECK(contains(scene.header, "'<U4'"));
    CHECK(scene.value<std::uint32_t>(0) == 0x3c3);
    CHECK(scene.value<std::uint32_t>(3) == 0x1d7d9);
    const auto whole = read_npz(write_npz(sheet_of(run_of(mixture_1d()), "all")));
    CHECK(whole.count("experiment.npy") == 1);
    CHECK(whole.count("variance/labels.npy") == 1);
}

namespace {

/// The numbers of the rows of one kind: x, y, and y_end where there is one.
struct DataRow {
    double x = 0, y = 0, y_end = 0;
};
std::vector<DataRow> data_rows(const Run& run, const std::string& plot, const std::string& kind,
                               const std::string& label, int level = 0) {
    std::vector<DataRow> rows;
    for (const std::string& line : lines_of(write_csv(sheet_of(run, plot, {}, level)))) {
        std::vector<std::string> cells(1);
        for (const char c : line) c == ',' ? void(cells.emplace_back()) : cells.back().push_back(c);
        if (cells.size() < 9 || cells[2] != kind || cells[3] != label) continue;
        rows.push_back({std::stod(cells[5]), std::stod(cells[6]), cells[8].empty() ? 0 : std::stod(cells[8])});
    }
    return rows;
}

} // namespace

TEST_CASE("csv: the band of a loss holds it where modes are hardly ever confused; curves have their law's area") {
    Experiment experiment = mixture_1d();
    experiment.process = {ProcessKind::vp, 60, {ScheduleKind::cosine, 1e-4, 0.02, {}}};
    experiment.target.components = {{1, {-1.0}, 0.005, {}}, {1, {1.0}, 0.005, {}}};
    int seen = 0;
    for (const DataRow& band : data_rows(run_of(experiment), "loss", "band", "x\u2080"))
        if (band.x == 9) {
            ++seen;
            CHECK(band.y < 1.302e-4); // by quadrature
            CHECK(band.y_end > 1.302e-4);
            CHECK(band.y > 0);
        }
    CHECK(seen == 1);

    experiment.target.components = {{2, {-1.3}, 1e-6, {}}, {5, {0.9}, 3e-5, {}}};
    const std::vector<DataRow> prior = data_rows(run_of(experiment), "posterior", "curve", "p(x\u2080)", 1);
    double area = 0;
    for (std::size_t i = 1; i < prior.size(); ++i)
        area += 0.5 * (prior[i].y + prior[i - 1].y) * (prior[i].x - prior[i - 1].x);
    CHECK(area == doctest::Approx(std::sqrt(2 * 3.14159265358979) * 1e-6 * 3.5).epsilon(0.01)); // over its maximum
}
