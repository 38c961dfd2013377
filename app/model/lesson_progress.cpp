#include "app/model/lesson_progress.h"

#include "app/base/files.h"
#include "app/base/input_file.h"

#include <toml++/toml.h>

#include <filesystem>
#include <sstream>

namespace halfstep {
namespace {

constexpr std::int64_t most_progress_bytes = 1 << 20;

std::string progress_path(const std::string& state_folder) { return state_folder + "/lessons.toml"; }

toml::table read_progress(const std::string& state_folder) {
    if (state_folder.empty()) return {};
    try {
        return toml::parse(read_file(progress_path(state_folder), most_progress_bytes));
    } catch (const std::exception&) { // none yet, or not ours
        return {};
    }
}

} // namespace

void load_progress(const std::string& state_folder, LessonState& lesson) {
    const toml::table all = read_progress(state_folder);
    const auto of_lesson = all[lesson.file->name];
    for (std::size_t i = 0; i < lesson.done.size(); ++i) {
        StepProgress& step = lesson.done[i];
        step.complete = of_lesson["complete"][i].value<bool>().value_or(false);
        step.answer = of_lesson["answers"][i].value<std::string>().value_or("");
        if (!lesson.file->steps[i].ask) step.answer.clear();
    }
}

void save_progress(const std::string& state_folder, const LessonState& lesson) {
    if (state_folder.empty() || !lesson.file) return;
    toml::table all = read_progress(state_folder);
    toml::array complete, answers;
    for (const StepProgress& step : lesson.done) complete.push_back(step.complete), answers.push_back(step.answer);
    toml::table one;
    one.insert("step", lesson.step + 1);
    one.insert("complete", complete);
    one.insert("answers", answers);
    all.insert_or_assign(lesson.file->name, std::move(one));
    std::ostringstream text;
    text << "# How far lessons have been read.\n" << all << '\n';
    try {
        std::filesystem::create_directories(state_folder);
        write_file(progress_path(state_folder), text.str());
    } catch (const std::exception&) { // see the header
    }
}

LessonReading reading_of(const std::string& state_folder, const std::string& lesson) {
    const toml::table all = read_progress(state_folder);
    LessonReading reading;
    reading.step = static_cast<int>(all[lesson]["step"].value<std::int64_t>().value_or(0)) - 1;
    if (const toml::array* steps = all[lesson]["complete"].as_array())
        for (const toml::node& step : *steps) reading.complete += step.value<bool>().value_or(false);
    return reading;
}

} // namespace halfstep
