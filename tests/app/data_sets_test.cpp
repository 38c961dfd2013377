// Tables of points in the shapes that people have them, written here as their programs write them, and opened by the
// command line.

#include "app/scene/scene.h"
#include "tests/app/arrays.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int rows = 30;

double cloud_x(int i) { return 1.7 * std::sin(1.3 * i + 0.2); }
double cloud_y(int i) { return 1234.5 * std::cos(0.7 * i) / 1000; }
int class_of(int i) { return i % 3; }

std::string printed(const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}
std::string general(double value) { return printed("%.15g", value); }    // R, MATLAB
std::string shortest(double value) { return printed("%.17g", value); }   // Python
std::string scientific(double value) { return printed("%.18e", value); } // numpy.savetxt
std::string with_comma(double value) {
    std::string text = printed("%.4f", value);
    text.replace(text.find('.'), 1, ",");
    return text;
}
std::string four_digits(double value) { return printed("%.4f", value); }
const char* species(int i) { return i % 3 == 0 ? "setosa" : i % 3 == 1 ? "versicolor" : "virginica"; }

/// A line for every row.
template <class Line>
std::string lines(const std::string& heading, Line line, const char* end = "\n") {
    std::string text = heading.empty() ? "" : heading + end;
    for (int i = 0; i < rows; ++i) text += line(i) + end;
    return text;
}

struct DataSet {
    std::string name, bytes;
    int columns = 2;
    std::string label;        ///< of the first row; empty: none has one
    double tolerance = 1e-12; ///< of what is printed
    std::string note{};       ///< part of what the command says; empty: it says nothing
    std::string keys{};       ///< what the scene says of the file
};

