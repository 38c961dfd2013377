#include "app/base/base64.h"
#include "app/base/text.h"
#include "app/scene/network_file.h"
#include "app/scene/recorded_file.h"
#include "app/scene/scene.h"
#include "app/scene/view_keys.h"
#include "app/scene/view_text.h"
#include "core/spec/facts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <type_traits>

namespace halfstep {

namespace {

/// A TOML float: unlike an integer it has a point or an exponent, so that "radius = 2.0" reads as what it is.
std::string toml_float(double value) {
    std::string text = number(value);
    if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

/// A TOML basic string of printable characters: whatever else it holds is escaped, so that a scene is clean text in any
/// file and still reads back as it was. Bytes that are no UTF-8 cannot be, and become U+FFFD.
std::string toml_string(std::string_view value) {
    std::string text = "\"";
    while (!value.empty()) {
        const Character c = first_character(value);
        const std::string_view bytes = value.substr(0, c.bytes);
        value.remove_prefix(c.bytes);
        if (c.code == '"' || c.code == '\\')
            text.append("\\").append(bytes);
        else if (c.code == '\n')
            text += "\\n";
        else if (c.code == '\t')
            text += "\\t";
        else if (c.replaced && c.raw != c.code) {
            char escape[12];
            std::snprintf(escape, sizeof escape, c.raw < 0x10000 ? "\\u%04x" : "\\U%08x", static_cast<unsigned>(c.raw));
            text += escape;
        } else {
            append_utf8(text, c.code);
        }
    }
    return text + "\"";
}

std::string toml_list(const std::vector<double>& values) {
    constexpr std::size_t a_row = 5; // a line of five full doubles has about 110 columns
    std::string text = "[";
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.size() > a_row && i % a_row == 0)
            text += i == 0 ? "\n    " : ",\n    ";
        else if (i > 0)
            text += ", ";
        text += toml_float(values[i]);
    }
    return text + (values.size() > a_row ? ",\n]" : "]");
}

std::string text_list(const std::vector<std::string>& texts) {
    constexpr std::size_t a_line = 10;
    std::string list = "[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        list += i == 0 ? "" : i % a_line == 0 ? ",\n    " : ", ";
        list += toml_string(texts[i]);
    }
    return list + "]";
}

std::string whole_list(const std::vector<int>& values) {
    std::string text = "[";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(values[i]);
    return text + "]";
}

/// Square, row-major.
std::string toml_matrix(const std::vector<double>& values) {
    const auto n = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(values.size()))));
    std::string text = "[";
    for (std::size_t row = 0; row < n; ++row) {
        if (row > 0) text += ", ";
        text += toml_list({values.begin() + static_cast<std::ptrdiff_t>(row * n),
                           values.begin() + static_cast<std::ptrdiff_t>((row + 1) * n)});
    }
    return text + "]";
}

std::string toml_points(const std::vector<ControlPoint>& points) {
    std::string text = "[";
    for (const ControlPoint& p : points) text += "\n    [" + toml_float(p.u) + ", " + toml_float(p.log_snr) + "],";
    return text + "\n]";
}

