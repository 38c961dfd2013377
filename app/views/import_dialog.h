#pragma once
// How a table of points is meant: its first rows as they are written, what can be chosen, and a small picture of what
// comes of it.

#include "app/model/app_state.h"
#include "app/scene/number_table.h"
#include "app/ui/controls.h"

#include <optional>

namespace halfstep {

class ImportDialog {
public:
    /// Once a frame; there is nothing to see unless the state says that it is open.
    void show(Controls& ui, AppState& app, const Rect& window);

private:
    /// What the lists stand at: 0 leaves it to the program.
    struct Asked {
        int separator = 0, decimal = 0, header = 0, x = 0, y = 0, label = 0, standardize = 0;
        bool operator==(const Asked&) const = default;
    };

    void open(const std::string& path);
    void read_columns();
    void make();
    std::string column_at(int index) const;
    void choices(Controls& ui);
    void column_choice(Controls& ui, const RowLabel& row, int& index, bool or_none);
    TableChoice choice_of() const;
    void picture(Controls& ui) const;

    std::string path_;
    std::vector<std::string> lines_;   ///< of the file
    std::optional<NumberTable> table_; ///< as asked_ has its signs
    std::vector<std::string> titles_;  ///< of its columns, or of arrays, of which one has to be chosen first
    bool arrays_ = false;              ///< the latter
    Asked asked_;
    std::optional<Experiment> made_; ///< nothing: message_ says why
    std::string message_;
};

} // namespace halfstep
