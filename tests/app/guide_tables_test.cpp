// The tables of the guide's pages on samplers and targets, against the rows of core/spec: every name once, and of each
// the keys that it has.

#include "app/scene/guide.h"
#include "core/spec/facts.h"
#include "core/spec/sampler_facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace halfstep;

namespace {

using Cells = std::vector<std::string>;
using Names = std::set<std::string>;

/// Rows of the table of a page whose head begins with this cell, without the head.
std::vector<Cells> table(std::string_view page, const std::string& head) {
    std::string text;
    for (const GuidePage& one : guide_pages)
        if (one.name == page) text = guide_text(one);
    std::vector<Cells> rows;
    bool inside = false;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        Cells cells;
        std::string cell;
        for (std::size_t i = 1; i < line.size() && line[0] == '|'; ++i) {
            if (line[i] == '\\')
                cell += line[++i];
            else if (line[i] == '|')
                cells.push_back(std::exchange(cell, {}));
            else
                cell += line[i];
        }
        if (inside && cells.empty()) break;
        if (inside && line.find("|--") != 0) rows.push_back(cells);
        inside = inside || (!cells.empty() && cells[0] == " " + head + " ");
    }
    return rows;
}

/// What stands in a cell as code.
std::vector<std::string> codes(const std::string& cell) {
    std::vector<std::string> found;
    for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
        const std::size_t end = cell.find('`', at + 1);
        found.push_back(cell.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return found;
}

Names names(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

/// All first cells together have these names, each once.
void check_names(const std::vector<Cells>& rows, const Names& expected) {
    std::vector<std::string> said;
    for (const Cells& row : rows)
        for (const std::string& name : codes(row.at(0))) said.push_back(name);
    CHECK(said.size() == expected.size());
    CHECK(names(said) == expected);
}

template <class Enum>
Names spellings() {
    Names all;
    for (const Fact<Enum>& row : facts<Enum>()) all.insert(row.spelling);
    return all;
}

/// Whether the kind allows the key, whatever the other keys say.
bool allows(SamplerKind kind, const KeyFact<SamplerSpec>& key) {
    SamplerSpec sampler;
    sampler.kind = kind;
    sampler.eta = 1;
    return std::all_of(std::begin(key.when), std::end(key.when), [&](const Condition<SamplerSpec>& condition) {
        return !condition.key || std::string_view(condition.key) != "kind" || condition.holds(sampler, key.name);
    });
}

/// The keys of a kind that not every sampler has.
Names keys_of(SamplerKind kind) {
    Names found;
    for (const KeyFact<SamplerSpec>& key : keys<SamplerSpec>()) {
        const auto rules = facts<SamplerKind>();
        const bool usual = std::all_of(rules.begin(), rules.end(), [&](const Fact<SamplerKind>& rule) {
            return !rule.asks_denoiser || allows(rule.value, key);
        });
        if (!usual && allows(kind, key)) found.insert(key.name);
    }
    return found;
}

template <class Spec>
Names all_keys() {
    Names all;
    for (const KeyFact<Spec>& key : keys<Spec>()) all.insert(key.name);
    return all;
}

} // namespace

TEST_CASE("guide, samplers: every kind, with the keys that not all have") {
    const std::vector<Cells> rows = table("samplers", "`kind`");
    Names kinds = spellings<SamplerKind>();
    for (const SamplerAlias& alias : sampler_aliases()) kinds.insert(alias.spelling);
    check_names(rows, kinds);
    for (const Cells& row : rows)
        for (const std::string& name : codes(row.at(0))) {
            CAPTURE(name);
            const auto aliases = sampler_aliases();
            const auto alias = std::find_if(aliases.begin(), aliases.end(),
                                            [&](const SamplerAlias& one) { return one.spelling == name; });
            const bool own = alias == aliases.end();
            Names expected = keys_of(own ? *parse_name<SamplerKind>(name) : alias->kind);
            if (!own && alias->fixed_eta) expected.erase("eta");
            CHECK(names(codes(row.at(2))) == expected);
        }
}

TEST_CASE("guide, samplers: every spacing") { check_names(table("samplers", "`spacing`"), spellings<Spacing>()); }

TEST_CASE("guide, targets: every kind, with its keys") {
    const std::vector<Cells> rows = table("targets", "`target.kind`");
    check_names(rows, spellings<TargetKind>());
    for (const Cells& row : rows)
        for (const std::string& name : codes(row.at(0))) {
            CAPTURE(name);
            Names own, listed; // and what is said of each table in a list
            std::string list;
            for (const std::string& code : codes(row.at(2)))
                if (code.rfind("[[target.", 0) == 0)
                    own.insert(list = code.substr(9, code.size() - 11));
                else
                    (list.empty() ? own : listed).insert(code);
            Names expected;
            for (const KindKey& key : fact(*parse_name<TargetKind>(name)).keys)
                if (key.name) expected.insert(key.name);
            CHECK(own == expected);
            if (list == "component") CHECK(listed == all_keys<ComponentSpec>());
            if (list == "box") CHECK(listed == all_keys<BoxSpec>());
        }
}

TEST_CASE("guide, targets: every key of training") {
    check_names(table("targets", "`[training]`"), all_keys<TrainingSpec>());
}