class Writer {
public:
    void table(const std::string& header) { text_ += (text_.empty() ? "" : "\n") + header + "\n"; }
    void raw(const char* key, const std::string& value) { text_ += std::string(key) + " = " + value + "\n"; }
    void name(const char* key, const char* value) { raw(key, std::string("\"") + value + "\""); }
    void text(const char* key, const std::string& value) { raw(key, toml_string(value)); }
    void real(const char* key, double value) { raw(key, toml_float(value)); }
    void list(const char* key, const std::vector<double>& value) { raw(key, toml_list(value)); }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

/// [[x, y], ...], three points a line; [x, ...] in one dimension.
std::string toml_points(const std::vector<double>& values, int columns) {
    if (columns == 1) return toml_list(values);
    constexpr std::size_t a_row = 3;
    const std::size_t n = values.size() / 2;
    std::string text = "[";
    for (std::size_t i = 0; i < n; ++i) {
        if (n > a_row && i % a_row == 0)
            text += i == 0 ? "\n    " : ",\n    ";
        else if (i > 0)
            text += ", ";
        text += "[" + toml_float(values[2 * i]) + ", " + toml_float(values[2 * i + 1]) + "]";
    }
    return text + (n > a_row ? ",\n]" : "]");
}

template <class Spec, class Value>
void write_value(Writer& out, const char* key, const Spec& spec, Value& (*place)(Spec&)) {
    const Value& value =
        place(const_cast<Spec&>(spec)); // only read here; readers and sliders write through the same place
    if constexpr (std::is_same_v<Value, std::string>) {
        out.text(key, value);
    } else if constexpr (std::is_same_v<Value, double>) {
        out.real(key, value);
    } else if constexpr (std::is_same_v<Value, bool>) {
        out.raw(key, value ? "true" : "false");
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
        out.list(key, value);
    } else if constexpr (std::is_same_v<Value, std::optional<double>>) {
        if (value) out.real(key, *value);
    } else if constexpr (std::is_same_v<Value, std::optional<int>>) {
        if (value) out.raw(key, std::to_string(*value));
    } else {
        out.raw(key, std::to_string(value));
    }
}

template <class Spec>
void write_value(Writer& out, const char* key, const Spec& spec, const Named<Spec>& place) {
    out.name(key, place.rows()[static_cast<std::size_t>(place.get(spec))].spelling);
}

/// Every key that means something and that a resolved scene says; `by_hand(name)` writes those that no row can.
template <class Spec, class ByHand>
void write_keys(Writer& out, const Spec& spec, ByHand by_hand) {
    for (const KeyFact<Spec>& key : keys<Spec>()) {
        if (unmet(key, spec) || (key.written && !key.written(spec))) continue;
        std::visit(
            [&](auto place) {
                if constexpr (std::is_same_v<decltype(place), std::monostate>)
                    by_hand(std::string_view(key.name));
                else
                    write_value(out, key.name, spec, place);
            },
            key.place);
    }
}

template <class Spec>
void write_keys(Writer& out, const Spec& spec) {
    write_keys(out, spec, [](std::string_view) {});
}

void write_target(Writer& out, const TargetSpec& target) {
    out.table("[target]");
    write_keys(out, target, [&](std::string_view key) {
        if (key == "cov") out.raw("cov", toml_matrix(target.cov));
        if (key == "points") out.raw("points", toml_points(target.points, target.columns));
        if (key == "labels") out.raw("labels", text_list(target.labels));
        if (key == "component")
            for (const ComponentSpec& component : target.components) {
                out.table("[[target.component]]");
                write_keys(out, component, [&](std::string_view) { out.raw("cov", toml_matrix(component.cov)); });
            }
        if (key == "box")
            for (const BoxSpec& box : target.boxes) {
                out.table("[[target.box]]");
                write_keys(out, box);
            }
    });
}

void write_denoiser(Writer& out, const DenoiserSpec& denoiser) {
    if (denoiser.kind == DenoiserKind::exact) return; // what is meant where nothing is said
    out.table("[denoiser]");
    constexpr std::size_t columns = 100;
    write_keys(out, denoiser, [&](std::string_view key) {
        if (key == "weights")
            out.raw("weights",
                    "\"\"\"\n" + base64(network_bytes(*denoiser.network, AdamMoments::left_out), columns) + "\"\"\"");
    });
}

void write_training(Writer& out, const Experiment& experiment) {
    if (!learns(experiment) && experiment.training == TrainingSpec{}) return;
    out.table("[training]");
    write_keys(out, experiment.training);
}

void write_process(Writer& out, const ProcessSpec& process) {
    out.table("[process]");
    write_keys(out, process, [&](std::string_view) { out.raw("points", toml_points(process.schedule.points)); });
}

void write_sampler(Writer& out, const SamplerSpec& sampler) {
    out.table("[[sampler]]");
    constexpr std::size_t columns = 100;
    write_keys(out, sampler, [&](std::string_view key) {
        if (key == "sections") out.raw("sections", whole_list(sampler.sections));
        if (key == "states")
            out.raw("states", "\"\"\"\n" + base64(recorded_bytes(*sampler.recorded.get()), columns) + "\"\"\"");
    });
}

void write_axis(Writer& out, std::string_view key, const AxisView& axis) {
    const std::string_view what = key.substr(1);
    if (what == "_locked") out.raw(std::string(key).c_str(), "true");
    if (what == "_scale") out.name(std::string(key).c_str(), *axis.scale == Scale::log10 ? "log" : "linear");
    const auto& span = axis.locked ? axis.locked : axis.range;
    if (what.empty()) out.list(std::string(key).c_str(), {span->lo, span->hi});
}

/// The names of the samplers that are muted.
std::vector<std::string> muted_names(const Experiment& experiment, const SamplerSet& muted) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < experiment.samplers.size(); ++i)
        if (muted.has(static_cast<int>(i))) names.push_back(experiment.samplers[i].name);
    return names;
}

