#pragma once
// A parsed TOML document with what its messages need: where each key stands, and how its value was written.

#include "app/scene/names.h"

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

class Document {
public:
    /// Throws SceneError for anything that is not TOML. Does not recurse deeper than `max_depth` tables, whatever the text is.
    Document(std::string_view toml, const std::string& file);

    const toml::table& root() const { return root_; }

    /// Throws SceneError "FILE:LINE: key = value: message". `key` is a path as in halfstep::Error ("sampler[1].eta"); where it is
    /// absent, the line is that of the table that it belongs to, and no value is shown.
    [[noreturn]] void fail(const std::string& key, const std::string& message) const;

    static constexpr int max_depth = 32; ///< dotted keys; a scene needs 3

private:
    std::string file_;
    toml::table root_;
};

/// One table of a document. get() leaves the value as it is when the key is absent, and fails when its type is wrong.
class TableReader {
public:
    using Keys = std::vector<std::string_view>;

    TableReader(const Document& document, const toml::table& table, std::string path);

    bool has(std::string_view key) const { return table_.contains(key); }
    [[noreturn]] void fail(std::string_view key, const std::string& message) const;

    /// Fails at the first key (in the file's order) that is not one of `keys`, with the one that was probably meant.
    void known(const Keys& keys) const;
    /// Fails at the first key that is not one of `keys`: it has no meaning `here` (say, 'kind = "ring"').
    void applicable(const Keys& keys, const std::string& here) const;

    void get(std::string_view key, bool& value) const;
    void get(std::string_view key, double& value) const; ///< finite
    void get(std::string_view key, std::string& value) const;
    void get(std::string_view key, std::vector<double>& value) const;
    void get_matrix(std::string_view key, std::vector<double>& value) const; ///< square, row-major
    /// Numbers, or points of one or two coordinates: row-major.
    void get_points(std::string_view key, std::vector<double>& value, int& columns) const;
    /// Lists of `columns` numbers each, row-major; `example` is for the message: "[[0.0, 9.0], [1.0, -9.0]]".
    void get_rows(std::string_view key, std::size_t columns, const char* example, std::vector<double>& value) const;
    template <class Integer>
    void get(std::string_view key, Integer& value, std::int64_t lowest, std::int64_t highest) const {
        if (has(key)) value = static_cast<Integer>(integer(key, lowest, highest));
    }
    template <class Enum>
    void get_name(std::string_view key, Enum& value) const {
        if (!has(key)) return;
        std::string text;
        get(key, text);
        if (const auto parsed = parse_name<Enum>(text)) {
            value = *parsed;
            return;
        }
        Keys names;
        for (const auto& entry : Names<Enum>::all) names.push_back(entry.second);
        unknown(key, "is none of the names", text, names);
    }

    /// The table under `key`; an empty one when absent.
    TableReader table(std::string_view key) const;
    /// The tables of [[key]]; none when absent.
    std::vector<TableReader> tables(std::string_view key) const;

private:
    std::string full(std::string_view key) const;
    const toml::node* find(std::string_view key) const { return table_.get(key); }
    std::int64_t integer(std::string_view key, std::int64_t lowest, std::int64_t highest) const;
    double finite(std::string_view key, const toml::node& node, const char* allowed) const;
    [[noreturn]] void unknown(std::string_view key, const char* what, std::string_view word,
                              const Keys& candidates) const;
    std::string_view first_not_in(const Keys& keys) const;

    const Document& document_;
    const toml::table& table_;
    std::string path_; ///< "target", "sampler[1]"; empty for the root
};

/// One [[sampler]]; its numbers are checked against the process later, by make_problem().
SamplerSpec read_sampler(const TableReader& table, int process_steps);
/// `scene_path`: where the scene comes from; files that it names are beside it. Throws SceneError also for what is in them.
TargetSpec read_target(const TableReader& table, const std::string& scene_path);
DenoiserSpec read_denoiser(const TableReader& table, const std::string& scene_path);
/// `network`: the one that goes on learning, or nullptr; what it is built like is the default, and no other is allowed.
TrainingSpec read_training(const TableReader& table, const Network* network);

} // namespace halfstep
