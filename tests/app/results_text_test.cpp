// What the table of results says of a coarse run, and of the full one.

#include "app/views/results_view.h"
#include "tests/app/plots_helpers.h"

#include <thread>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// Whether any cell of the rows of samplers has these words.
bool table_says(const std::vector<std::vector<std::string>>& table, const std::string& words) {
    for (std::size_t row = 1; row + 1 < table.size(); ++row)
        for (const std::string& cell : table[row])
            if (cell.find(words) != std::string::npos) return true;
    return false;
}

} // namespace

TEST_CASE("the table: a coarse run is marked as such, and nothing is said to be off by it") {
    Experiment experiment = gaussian_1d();
    experiment.run.particles = 400'000;
    Session session(experiment, "", [] {});
    session.want({.final_samples = true});
    for (int i = 0; i < 60'000 && !session.run(); ++i) {
        session.update(0);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(session.coarse());
    const auto coarse = results_text(session);
    CHECK(coarse[0][0] == "Coarse sample");
    CHECK(table_says(coarse, "coarse"));
    CHECK_FALSE(table_says(coarse, " se"));
    session.wait();
    const auto full = results_text(session);
    CHECK(full[0][0] == "Final sample");
    CHECK_FALSE(table_says(full, "coarse"));
    CHECK(table_says(full, " se"));
}
