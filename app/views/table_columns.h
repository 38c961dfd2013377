#pragma once
// Which columns of a table there is room for, and which wait for their turn. A number is never cut: its column stands
// there in full or not at all.

#include <vector>

namespace halfstep {

struct TableRoom {
    std::vector<float> widths{};   ///< what each column needs, the first one being names; 0: it has nothing in it
    std::vector<int> importance{}; ///< of the others, what matters most first; each once
    float least_names = 0;         ///< names end with "…" below what they need, never below this
    float room = 0;                ///< in all
};

struct TableColumns {
    std::vector<float> widths; ///< 0: not shown
    std::vector<int> waiting;  ///< columns that there is no room for, in the order of the table
    int page = 0, pages = 1;   ///< of how many turns this is which
    float shrink = 1;          ///< of the type, where not even one column of numbers fits beside names
};

/// `page`: which turn; any number, as they go round.
TableColumns fit_columns(const TableRoom& table, int page);

} // namespace halfstep
