#pragma once
// A parsed TOML document with what its messages need: where each key stands, and how its value was written.

#include "app/base/text.h"
#include "app/plots/view.h"
#include "app/scene/scene_error.h"
#include "core/spec/experiment.h"
#include "core/spec/facts.h"

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep {

class Document {
public:
    /// Throws SceneError for anything that is not TOML. Does not recurse deeper than `max_depth` tables, whatever the
    /// text is.
    Document(std::string_view toml, const std::string& file);
    /// What was made of such a document, whose nodes know their lines.
    Document(toml::table root, std::string file) : file_(std::move(file)), root_(std::move(root)) {}

    const toml::table& root() const { return root_; }
    toml::table take_root() { return std::move(root_); }
    const std::string& file() const { return file_; }

    /// Throws SceneError "FILE:LINE: key = value: message". `key` is a path as in halfstep::Error ("sampler[1].eta");
    /// where it is absent, the line is that of the table that it belongs to, and no value is shown.
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
    const toml::node* node(std::string_view key) const { return find(key); } ///< nullptr: it is not there
    [[noreturn]] void fail(std::string_view key, const std::string& message) const;
    /// The whole path of a key of this table, as messages spell it.
    std::string path_of(std::string_view key) const { return full(key); }
    int line() const; ///< of the file, from 1, where the table stands

    /// Fails at the first key (in the file's order) that is not one of `keys`, with the one that was probably meant.
    void known(const Keys& keys) const;
    /// The first key, in the file's order, that is not one of `keys`; empty where there is none.
    std::string_view first_not_in(const Keys& keys) const;

    void get(std::string_view key, bool& value) const;
    void get(std::string_view key, double& value) const; ///< finite
    void get(std::string_view key, std::string& value) const;
    void get(std::string_view key, std::vector<double>& value) const;
    void get(std::string_view key, std::vector<std::string>& value) const;
    void get_matrix(std::string_view key, std::vector<double>& value) const; ///< square, row-major
    /// Numbers, or points of one or two coordinates: row-major.
    void get_points(std::string_view key, std::vector<double>& value, int& columns) const;
    /// Lists of `columns` numbers each, row-major; `example` is for the message: "[[0.0, 9.0], [1.0, -9.0]]".
    void get_rows(std::string_view key, std::size_t columns, const char* example, std::vector<double>& value) const;
    template <class Integer>
    void get(std::string_view key, Integer& value, std::int64_t lowest, std::int64_t highest) const {
        if (has(key)) value = static_cast<Integer>(integer(key, lowest, highest));
    }
    /// The table under `key`; an empty one when absent.
    TableReader table(std::string_view key) const;
    /// The tables of [[key]]; none when absent.
    std::vector<TableReader> tables(std::string_view key) const;

    /// The name of a file, which is there; `example`: of such a name.
    std::string file_name(std::string_view key, const char* example) const;

private:
    std::string full(std::string_view key) const;
    const toml::node* find(std::string_view key) const { return table_.get(key); }
    std::int64_t integer(std::string_view key, std::int64_t lowest, std::int64_t highest) const;
    double finite(std::string_view key, const toml::node& node, const char* allowed) const;
    [[noreturn]] void unknown(std::string_view key, const char* what, std::string_view word,
                              const Keys& candidates) const;

    const Document& document_;
    const toml::table& table_;
    std::string path_; ///< "target", "sampler[1]"; empty for the root
};

// What each table says, read into the experiment, whose earlier tables are read already. Whether it is possible is
// found out later, by make_problem(). `scene_path`: where the scene comes from; files that it names are beside it, and
// mistakes in them are SceneErrors, too.
void read_target(const TableReader& table, const std::string& scene_path, Experiment& experiment);
void read_denoiser(const TableReader& table, const std::string& scene_path, Experiment& experiment);
/// What a network that goes on learning is built like is the default, and no other is allowed.
void read_training(const TableReader& table, Experiment& experiment);
void read_process(const TableReader& table, Experiment& experiment);
/// One [[sampler]], which becomes the last.
void read_sampler(const TableReader& table, const std::string& scene_path, Experiment& experiment);

/// [view], of the experiment that was read.
View read_view(const TableReader& table, const Experiment& experiment);

} // namespace halfstep
