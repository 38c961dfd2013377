// Rows of data say whose they are.

#include "app/figure/mark_names.h"
#include "app/plots/plot_view.h"
#include "tests/app/paper_helpers.h"

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// The columns mark, kind and label of every row.
struct RowName {
    std::string mark, kind, label;
};
std::vector<RowName> row_names(const Run& run, const std::string& plot, int level) {
    std::vector<RowName> rows;
    std::string csv = write_csv(sheet_of(run, plot, {}, level));
    csv.erase(0, csv.find('\n') + 1);
    while (!csv.empty()) {
        std::vector<std::string> cells(1);
        for (const char c : csv.substr(0, csv.find('\n')))
            c == ',' ? void(cells.emplace_back()) : cells.back().push_back(c);
        csv.erase(0, csv.find('\n') + 1);
        if (cells.size() == 10) rows.push_back({cells[1], cells[2], cells[3]});
    }
    return rows;
}

} // namespace

TEST_CASE("data: whatever a sampler draws has its name, in every plot") {
    for (Experiment experiment : {gaussian_1d(), mixture_1d(), ring_2d()}) {
        experiment.run.particles = 60;
        experiment.process.steps = 12;
        const Run run = run_of(with_latents(experiment));
        View view;
        view.level = 5;
        view.pinned = 3;
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(run)) continue;
            CAPTURE(std::string(plot.name));
            Figure figure = plot.make(run, view);
            put_on_paper({}, true, figure);
            for (const Mark& mark : figure.marks) {
                const int i = sampler_index(mark);
                if (i < 0 || std::holds_alternative<Label>(mark) || std::holds_alternative<Handle>(mark)) continue;
                const std::string name(name_of(mark));
                CAPTURE(name);
                CAPTURE(std::string(kind_of(mark)));
                CHECK(name != "");
                if (std::string(plot.name) == "latents") continue; // of one sampler, which its caption names
                CHECK(name.starts_with(run.samplers[static_cast<std::size_t>(i)].spec().name));
            }
        }
    }
}

TEST_CASE("csv: rows of the posterior, of the ODE's paths and of the levels visited name their sampler") {
    Experiment experiment = ring_2d();
    experiment.run.particles = 60;
    for (const char* plot : {"posterior", "ode", "schedule"}) {
        CAPTURE(plot);
        int named[2] = {};
        for (const RowName& row : row_names(run_of(experiment), plot, 20)) {
            if (row.label == "DDPM") ++named[0];
            if (row.label == "DDIM") ++named[1];
            if (std::string(plot) == "ode" && row.kind == "curve") CHECK(row.label != "");
            if (std::string(plot) == "schedule" && row.kind == "polylines") CHECK(row.label != "");
            if (std::string(plot) == "posterior" && row.kind == "contours") CHECK(row.label != "");
        }
        CHECK(named[0] > 0);
        CHECK(named[1] > 0);
    }
}
