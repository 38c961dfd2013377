#include "app/commands/beside_option.h"

#include "app/base/paths.h"
#include "app/commands/arguments.h"
#include "app/scene/scene_path.h"

namespace halfstep {

std::string carried_name(const std::string& file, const std::string& path, const char* option) {
    std::string name = scene_name_in(file, path);
    if (const std::string why = why_not_named(name); !why.empty())
        refuse(option, path, why + "; allowed: a scene file whose path is UTF-8, or a lesson");
    return name;
}

std::shared_ptr<const Problem> problem_beside(const std::string& compare, Scene& scene, const std::string& file) {
    if (!scene.view) scene.view.emplace();
    std::string& kept = scene.view->compare;
    const bool typed = !compare.empty();
    const std::string named = typed ? compare : kept;
    if (named.empty()) return nullptr;
    if (!file.empty() && own_descriptor(named))
        refuse(typed ? "--compare" : "view.compare", named,
               "is a pipe, by which what is written could not be made again; allowed: a scene file or a lesson");
    std::shared_ptr<const Problem> problem = load_beside(named, scene.problem->experiment).problem;
    kept = typed ? scene_named(compare) : kept;
    if (!file.empty()) kept = carried_name(file, kept, typed ? "--compare" : "view.compare");
    return problem;
}

} // namespace halfstep
