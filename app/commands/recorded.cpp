#include "app/commands/recorded.h"

#include "app/base/text.h"
#include "app/commands/commands.h"
#include "app/scene/number_rows.h"

#include <cmath>

namespace halfstep {

namespace {

/// Gives `read` the rows of a file with these columns.
template <class Read>
void read_rows(const std::string& path, const std::vector<std::string_view>& columns, Read read) {
    std::string header;
    for (const std::string_view column : columns) header.append(header.empty() ? "" : ",").append(column);
    try {
        NumberRows rows(path, {.allowed = header, .columns = columns});
        read(rows);
    } catch (const InputError& e) {
        throw UsageError(one_line(e.allowing("a CSV file of " + header)));
    }
}

/// A count in a column of doubles: below `end`.
std::int64_t index(const NumberRows& rows, const char* what, double value, std::int64_t end) {
    if (!(value >= 0 && value < static_cast<double>(end)) || value != std::floor(value))
        rows.fail(std::string(what) + " " + number(value) + " does not exist; allowed: 0 to " +
                  std::to_string(end - 1));
    return static_cast<std::int64_t>(value);
}

} // namespace

std::shared_ptr<const RecordedStart> read_start(const std::string& path, int dim) {
    std::vector<std::string_view> columns = {"x"};
    if (dim == 2) columns.push_back("y");
    std::vector<double> all;
    std::int64_t particles = 0;
    read_rows(path, columns, [&](NumberRows& rows) {
        std::vector<double> row;
        while (rows.next(row)) {
            if (++particles > Limits::max_particles)
                rows.fail("one particle too many; allowed: " + std::to_string(Limits::max_particles));
            all.insert(all.end(), row.begin(), row.end());
        }
        if (!rows.has_row()) rows.fail("has no rows; allowed: " + rows.allowed());
    });
    auto start = std::make_shared<RecordedStart>();
    using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    start->x = Eigen::Map<const Rows>(all.data(), particles, dim);
    return start;
}

std::shared_ptr<const RecordedNoise> read_noise(const std::string& path, int dim, std::int64_t particles, int steps) {
    std::vector<std::string_view> columns = {"particle", "step", "z_x"};
    if (dim == 2) columns.push_back("z_y");
    auto noise = std::make_shared<RecordedNoise>();
    noise->z.resize(static_cast<std::size_t>(steps));
    std::vector<std::vector<bool>> given(noise->z.size());
    read_rows(path, columns, [&](NumberRows& rows) {
        std::vector<double> row;
        while (rows.next(row)) {
            const std::int64_t particle = index(rows, "particle", row[0], particles);
            const auto step = static_cast<std::size_t>(index(rows, "step", row[1], steps));
            Block<double>& z = noise->z[step];
            if (z.size() == 0) {
                z = Block<double>::Zero(particles, dim);
                given[step].resize(static_cast<std::size_t>(particles));
            }
            if (given[step][static_cast<std::size_t>(particle)])
                rows.fail("particle " + number(row[0]) + " has its noise of step " + number(row[1]) +
                          " already; allowed: once");
            given[step][static_cast<std::size_t>(particle)] = true;
            for (int c = 0; c < dim; ++c) z(particle, c) = row[static_cast<std::size_t>(2 + c)];
        }
        if (!rows.has_row() && !rows.has_heading())
            rows.fail("has no rows; allowed: " + rows.allowed() + ", or that line alone: no noise");
    });
    return noise;
}

} // namespace halfstep
