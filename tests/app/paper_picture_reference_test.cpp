// Reference pictures: every plot in every theme as it was when somebody last looked at it, in tests/pictures.
//
// To renew them after a change that is meant:
//
//     HALFSTEP_RENEW_PICTURES=1 ctest --test-dir build/release -R reference
//
// writes the new ones over the old and fails, so that nobody takes them unseen: look at each (git diff shows which have
// changed), then run the test again.
//
// The runs are small, in double precision, and the pictures are drawn by Cairo with the embedded fonts, unhinted. What
// may differ from machine to machine: the last bits of a double, so that a particle in a thousand may fall into the
// next bin, and how versions of Cairo, pixman and FreeType round soft edges. Tolerances, of 255:
//   mean  0.5: where an edge is off by a twentieth of a pixel, its pixels are off by a twentieth of the ink; edges,
//              those of text included, are at most a fifth of a picture.
//   share 0.004 of pixels that differ by more than 64: what a particle here or there in a cloud or a histogram changes.
// A figure moved by half a pixel, a line left out or another theme are far beyond both; the test checks that, too.

#include "app/base/files.h"
#include "app/export/paper_canvas.h"
#include "app/export/png.h"
#include "app/figure/layout.h"
#include "core/law/catalog.h"
#include "core/run/comparison.h"
#include "tests/app/cairo_picture.h"
#include "tests/app/paper_helpers.h"
#include "tests/app/picture.h"
#include "tests/app/recorded_helpers.h"
#include "tests/paths.h"

#include <cstdlib>
#include <filesystem>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

constexpr int reference_w = 300, reference_h = 216; // pixels, and points: small files
constexpr double reference_mean = 0.5, reference_beyond = 0.004;
constexpr int far = 64;

Picture drawn_reference(const Figure& figure, const Theme& theme, float shift = 0) {
    return cairo_picture(reference_w, reference_h, theme.panel, [&](Canvas& canvas) {
        draw(figure, layout(figure, {{shift, 0, reference_w, reference_h}, 1}, theme, canvas), theme, canvas);
    });
}

double share_far(const Picture& a, const Picture& b) {
    int beyond = 0;
    for (std::size_t i = 0; i + 3 < a.rgba.size(); i += 4) {
        int most = 0;
        for (std::size_t k = 0; k < 3; ++k) most = std::max(most, std::abs(a.rgba[i + k] - b.rgba[i + k]));
        beyond += most > far;
    }
    return static_cast<double>(beyond) / (reference_w * reference_h);
}

bool alike(const Picture& a, const Picture& b) {
    return difference(a, b).mean < reference_mean && share_far(a, b) < reference_beyond;
}

/// A scene for each number of dimensions, in which every plot has something of everything that it can show.
std::vector<Run> scenes(Precision precision = Precision::double_) {
    std::vector<Run> runs;
    for (Experiment experiment : {mixture_1d(), ring_2d(), learned(mixture_1d()), learned(ring_2d())}) {
        experiment.run.precision = precision;
        experiment.run.particles = 600;
        if (dimension(experiment.target) == 2) experiment.latents = {{0.3, 1.4}, {-1.2, -0.5}, {0.8, 0.6}, ""};
        runs.push_back(run_of(experiment));
    }
    Experiment noisy = runs[0].experiment();
    noisy.samplers.back().eta = 0.7;
    Experiment recorded = with_recorded(mixture_1d());
    recorded.run.precision = precision;
    recorded.run.particles = 600;
    runs.push_back(run_of(recorded));
    runs[0].comparison = compare(runs[0], std::make_shared<const Run>(run_of(noisy)));
    return runs;
}

/// The plot that shows something else on a line than in the plane.
Figure latents_on_a_line() {
    Experiment experiment = mixture_1d();
    experiment.run.particles = 600;
    experiment.latents = {{-0.8}, {1.3}, {0.4}, ""};
    return figure_of("latents", run_of(experiment), {});
}

/// The plot that shows two denoisers where one has learned.
Figure learned_on_a_line() {
    View view;
    view.level = 12;
    return figure_of("denoiser", run_of(learned(mixture_1d())), view);
}