void write_view(Writer& out, const Experiment& experiment, const View& view) {
    const bool looked = std::any_of(view.plots.begin(), view.plots.end(),
                                    [](const auto& seen) { return !(seen.second == PlotView{}); });
    const std::span<const KeyFact<View>> rows = keys<View>();
    const bool says = std::any_of(rows.begin(), rows.end(),
                                  [&](const KeyFact<View>& key) { return key.written && key.written(view); });
    if (!says && !looked) return;
    out.table("[view]");
    write_keys(out, view, [&](std::string_view key) {
        std::vector<std::string> side;
        for (const Plot* plot : view.side)
            if (plot) side.emplace_back(plot->name);
        if (key == "muted") out.raw("muted", text_list(muted_names(experiment, view.muted)));
        if (key == "split") out.raw("split", *view.split ? "true" : "false");
        if (key == "stage") out.name("stage", view.on_stage->name);
        if (key == "plots") out.raw("plots", text_list(side));
        if (key == "time") out.list("time", {view.time->lo, view.time->hi});
    });
    for (const Plot& plot : all_plots()) {
        const auto seen = view.plots.find(&plot);
        if (seen == view.plots.end() || seen->second == PlotView{}) continue;
        out.table("[[view.plot]]");
        const PlotInView row{plot.name, seen->second};
        write_keys(out, row, [&](std::string_view key) {
            if (key == "split") return out.raw("split", *row.view.split ? "true" : "false");
            if (key == "hidden") return out.raw("hidden", text_list(row.view.hidden));
            write_axis(out, key, key[0] == 'x' ? row.view.x : row.view.y);
        });
    }
}

} // namespace

std::string view_text(const Experiment& experiment, const View& view) {
    Writer out;
    write_view(out, experiment, view);
    return out.take();
}

std::string stored_results_text(const std::vector<StoredResult>& results) {
    Writer out;
    for (const StoredResult& result : results) {
        out.table("[[result]]");
        out.text("sampler", result.sampler);
        out.text("coordinate", result.coordinate);
        for (const auto& [name, value] : result.numbers) out.real(name.c_str(), value);
    }
    return results.empty() ? "" : "\n" + out.take();
}

std::string write_scene(const Experiment& experiment, const View& view) {
    Writer out;
    out.raw("format", std::to_string(scene_format));
    out.text("halfstep", HALFSTEP_VERSION);
    write_keys(out, experiment); // the title and the note
    write_target(out, experiment.target);
    write_denoiser(out, experiment.denoiser);
    write_training(out, experiment);
    write_process(out, experiment.process);
    for (const SamplerSpec& sampler : experiment.samplers) write_sampler(out, sampler);
    if (experiment.latents) {
        out.table("[latents]");
        write_keys(out, *experiment.latents);
    }
    out.table("[run]");
    write_keys(out, experiment.run);
    write_view(out, experiment, view);
    return out.take();
}

} // namespace halfstep
