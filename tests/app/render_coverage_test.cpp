// Areas as coverage: exact for shapes whose share of each pixel is known.

#include "app/render/coverage.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

using namespace halfstep;

namespace {

constexpr Rect coverage_page{0, 0, 64, 48};

Raster cover(const std::vector<std::vector<Point>>& outlines, const Rect& within = coverage_page) {
    std::vector<Point> points;
    std::vector<int> lengths;
    for (const auto& outline : outlines) {
        points.insert(points.end(), outline.begin(), outline.end());
        lengths.push_back(static_cast<int>(outline.size()));
    }
    return covered(points.data(), lengths.data(), static_cast<int>(lengths.size()), within);
}

std::vector<Point> rectangle(float x0, float y0, float x1, float y1) {
    return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}
std::vector<Point> turned(std::vector<Point> outline) { return {outline.rbegin(), outline.rend()}; }

double sum(const Raster& raster) {
    double total = 0;
    for (const float covered : raster.coverage) total += covered;
    return total;
}

} // namespace

TEST_CASE("coverage: a rectangle's is the product of its shares, either way round") {
    for (const bool other_way : {false, true}) {
        const auto outline = rectangle(10.25f, 5.5f, 20.75f, 7.125f);
        const Raster r = cover({other_way ? turned(outline) : outline});
        CHECK(r.left == 10);
        CHECK(r.top == 5);
        CHECK(r.columns == 11);
        CHECK(r.rows == 3);
        CHECK(r.at(0, 0) == doctest::Approx(0.75 * 0.5));
        CHECK(r.at(5, 0) == doctest::Approx(0.5));
        CHECK(r.at(5, 1) == doctest::Approx(1));
        CHECK(r.at(10, 1) == doctest::Approx(0.75));
        CHECK(r.at(10, 2) == doctest::Approx(0.75 * 0.125));
        CHECK(sum(r) == doctest::Approx(10.5 * 1.625));
    }
}

TEST_CASE("coverage: the whole is the area, for any polygon") {
    for (int corners = 3; corners < 40; corners += 4) {
        const float radius = 17.3f;
        std::vector<Point> polygon;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * std::numbers::pi * i / corners + 0.3;
            polygon.push_back({static_cast<float>(31.7 + radius * std::cos(angle)),
                               static_cast<float>(23.1 + radius * std::sin(angle))});
        }
        const double exact = 0.5 * corners * radius * radius * std::sin(2 * std::numbers::pi / corners);
        CHECK(sum(cover({polygon})) == doctest::Approx(exact).epsilon(1e-5));
    }
    // A diagonal halves the pixels that it crosses.
    const Raster half = cover({{{0, 0}, {8, 8}, {0, 8}}});
    for (int i = 0; i < 8; ++i) {
        CHECK(half.at(i, i) == doctest::Approx(0.5));
        if (i > 0) CHECK(half.at(i - 1, i) == doctest::Approx(1));
        if (i > 0) CHECK(half.at(i, i - 1) == doctest::Approx(0));
    }
}

TEST_CASE("coverage: holes, islands in them, and neighbours without a seam") {
    const Raster r = cover({rectangle(2, 2, 30, 30), turned(rectangle(6, 6, 26, 26)), rectangle(10, 10, 12, 12)});
    CHECK(sum(r) == doctest::Approx(28 * 28 - 20 * 20 + 4));
    CHECK(r.at(4, 4) == doctest::Approx(0));
    CHECK(r.at(9, 9) == doctest::Approx(1));
    const Raster pair = cover({rectangle(2, 2, 10.3f, 20), rectangle(10.3f, 2, 20, 20)});
    for (int y = 0; y < 18; ++y)
        for (int x = 0; x < 18; ++x) CHECK(pair.at(x, y) == doctest::Approx(1));
}

TEST_CASE("coverage: only what is within is made, and what is outside still counts") {
    const Raster r = cover({rectangle(-1000, -1000, 1000, 24.5f)}, {8, 4, 20, 30});
    CHECK(r.left == 8);
    CHECK(r.top == 4);
    CHECK(r.columns == 20);
    CHECK(r.rows == 21);
    CHECK(sum(r) == doctest::Approx(20 * 20.5));
    // Corners whose coordinates fit no int, on either side of the page.
    const Raster far = cover({{{8, 1e30f}, {8, -1e30f}, {20, -1e30f}, {20, 1e30f}}, {{2, 4e9f}, {9, 5e9f}, {4, 6e9f}}});
    CHECK(far.rows == 48);
    CHECK(sum(far) == doctest::Approx(12 * 48));
    CHECK(cover({rectangle(100, 100, 200, 200)}).columns == 0);
    CHECK(cover({}).columns == 0);
    CHECK(cover({{{1, 1}, {5, 5}}}).columns * cover({{{1, 1}, {5, 5}}}).rows >= 0);
    CHECK(sum(cover({{{1, 1}, {5, 5}}})) == doctest::Approx(0)); // there and back: nothing
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(sum(cover({{{1, 1}, {nan, 4}, {5, 1}, {5, 5}, {1, 5}}})) == doctest::Approx(16));
}

TEST_CASE("coverage: its runs are the raster, row by row, to a 255th") {
    // A triangle: long runs within, single pixels along its sides.
    const Raster raster = cover({{{4.3f, 3.1f}, {51.7f, 20.4f}, {12.2f, 44.9f}}});
    std::vector<float> again(raster.coverage.size());
    std::size_t pixels = 0;
    const std::vector<CoverageRun> runs = coverage_runs(raster);
    for (const CoverageRun& run : runs)
        for (int i = 0; i < run.length; ++i, ++pixels)
            again[static_cast<std::size_t>((run.y - raster.top) * raster.columns + run.x - raster.left + i)] +=
                run.coverage;
    for (std::size_t i = 0; i < again.size(); ++i)
        CHECK(again[i] == doctest::Approx(raster.coverage[i]).epsilon(0.5 / 255 + 1e-6).scale(1));
    CHECK(runs.size() < pixels / 4);
    int soft = 0; // edges are not cut hard: letters are all edge
    for (const CoverageRun& run : runs) soft += run.coverage < 0.9f;
    CHECK(soft > 80);
}
