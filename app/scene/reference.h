#pragma once
// The reference of all scene keys, from their rows in core/spec: what `halfstep keys` prints and the page "keys" of the
// guide holds.

#include "core/spec/fact.h"

#include <string>
#include <vector>

namespace halfstep {

struct KeyReference {
    std::string name;
    std::string usual; ///< what is meant where nothing is said; empty: nothing is
    std::string allowed;
    std::string applies; ///< beside what; empty: always
    std::string tip;
    std::vector<Choice> values; ///< of a name
};

struct TableReference {
    std::string name;   ///< "process", "target.component"; empty: the first lines of a scene
    std::string header; ///< "[process]", "[[sampler]]"
    std::vector<KeyReference> keys;
};

std::vector<TableReference> scene_reference();

/// For a terminal: all tables, one ("process"), or one key with its values ("process.schedule"). Throws SceneError for
/// another name.
std::string reference_text(const std::string& name);
/// The page "keys" of the guide.
std::string reference_markdown();

} // namespace halfstep