std::vector<DataSet> spreadsheets() {
    const auto english = [](int i) { return four_digits(cloud_x(i)) + "," + four_digits(cloud_y(i)); };
    const auto german = [](int i) { return with_comma(cloud_x(i)) + ";" + with_comma(cloud_y(i)); };
    return {
        {"english.csv", lines("x,y", english, "\r\n"), 2, "", 6e-5},
        {"german.csv", lines("x;y", german, "\r\n"), 2, "", 6e-5, "decimal commas"},
        {"french.csv",
         "\xef\xbb\xbf" + lines(
                              "Abscisse;Ordonnée;Classe", [&](int i) { return german(i) + ";" + species(i); }, "\r\n"),
         2, "setosa", 6e-5, "of Abscisse and Ordonnée; labels: Classe; separated by semicolons; decimal commas"},
        {"swiss.csv",
         lines(
             "sep=;\r\nx;y", [](int i) { return four_digits(cloud_x(i)) + ";" + four_digits(cloud_y(i)); }, "\r\n"),
         2, "", 6e-5},
        {"german column.csv",
         lines(
             "", [](int i) { return with_comma(cloud_x(i)); }, "\r\n"),
         1, "", 6e-5, "30 points of column 1; decimal commas"},
        {"quoted.csv",
         lines(R"("height, in m","weight ""net""")",
               [](int i) { return "\"" + four_digits(cloud_x(i)) + "\",\"" + four_digits(cloud_y(i)) + "\""; }),
         2, "", 6e-5},
        {"old mac.csv", lines("x,y", english, "\r"), 2, "", 6e-5},
        {"tabs.tsv",
         lines("x\ty\tspecies",
               [](int i) { return four_digits(cloud_x(i)) + "\t" + four_digits(cloud_y(i)) + "\tIris " + species(i); }),
         2, "Iris setosa", 6e-5, "labels: species"},
        {"trailing.csv", lines("", [&](int i) { return english(i) + ","; }), 2, "", 6e-5,
         "of column 1 and column 2; left out: column 3 (empty)"},
        {"trailing names.csv", lines("x,y,", [&](int i) { return english(i) + ","; }), 2, "", 6e-5,
         "of x and y; left out: column 3 (empty)"},
        {"trailing rows.csv", lines("x,y", [&](int i) { return english(i) + ","; }), 2, "", 6e-5,
         "of x and y; left out: column 3 (empty)"},
        {"trailing header.csv", lines("x,y,", english), 2, "", 6e-5},
        {"trailing german.csv", lines("x;y;;", [&](int i) { return german(i) + ";;"; }), 2, "", 6e-5,
         "of x and y; left out: 2 empty columns; separated by semicolons; decimal commas"},
        {"between.csv", lines("x,,y", [](int i) { return four_digits(cloud_x(i)) + ",," + four_digits(cloud_y(i)); }),
         2, "", 6e-5, "of x and y; left out: column 2 (empty)"},
        {"twice.csv", lines("x,x", english), 2, "", 6e-5, ""},
        {"dates.csv",
         lines("day,x,y", [&](int i) { return "2026-11-" + std::to_string(i % 9 + 10) + "," + english(i); }), 2, "",
         6e-5, "left out: day (dates or times)"},
    };
}

std::vector<DataSet> programs() {
    const auto plain = [](int i) { return shortest(cloud_x(i)) + "," + shortest(cloud_y(i)); };
    const auto in_r = [](int i) {
        return "\"" + std::to_string(i + 1) + "\"," + general(cloud_x(i)) + "," + general(cloud_y(i)) + ",\"" +
               species(i) + "\"";
    };
    const auto savetxt = [](int i) { return scientific(cloud_x(i)) + " " + scientific(cloud_y(i)); };
    return {
        {"savetxt.txt", lines("", savetxt), 2, ""},
        {"savetxt header.txt", lines("# x y", savetxt), 2, ""},
        {"savetxt with classes.csv",
         lines("# x,y,label",
               [](int i) {
                   return scientific(cloud_x(i)) + "," + scientific(cloud_y(i)) + "," + scientific(class_of(i));
               }),
         2, "0", 1e-12, "of x and y; labels: label"},
        {"savetxt X and y.txt", lines("", [&](int i) { return savetxt(i) + " " + scientific(class_of(i)); }), 2, "0",
         1e-12, "labels: column 3"},
        {"write.csv", lines(R"("","x","y","class")", in_r), 2, "setosa", 1e-12,
         "labels: class; left out: column 1 (counts the rows)"},
        {"write.table.txt",
         lines(R"("x" "y")",
               [](int i) {
                   return "\"" + std::to_string(i + 1) + "\" " + general(cloud_x(i)) + " " + general(cloud_y(i));
               }),
         2, "", 1e-12, "left out: column 1 (counts the rows)"},
        {"write.csv2.csv",
         lines(R"("";"x";"y")",
               [](int i) {
                   return "\"" + std::to_string(i + 1) + "\";" + with_comma(cloud_x(i)) + ";" + with_comma(cloud_y(i));
               }),
         2, "", 6e-5, "decimal commas"},
        {"to_csv.csv",
         lines(",x,y,label",
               [&](int i) { return std::to_string(i) + "," + plain(i) + "," + std::to_string(class_of(i)); }),
         2, "0", 1e-12, "labels: label; left out: column 1 (counts the rows)"},
        {"to_csv unnamed.csv", lines(",0,1", [&](int i) { return std::to_string(i) + "," + plain(i); }), 2, "", 1e-12,
         "left out: column 1 (counts the rows)"},
        {"to_csv again.csv", lines("Unnamed: 0,x,y", [&](int i) { return std::to_string(3 * i) + "," + plain(i); }), 2,
         "", 1e-12, "left out: Unnamed: 0 (counts the rows)"},
        {"to_csv series.csv", lines(",value", [](int i) { return std::to_string(i) + "," + shortest(cloud_x(i)); }), 1,
         "", 1e-12, "30 points of value"},
        {"frame.csv",
         lines("sepal length (cm),sepal width (cm),target",
               [&](int i) { return plain(i) + "," + std::to_string(class_of(i)); }),
         2, "0", 1e-12, "labels: target"},
        {"iris.csv",
         lines("30,4,setosa,versicolor,virginica",
               [&](int i) { return plain(i) + "," + shortest(0.1 * i) + ",0.2," + std::to_string(class_of(i)); }),
         2, "0", 1e-12, "labels: column 5", "columns = [1, 2]\n"},
        {"writematrix.csv", lines("", [](int i) { return general(cloud_x(i)) + "," + general(cloud_y(i)); }), 2, ""},
        {"writetable.txt",
         lines("Var1,Var2,Group", [&](int i) { return plain(i) + "," + std::to_string(class_of(i)); }), 2, "0", 1e-12,
         "labels: Group"},
        {"wide.csv",
         lines("id,height,weight,age,class",
               [&](int i) { return std::to_string(i + 1) + "," + plain(i) + ",42," + species(i); }),
         2, "", 1e-12, "of height and weight; left out: id (counts the rows)",
         "columns = [\"height\", \"weight\"]\nlabel_column = \"\"\n"},
    };
}

std::vector<double> cloud() {
    std::vector<double> points;
    for (int i = 0; i < rows; ++i) points.insert(points.end(), {cloud_x(i), cloud_y(i)});
    return points;
}

std::vector<DataSet> arrays() {
    std::vector<double> of_x, classes;
    std::vector<float> floats;
    for (int i = 0; i < rows; ++i) {
        of_x.push_back(cloud_x(i));
        classes.push_back(class_of(i));
    }
    for (int c = 0; c < 2; ++c) // column by column
        for (int i = 0; i < rows; ++i) floats.push_back(static_cast<float>(c == 0 ? cloud_x(i) : cloud_y(i)));
    const std::string points = npy("<f8", "(30, 2)", bytes_of(cloud())),
                      labels = npy("<f8", "(30,)", bytes_of(classes));
    return {
        {"save.npy", points, 2, ""},
        {"save flat.npy", npy("<f8", "(30,)", bytes_of(of_x)), 1, ""},
        {"save fortran.npy", npy("<f4", "(30, 2)", bytes_of(floats), true), 2, "", 1e-6},
        {"savez.npz", npz({{"X", points}, {"y", labels}}, false), 2, "0", 1e-12, "labels: y"},
        {"savez_compressed.npz", npz({{"data", points}, {"other", labels}}, true), 2, ""},
    };
}

/// What the command makes of a file beside a scene that names it.
struct Opened {
    ProcessResult result;
    TargetSpec target;
};
Opened opened(const TemporaryFolder& folder, const std::string& name, const std::string& bytes,
              const std::string& keys) {
    folder.write(name, bytes);
    const std::string scene = folder.write("scene.toml", "[target]\nkind = \"points\"\nfile = \"" + name + "\"\n" +
                                                             keys + "[process]\nsteps = 2\n[run]\nparticles = 10\n");
    const std::string out = folder.path("out of " + name);
    Opened done{run_halfstep({"run", scene, "--out", out}), {}};
    if (done.result.code == 0) done.target = load_scene(out + "/experiment.toml").target;
    return done;
}

void check_opens(const TemporaryFolder& folder, const DataSet& set) {
    CAPTURE(set.name);
    const Opened done = opened(folder, set.name, set.bytes, set.keys);
    INFO(done.result.err);
    REQUIRE(done.result.code == 0);
    CHECK((done.result.err.find(set.note) != std::string::npos && done.result.err.empty() == set.note.empty()));
    CHECK(done.result.err.find('\n') == (set.note.empty() ? std::string::npos : done.result.err.size() - 1));
    const TargetSpec& target = done.target;
    REQUIRE(target.columns == set.columns);
    REQUIRE(target.points.size() == static_cast<std::size_t>(rows * set.columns));
    REQUIRE(target.labels.size() == (set.label.empty() ? 0u : static_cast<std::size_t>(rows)));
    if (!set.label.empty()) CHECK(target.labels[0] == set.label);
    for (int i = 0; i < rows; ++i)
        for (int c = 0; c < set.columns; ++c) {
            const double wanted = c == 0 ? cloud_x(i) : cloud_y(i);
            CHECK(std::abs(target.points[static_cast<std::size_t>(i * set.columns + c)] - wanted) <= set.tolerance);
        }
}

struct Refused {
    std::string name, bytes, says;
};

} // namespace

TEST_CASE("tables open in the shapes in which programs write them") {
    const TemporaryFolder folder;
    for (const auto& sets : {spreadsheets(), programs(), arrays()})
        for (const DataSet& set : sets) check_opens(folder, set);
}

TEST_CASE("what does not say how it is meant, or is no table, is said in a line") {
    const TemporaryFolder folder;
    const std::string points = npy("<f8", "(30, 2)", bytes_of(cloud()));
    const Refused all[] = {
        {"utf16.txt", std::string("\xff\xfex\0\t\0y\0\n\0", 10), "is UTF-16 text; allowed: save it as UTF-8"},
        {"commas.csv", "0,5\n1,5\n2,5\n", "\"0,5\" may be two whole numbers, or one with a decimal comma"},
        {"wide.csv", lines("a,b,c", [](int i) { return shortest(cloud_x(i)) + "," + shortest(cloud_y(i)) + ",0.5"; }),
         "has 3 columns of numbers, a, b, c; allowed: one or two, as columns = [\"a\", \"b\"] says"},
        {"comma.csv", "x,y\n\"1,234.5\",2\n\"3,456.5\",4\n", ":2: \"1,234.5\" has a comma between its thousands"},
        {"point.csv", "x;y\n1.234,5;2,5\n3.456,5;4,5\n", ":2: \"1.234,5\" has a point between its thousands"},
        {"blank.csv", "x;y\n1 234,5;2,5\n3 456,5;4,5\n", ":2: \"1 234,5\" has a blank between its thousands"},
        {"narrow.csv", "x;y\n1\u202f234,5;2,5\n3\u202f456,5;4,5\n", "has a blank between its thousands"},
        {"apostrophe.csv", "x;y\n1'234.5;2.5\n3'456.5;4.5\n",
         ":2: \"1'234.5\" has an apostrophe between its thousands"},
        {"svmlight.txt",
         lines("", [](int i) { return "1 0:" + four_digits(cloud_x(i)) + " 1:" + four_digits(cloud_y(i)); }),
         "as svmlight files have it"},
        {"missing.csv", "x,y\n1,2\n3,\n4,5\n", ":3: \"\" is no number; allowed: finite numbers in y"},
        {"na.csv", "x,y\n1,2\nNA,3\n4,5\n", ":3: \"NA\" is no number; allowed: finite numbers in x"},
        {"percent.csv", "x,y\n1%,2%\n2%,4%\n", ":2: \"1%\" is no number"},
        {"quote.csv", "x,y\n\"1,2\n3,4\n", ":2: has a quote that nothing closes on its line"},
        {"broken name.csv", "\"x\nz\",\"y\"\n1,2\n3,4\n", ":1: has a quote that nothing closes on its line, as a name"},
        {"sheet.csv", npz({{"xl/workbook.xml", "<x/>"}}, false, ""), "is a spreadsheet; save the sheet as CSV"},
        {"matlab.csv", "MATLAB 5.0 MAT-file, Platform: GLNXA64", "is a MATLAB file"},
        {"object.npy", npy("|O", "(2,)", "xx"), "holds Python objects"},
        {"structured.npy", npy_of("[('x', '<f8')]", "(1,)", std::string(8, '\0')), "has named fields"},
        {"complex.npy", npy("<c16", "(1,)", std::string(16, '\0')), "values of the kind \"<c16\""},
        {"cube.npy", npy("<f8", "(1, 1, 1)", std::string(8, '\0')), "has 3 dimensions"},
        {"cut.npy", points.substr(0, points.size() - 8),
         "has 472 bytes behind its header, of 480 that its shape asks for"},
        {"huge.npy", npy("<f8", "(99999999999, 99999999)", ""), "has more than 33554432 numbers"},
        {"nan.npy", npy("<f8", "(2,)", bytes_of(std::vector<double>{1, NAN})), "row 2: nan is not finite"},
        {"two.npz", npz({{"a", points}, {"b", points}}, true), "has the arrays a (30, 2), b (30, 2)"},
        {"same.npz", npz({{"X", points}, {"X", points}}, true), "has two arrays \"X\"; allowed: one of each name"},
        {"cut.npz", npz({{"a", points}}, true).substr(0, 300), "is a zip that is cut off"},
    };
    for (const Refused& one : all) {
        CAPTURE(one.name);
        const ProcessResult result = opened(folder, one.name, one.bytes, "").result;
        INFO(result.err);
        CHECK(result.code == 2);
        CHECK(result.err.find(one.says) != std::string::npos);
        CHECK(result.err.find("; allowed: ") != std::string::npos);
        CHECK(result.err.find('\n') == result.err.size() - 1);
    }
    std::string garbled = npz({{"a", points}}, true);
    garbled[80] ^= 0x55;
    CHECK(opened(folder, "garbled.npz", garbled, "").result.err.find("garbled member \"a.npy\"") != std::string::npos);
}

TEST_CASE("what is said of a file settles what it leaves open, and what is said wrongly is refused") {
    const TemporaryFolder folder;
    const std::string commas = "0,5\n1,5\n2,5\n";
    CHECK(opened(folder, "a.csv", commas, "decimal = \",\"\n").target.points == std::vector<double>{0.5, 1.5, 2.5});
    CHECK(opened(folder, "b.csv", commas, "separator = \",\"\n").target.points ==
          std::vector<double>{0, 5, 1, 5, 2, 5});
    const std::string wide = "1,10,0.5,a\n2,20,0.25,b\n3,30,0.125,a\n";
    CHECK(opened(folder, "c.csv", wide, "columns = [3, 2]\n").target.points ==
          std::vector<double>{0.5, 10, 0.25, 20, 0.125, 30});
    const TargetSpec numbers = opened(folder, "d.csv", wide, "columns = [3]\nlabel_column = 2\n").target;
    CHECK(numbers.labels == std::vector<std::string>{"10", "20", "30"});
    CHECK(opened(folder, "e.csv", "0.5,1\n2,3\n", "header = true\n").target.points == std::vector<double>{2, 3});
    const auto says = [&](const char* bytes, const char* keys) {
        return opened(folder, "f.csv", bytes, keys).result.err;
    };
    CHECK(says("width,height\n1,2\n", "columns = [\"wdith\"]\n")
              .find("has no column \"wdith\" of columns (did you mean width?); allowed: width, height, or 1 to 2") !=
          std::string::npos);
    CHECK(says("x,y,x\n1,2,7\n", "columns = [\"x\"]\n")
              .find("has 2 columns \"x\", of which columns means one; allowed: its number, as 1 or 3\n") !=
          std::string::npos);
    CHECK(says("x,y,x\n1,2,7\n", "columns = [1]\nlabel_column = \"x\"\n").find("of which label_column means one") !=
          std::string::npos);
    CHECK(opened(folder, "g.csv", "x,y,x\n1,2,7\n", "columns = [3, \"y\"]\n").target.points ==
          std::vector<double>{7, 2});
    CHECK(says("1,2\n", "columns = [3]\n").find("has no column \"3\"") != std::string::npos);
    CHECK(says("1,2\n", "columns = [1, 1]\n").find("asked for twice") != std::string::npos);
    CHECK(says("1,2\n", "columns = []\n").find("target.columns = []: is no list of one or two") != std::string::npos);
    CHECK(says("1,2\n", "separator = \"x\"\n").find("target.separator = \"x\": is none of the signs") !=
          std::string::npos);
    CHECK(says("1,2\n", "decimal = \";\"\n").find("target.decimal = \";\": is none of the signs") != std::string::npos);
    const std::string inline_points =
        folder.write("inline.toml", "[target]\nkind = \"points\"\npoints = [0.0, 1.0]\ncolumns = [1]\n");
    CHECK(run_halfstep({"run", inline_points})
              .err.find("target.columns = [1]: says how a file is read, and there is none") != std::string::npos);
}

TEST_CASE("a table alone is a scene, standardised where its spread is far from that of the noise") {
    const TemporaryFolder folder;
    const std::string far = folder.write(
        "far.csv", lines("x,y", [](int i) { return shortest(500 + 90 * cloud_x(i)) + "," + shortest(cloud_y(i)); }));
    const ProcessResult result = run_halfstep({"run", far, "--particles", "10", "--out", folder.path("out")});
    CHECK(result.code == 0);
    CHECK(result.err.find("standardised, as its spread is not near that of the noise") != std::string::npos);
    CHECK(load_scene(folder.path("out/experiment.toml")).target.standardize);
    const std::string near =
        folder.write("near.csv", lines("x,y", [](int i) { return shortest(cloud_x(i)) + "," + shortest(cloud_y(i)); }));
    const Experiment scene = load_scene(near);
    CHECK(!scene.target.standardize);
    CHECK(scene.title == "near");
}

TEST_CASE("recorded starts and noise are read by the same reader") {
    const TemporaryFolder folder;
    const std::string scene =
        folder.write("s.toml", "[target]\nkind = \"ring\"\n[process]\nsteps = 2\n[[sampler]]\nkind = "
                               "\"ddpm\"\n");
    const auto final_of = [&](const std::string& start, const std::string& noise) {
        std::filesystem::remove_all(folder.path("out"));
        const ProcessResult result =
            run_halfstep({"run", scene, "--start", start, "--noise", noise, "--out", folder.path("out")});
        INFO(result.err);
        CHECK(result.code == 0);
        return read_whole(folder.path("out/ddpm/final.csv"));
    };
    const std::string plain = final_of(folder.write("x.csv", "0.5,1.5\n-1,0.25\n"),
                                       folder.write("z.csv", "particle,step,z_x,z_y\n0,0,1,0.5\n1,1,-0.25,2\n"));
    CHECK(plain.size() > 20);
    CHECK(final_of(folder.write("x.csv", "\"\";\"x\";\"y\"\r\n\"1\";0,5;1,5\r\n\"2\";-1;0,25\r\n"),
                   folder.write("z.csv", "z_y\tz_x\tstep\tparticle\n0.5\t1\t0\t0\n2\t-0.25\t1\t1\n")) == plain);
    CHECK(final_of(
              folder.write("x.npy", npy("<f8", "(2, 2)", bytes_of(std::vector<double>{0.5, 1.5, -1, 0.25}))),
              folder.write("z.npz", npz({{"noise", npy("<f8", "(2, 4)",
                                                       bytes_of(std::vector<double>{0, 0, 1, 0.5, 1, 1, -0.25, 2}))}},
                                        true))) == plain);
    // What --out writes of one run starts another.
    const std::string final_csv = folder.write("final.csv", "particle,x,y\n0,0.5,1.5\n1,-1,0.25\n");
    CHECK(final_of(final_csv, folder.path("z.npz")) == plain);
}

TEST_CASE("labels are kept apart or refused, never cut; a column of remarks is none") {
    const std::string words(120, 'm');
    const auto table = [&](const char* name, int different) {
        std::string text = std::string("x,y,") + name + "\n";
        for (int i = 0; i < rows; ++i)
            text +=
                shortest(cloud_x(i)) + "," + shortest(cloud_y(i)) + "," + words + std::to_string(i % different) + "\n";
        return text;
    };
    TemporaryFolder folder;
    const std::string scene = "[target]\nkind = 'points'\nfile = 't.csv'\n";
    folder.write("t.csv", table("label", 2));
    try {
        load_scene(folder.write("scene.toml", scene));
        FAIL("labels of 121 bytes are taken");
    } catch (const SceneError& e) {
        INFO(e.what());
        CHECK(std::string(e.what()).find("in label; allowed: one line of up to 100 bytes") != std::string::npos);
    }
    CHECK(load_scene(folder.write("scene.toml", scene + "label_column = ''\n")).target.labels.empty());
    folder.write("t.csv", table("remark", 2));
    CHECK(load_scene(folder.write("scene.toml", scene)).target.labels.empty());
}
