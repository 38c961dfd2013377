// [[sampler]].

#include "app/base/base64.h"
#include "app/base/text.h"
#include "app/scene/read_keys.h"
#include "app/scene/recorded_file.h"
#include "core/law/catalog.h"
#include "core/sample/convention.h"

#include <filesystem>

namespace halfstep {

namespace {

/// The name that others have for it, where the scene says such.
const SamplerAlias* alias_of(const TableReader& table) {
    std::string kind;
    table.get("kind", kind);
    for (const SamplerAlias& alias : sampler_aliases())
        if (same_name(kind, alias.spelling)) return &alias;
    return nullptr;
}

/// The levels kept in each part; their sum is the number of steps.
void read_sections(const TableReader& table, int T, SamplerSpec& sampler) {
    if (!table.has("sections")) return;
    std::vector<double> counts;
    table.get("sections", counts);
    int sum = 0;
    for (const double count : counts) {
        if (!(count >= 1 && count <= T) || count != static_cast<int>(count) || counts.size() > 1000)
            table.fail(
                "sections",
                "keeps so many levels in each part of the process; allowed: up to 1000 whole numbers from 1 to " +
                    std::to_string(T));
        sampler.sections.push_back(static_cast<int>(count));
        sum += static_cast<int>(count);
    }
    if (sampler.steps.value_or(sum) != sum)
        table.fail("steps", "differs from the sum of the sections; allowed: " + std::to_string(sum) + ", or none");
    if (!counts.empty()) sampler.steps = sum;
}

/// What is left for recorded states beside those of the samplers before.
std::int64_t room_for_recorded(const Experiment& experiment) {
    std::int64_t left = Limits::max_recorded;
    for (const SamplerSpec& sampler : experiment.samplers)
        if (sampler.recorded) left -= static_cast<std::int64_t>(sampler.recorded->x.size());
    return std::max<std::int64_t>(left, 0);
}

/// Given in the scene, or in a file beside it. The file's become the scene's: an Experiment stands alone.
void read_recorded(const TableReader& table, const std::string& scene_path, const Experiment& experiment,
                   SamplerSpec& sampler) {
    if (table.has("file") && table.has("states"))
        table.fail("file", "given beside states; allowed: one of file and states");
    const std::int64_t room = room_for_recorded(experiment);
    if (table.has("file")) {
        const std::filesystem::path path =
            std::filesystem::path(scene_path).parent_path() / table.file_name("file", "mine.csv");
        try {
            sampler.recorded =
                read_recorded_file(path.string(), {.dim = dimension(experiment.target), .most_numbers = room});
        } catch (const SceneError& e) {
            table.fail("file", e.what());
        }
    }
    if (!table.has("states")) return;
    std::string text;
    table.get("states", text);
    try {
        sampler.recorded = parse_recorded(from_base64(text));
    } catch (const std::runtime_error& e) {
        table.fail("states", std::string(e.what()) + "; allowed: base64 as a resolved scene has it");
    }
    if (static_cast<std::int64_t>(sampler.recorded->x.size()) > room)
        table.fail("states", "has too many numbers; allowed: " + std::to_string(Limits::max_recorded) +
                                 " of all recorded samplers together");
}

void check_name(const TableReader& table, const std::string& name) {
    constexpr std::size_t longest = 100; // bytes: of a folder's name, with room for what is written beside it
    const std::string unseen = unseen_character(name);
    if (folder_name(name).empty() || name.size() > longest || one_line(name) != name)
        table.fail("name", "names the folder of the results and stands in tables" +
                               (unseen.empty() ? "" : ", and " + unseen) +
                               "; allowed: one line of up to 100 bytes of printable characters, with at least one of "
                               "a-z, A-Z, 0-9");
}

} // namespace

void read_sampler(const TableReader& table, const std::string& scene_path, Experiment& experiment) {
    SamplerSpec& sampler = experiment.samplers.emplace_back();
    table.known(key_names<SamplerSpec>());
    read_key(table, "kind", sampler, experiment);
    read_key(table, "convention", sampler, experiment);
    set_convention(sampler, sampler.convention); // what is said beside it wins, where the library can be told so
    const SamplerAlias* const alias = alias_of(table);
    if (alias && alias->fixed_eta && table.has("eta"))
        table.fail("eta", std::string("does not apply to kind = \"") + alias->spelling +
                              "\", which has its own; allowed: kind = \"" + name_of(alias->kind) + "\" with eta");
    sampler.name = alias ? alias->name : fact(sampler.kind).name;
    read_keys(table, sampler, experiment, "steps_offset"); // whose range follows from the others
    table.get("steps_offset", sampler.steps_offset, 0, most_steps_offset(sampler, experiment.process.steps));
    read_sections(table, experiment.process.steps, sampler);
    check_name(table, sampler.name);
    if (fact(sampler.kind).from_file) read_recorded(table, scene_path, experiment, sampler);
}

} // namespace halfstep
