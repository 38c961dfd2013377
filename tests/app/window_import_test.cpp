// Tables of points in the window: dropped, asked about, opened as they are meant, and asked about again.

#include "tests/app/window_driver.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

std::string wide_table() {
    std::string text = "a,b,c,kind\n";
    for (int i = 0; i < 12; ++i)
        text += std::to_string(i % 4) + ".5," + std::to_string(i) + ".25,-" + std::to_string(i % 5) + ".125," +
                (i % 2 == 0 ? "even\n" : "odd\n");
    return text;
}

} // namespace

TEST_CASE("a table with more columns than coordinates is asked about, and opens by those that are chosen") {
    Window window;
    window.drop(window.folder.write("wide.csv", wide_table()));
    window.until("the dialog", [&] { return window.has("import.open") && window.rested; });
    CHECK(window.experiment.title == "small"); // nothing is lost meanwhile
    window.choose("import.x", "c");
    window.choose("import.y", "b");
    window.click("import.open");
    window.until("the points", [&] { return window.experiment.title == "wide" && window.rested; });
    const TargetSpec& target = window.experiment.target;
    CHECK(target.columns == 2);
    REQUIRE(target.points.size() == 24);
    CHECK(target.points[2] == -1.125);
    CHECK(target.points[3] == 1.25);
    REQUIRE(target.labels.size() == 12);
    CHECK(target.labels[1] == "odd");
    CHECK(!window.has("import.open"));
    // Again, by the button beside the target's controls: without labels, on a line.
    window.click("target.import");
    window.until("the dialog", [&] { return window.has("import.open") && window.rested; });
    window.choose("import.x", "a");
    window.choose("import.label", "none");
    window.click("import.open");
    window.until("other points", [&] { return window.experiment.target.columns == 1 && window.rested; });
    CHECK(window.experiment.target.labels.empty());
    CHECK(window.experiment.target.points.size() == 12);
    window.undo();
    window.until("the points before", [&] { return window.experiment.target.columns == 2; });
}

TEST_CASE("a lone column of 0,5 is asked about when the program is started with it; a plain table just opens") {
    const TemporaryFolder folder;
    Window window(folder.write("column.csv", "0,5\n1,5\n2,5\n0,5\n"));
    window.until("the dialog", [&] { return window.has("import.open") && window.rested; });
    window.choose("import.decimal", "comma, 0,5");
    window.click("import.open");
    window.until("the points", [&] { return window.experiment.title == "column" && window.rested; });
    CHECK(window.experiment.target.points == std::vector<double>{0.5, 1.5, 2.5, 0.5});
    window.drop(folder.write("plain.csv", "x,y\n0.5,1\n-0.5,-1\n0.25,1.5\n"));
    window.until("the plain one", [&] { return window.experiment.title == "plain" && window.rested; });
    CHECK(!window.has("import.open"));
    window.drop(folder.write("broken.csv", "x,y\n0.5,1\n-0.5,abc\n"));
    window.until("what is wrong", [&] { return window.notice().find("\"abc\" is no number") != std::string::npos; });
    CHECK(window.experiment.title == "plain");
}
