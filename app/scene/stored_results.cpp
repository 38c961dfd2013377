#include "app/scene/stored_results.h"

#include "app/base/text.h"
#include "app/scene/reader.h"

#include <cmath>
#include <iterator>

namespace halfstep {

std::vector<StoredResult> read_stored_results(const TableReader& root) {
    std::vector<std::string_view> names = {"sampler", "coordinate"};
    names.insert(names.end(), std::begin(stored_numbers), std::end(stored_numbers));
    std::vector<StoredResult> results;
    for (const TableReader& table : root.tables("result")) {
        table.known(names);
        StoredResult& result = results.emplace_back();
        table.get("sampler", result.sampler);
        table.get("coordinate", result.coordinate);
        for (const char* name : stored_numbers)
            if (table.has(name)) table.get(name, result.numbers.emplace_back(name, 0.0).second);
    }
    return results;
}

} // namespace halfstep
