// [process].

#include "app/scene/read_keys.h"

#include <algorithm>

namespace halfstep {

void read_process(const TableReader& table, Experiment& experiment) {
    ProcessSpec& process = experiment.process;
    table.known(key_names<ProcessSpec>());
    read_key(table, "grid", process, experiment);
    process.rho = usual_rho(process.grid);
    read_keys(table, process, experiment);
    ScheduleSpec& schedule = process.schedule;
    if (table.has("alpha_bar") && table.has("points"))
        table.fail("points", "given beside alpha_bar; allowed: one of alpha_bar and points");
    std::vector<double> rows;
    table.get_rows("points", 2, "[[0.0, 9.0], [0.5, 0.0], [1.0, -9.0]]", rows);
    for (std::size_t i = 0; i < rows.size(); i += 2) schedule.points.push_back({rows[i], rows[i + 1]});
    if (table.has("alpha_bar") && !table.has("steps")) // as many as are listed
        process.steps = static_cast<int>(std::min<std::size_t>(schedule.alpha_bar.size(), Limits::max_steps + 1));
}

} // namespace halfstep