void check_figure_picture(const std::string& name, const Picture& picture) {
    const std::string path = std::string(testing::pictures_folder) + "/" + name + ".png";
    INFO(path);
    if (std::getenv("HALFSTEP_RENEW_PICTURES")) {
        std::filesystem::create_directories(testing::pictures_folder);
        write_file(path, encode_png(reference_w, reference_h, picture.rgba.data()));
        FAIL_CHECK("renewed: look at it, then run the test without HALFSTEP_RENEW_PICTURES");
        return;
    }
    if (!std::filesystem::exists(path)) {
        FAIL_CHECK("there is no such picture; HALFSTEP_RENEW_PICTURES=1 makes it");
        return;
    }
    const Picture reference = testing::read_png(path);
    const double mean = difference(picture, reference).mean, beyond = share_far(picture, reference);
    CAPTURE(mean);
    CAPTURE(beyond);
    CHECK(mean < reference_mean);
    CHECK(beyond < reference_beyond);
}

} // namespace

TEST_CASE("every plot in every theme looks as its reference picture") {
    std::vector<std::string> seen;
    for (const Run& run : scenes())
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run) || std::count(seen.begin(), seen.end(), plot.name)) continue;
            seen.emplace_back(plot.name);
            View view;
            view.level = run.process().steps() / 4;
            Figure figure = plot.make(run, view);
            figure.marks.insert(figure.marks.end(), figure.overlay.begin(), figure.overlay.end());
            for (const Theme* theme : {&light_theme(), &dark_theme(), &print_theme()})
                check_figure_picture(std::string(plot.name) + "-" + theme->name, drawn_reference(figure, *theme));
        }
    CHECK(seen.size() == all_plots().size());
    for (const Theme* theme : {&light_theme(), &dark_theme(), &print_theme()})
        for (const auto& [name, figure] :
             {std::pair{"latents-line-", latents_on_a_line()}, std::pair{"denoiser-learned-", learned_on_a_line()}})
            check_figure_picture(std::string(name) + theme->name, drawn_reference(figure, *theme));
}

TEST_CASE("every colour map looks as its reference picture") {
    Figure figure;
    figure.x.label = "value";
    figure.y.ticks = figure.x.grid = figure.y.grid = false;
    HeatMap map;
    map.columns = 128;
    map.rows = 1;
    for (int i = 0; i < map.columns; ++i) map.value.push_back((static_cast<float>(i) + 0.5f) / 128);
    for (const Theme* theme : {&light_theme(), &dark_theme()}) {
        for (std::size_t i = 0; i < color_maps().size(); ++i) {
            map.label = color_maps()[i].name;
            figure.marks = {map};
            check_figure_picture("map-" + map.label + "-" + theme->name,
                                 drawn_reference(figure, with_color_map(*theme, color_maps()[i])));
        }
        map.label = "signed";
        HeatMap sign = map;
        sign.signed_values = true;
        for (float& v : sign.value) v = 2 * v - 1;
        figure.marks = {sign};
        check_figure_picture(std::string("map-signed-") + theme->name, drawn_reference(figure, *theme));
    }
}

TEST_CASE("the tolerance of reference pictures forgives what differs between machines") {
    // Single precision changes every number in its seventh digit: far more than another compiler or processor does.
    const std::vector<Run> runs = scenes(), others = scenes(Precision::single);
    for (std::size_t i = 0; i < runs.size(); ++i)
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(runs[i])) continue;
            INFO(std::string(plot.name));
            View view;
            view.level = runs[i].process().steps() / 4;
            CHECK(alike(drawn_reference(plot.make(runs[i], view), light_theme()),
                        drawn_reference(plot.make(others[i], view), light_theme())));
        }
}

TEST_CASE("the tolerance of reference pictures tells what it must") {
    const std::vector<Run> runs = scenes();
    const Figure figure = figure_of("variance", runs[0], {});
    const Picture picture = drawn_reference(figure, light_theme());
    CHECK(alike(picture, drawn_reference(figure, light_theme())));
    CHECK_FALSE(alike(picture, drawn_reference(figure, light_theme(), 0.5f)));
    CHECK_FALSE(alike(picture, drawn_reference(figure, print_theme())));
    Figure without = figure;
    without.marks.pop_back();
    CHECK_FALSE(alike(picture, drawn_reference(without, light_theme())));
}
