#pragma once
// The parts of a [[step]], for lesson_reader.cpp.

#include "app/lesson/expression.h"
#include "app/lesson/lesson.h"
#include "app/scene/reader.h"

namespace halfstep {

/// A table of a step with what its messages and expressions need.
struct StepReader {
    const TableReader& table;
    const std::string& file;
    const LessonStep& step; ///< with its scene, by which expressions are checked

    /// Empty where the key is absent. Its expressions and dragged settings are checked.
    LiveText text(std::string_view key) const;
    LiveText text_of(std::string_view key, const toml::node& node) const; ///< one of several under a key
    /// Empty where the key is absent.
    LessonExpression expression(std::string_view key) const;
    /// Settings of scenes.
    std::vector<std::string> settings(std::string_view key) const;
    int line() const; ///< where the first key of the table stands
};

Ask read_ask(const StepReader& reader);
Claim read_claim(const StepReader& reader);

} // namespace halfstep
