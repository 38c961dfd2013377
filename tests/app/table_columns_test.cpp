// Which columns of the table are shown: no number is cut, and each column has its turn.

#include "app/views/table_columns.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

using namespace halfstep;

namespace {

float width_of(const std::vector<float>& widths) { return std::accumulate(widths.begin(), widths.end(), 0.0f); }

} // namespace

TEST_CASE("columns: with room for all, all are there, and what is left over is shared") {
    const TableRoom table{.widths = {100, 50, 0, 70}, .importance = {3, 2, 1}, .least_names = 80, .room = 400};
    const TableColumns columns = fit_columns(table, 0);
    CHECK(columns.pages == 1);
    CHECK(columns.waiting.empty());
    CHECK(columns.widths == std::vector<float>{160, 110, 0, 130}); // 180 more than they need, for three
}

TEST_CASE("columns: what matters most comes first, the others take turns") {
    TableRoom table{.widths = {100, 50, 60, 70}, .importance = {3, 1, 2}, .least_names = 80, .room = 230};
    const TableColumns first = fit_columns(table, 0);
    CHECK(first.pages == 2);
    CHECK(first.waiting == std::vector<int>{2});
    CHECK(fit_columns(table, 1).waiting == std::vector<int>{1, 3});
    CHECK(fit_columns(table, 2).waiting == first.waiting); // round again
    CHECK(fit_columns(table, -1).page == 1);
    table.room = 155; // not even beside whole names: they give way
    const TableColumns narrow = fit_columns(table, 0);
    CHECK(narrow.widths == std::vector<float>{85, 0, 0, 70});
    CHECK(narrow.shrink == 1);
    table.room = 75; // and at last the type
    CHECK(fit_columns(table, 0).shrink == doctest::Approx(0.5));
}

TEST_CASE("columns: in any room no number is cut, nothing goes beyond, and every column is on one page") {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> width(20, 200);
    for (int trial = 0; trial < 2000; ++trial) {
        TableRoom table{.widths = {}, .importance = {1, 2, 3, 4, 5, 6}, .least_names = 60, .room = 5 * width(random)};
        for (int i = 0; i < 7; ++i) table.widths.push_back(i > 0 && random() % 4 == 0 ? 0 : width(random));
        std::shuffle(table.importance.begin(), table.importance.end(), random);
        std::vector<int> shown(7, 0);
        for (int page = 0, pages = 1; page < pages; ++page) {
            const TableColumns columns = fit_columns(table, page);
            pages = columns.pages;
            CHECK(width_of(columns.widths) == doctest::Approx(table.room).epsilon(1e-4));
            CHECK(columns.shrink <= 1);
            CHECK(columns.widths[0] >= columns.shrink * std::min(table.least_names, table.widths[0]) - 1e-3f);
            for (std::size_t i = 1; i < 7; ++i) {
                if (columns.widths[i] == 0) continue;
                ++shown[i];
                CHECK(columns.widths[i] >= columns.shrink * table.widths[i] - 1e-3f);
            }
        }
        for (std::size_t i = 1; i < 7; ++i) CHECK(shown[i] == (table.widths[i] > 0 ? 1 : 0));
    }
}
