#pragma once
// How far the reader of a lesson has come, from one time to the next: a file of all lessons in the folder of what is
// remembered.

#include "app/model/lesson_state.h"

namespace halfstep {

/// What is missing there, or makes no sense, was not done. An empty folder: nothing is kept.
void load_progress(const std::string& state_folder, LessonState& lesson);
/// Quietly does nothing where it cannot write: nobody has asked for this file.
void save_progress(const std::string& state_folder, const LessonState& lesson);

/// What a list says of a lesson.
struct LessonReading {
    int complete = 0; ///< steps
    int step = -1;    ///< where it was left, from 0; -1: it was not begun
};
LessonReading reading_of(const std::string& state_folder, const std::string& lesson);

} // namespace halfstep
