#pragma once
// A folder that is written whole or not at all.

#include "app/base/files.h"

#include <optional>

namespace halfstep {

/// A folder that appears at `path` complete, in one rename. What is written goes to a hidden folder beside it until
/// commit(); without commit() all of it is removed, as are the parent folders that had to be made.
class OutputFolder {
public:
    explicit OutputFolder(const std::string& path);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    /// Begins the file of that name; "a/b.csv" makes the folder a.
    OutputFile file(const std::string& name) const;
    /// Puts the folder in place; an existing one is replaced with everything in it.
    void commit();

private:
    void remove_made_parents() const;

    std::string path_;  ///< absolute, links followed
    std::string shown_; ///< as the user wrote it
    std::string temporary_;
    std::optional<Unfinished> unfinished_; ///< what is at temporary_
    std::string made_parent_;              ///< the topmost parent that did not exist before
    bool committed_ = false;
};

} // namespace halfstep
