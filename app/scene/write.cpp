#include "app/base/base64.h"
#include "app/base/text.h"
#include "app/scene/names.h"
#include "app/scene/network_file.h"

#include <cmath>
#include <cstdio>

namespace halfstep {

namespace {

/// A TOML float: unlike an integer it has a point or an exponent, so that "radius = 2.0" reads as what it is.
std::string toml_float(double value) {
    std::string text = number(value);
    if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

/// A TOML basic string of printable characters: whatever else it holds is escaped, so that a scene is clean text in any file and
/// still reads back as it was. Bytes that are no UTF-8 cannot be, and become U+FFFD.
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
    /// sigma, or the covariance that overrides it.
    void spread(double sigma, const std::vector<double>& cov) {
        if (cov.empty())
            real("sigma", sigma);
        else
            raw("cov", toml_matrix(cov));
    }
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

void write_components(Writer& out, const TargetSpec& target) {
    for (const ComponentSpec& component : target.components) {
        out.table("[[target.component]]");
        out.real("weight", component.weight);
        out.list("mean", component.mean);
        out.spread(component.sigma, component.cov);
    }
}

void write_boxes(Writer& out, const TargetSpec& target) {
    for (const BoxSpec& box : target.boxes) {
        out.table("[[target.box]]");
        out.real("weight", box.weight);
        out.list("lo", box.lo);
        out.list("hi", box.hi);
    }
}

void write_target(Writer& out, const TargetSpec& target) {
    const auto whole = [&out](const char* key, auto value) { out.raw(key, std::to_string(value)); };
    out.table("[target]");
    out.name("kind", name_of(target.kind));
    switch (target.kind) {
    case TargetKind::gaussian:
        out.spread(target.sigma, target.cov);
        out.list("mean", target.mean);
        break;
    case TargetKind::mixture: write_components(out, target); break;
    case TargetKind::uniform: write_boxes(out, target); break;
    case TargetKind::points:
        out.real("kernel", target.kernel);
        out.raw("standardize", target.standardize ? "true" : "false");
        out.raw("points", toml_points(target.points, target.columns));
        break;
    case TargetKind::ring:
        out.real("sigma", target.sigma);
        whole("modes", target.modes);
        out.real("radius", target.radius);
        break;
    case TargetKind::grid:
        out.real("sigma", target.sigma);
        whole("modes", target.modes);
        out.real("spacing", target.spacing);
        break;
    case TargetKind::checkerboard:
        whole("modes", target.modes);
        out.real("spacing", target.spacing);
        break;
    case TargetKind::moons:
        out.real("sigma", target.sigma);
        out.real("radius", target.radius);
        break;
    case TargetKind::circles:
        out.real("sigma", target.sigma);
        out.real("radius", target.radius);
        out.real("ratio", target.ratio);
        break;
    case TargetKind::spiral:
        out.real("sigma", target.sigma);
        out.real("radius", target.radius);
        out.real("turns", target.turns);
        whole("arms", target.arms);
        break;
    case TargetKind::random:
        out.real("sigma", target.sigma);
        whole("modes", target.modes);
        out.real("radius", target.radius);
        whole("dimension", target.dimension);
        whole("seed", target.seed);
        break;
    case TargetKind::word:
        out.text("text", target.text);
        out.real("sigma", target.sigma);
        out.real("height", target.height);
        break;
    }
}

void write_denoiser(Writer& out, const DenoiserSpec& denoiser) {
    if (denoiser.kind == DenoiserKind::exact) return; // what is meant where nothing is said
    out.table("[denoiser]");
    out.name("kind", name_of(denoiser.kind));
    if (denoiser.kind == DenoiserKind::learned) {
        constexpr std::size_t columns = 100;
        if (denoiser.network)
            out.raw("weights",
                    "\"\"\"\n" + base64(network_bytes(*denoiser.network, Moments::left_out), columns) + "\"\"\"");
        return;
    }
    out.name("error", name_of(denoiser.error));
    out.real("scale", denoiser.scale);
    if (denoiser.error != DenoiserError::field) return;
    out.real("length", denoiser.length);
    out.raw("seed", std::to_string(denoiser.seed));
}

void write_training(Writer& out, const Experiment& experiment) {
    const TrainingSpec& training = experiment.training;
    if (experiment.denoiser.kind != DenoiserKind::learned && training == TrainingSpec{}) return;
    const auto whole = [&out](const char* key, auto value) { out.raw(key, std::to_string(value)); };
    out.table("[training]");
    whole("width", training.width);
    whole("depth", training.depth);
    out.name("embedding", name_of(training.embedding));
    whole("features", training.features);
    out.name("target", name_of(training.prediction));
    out.name("preconditioning", name_of(training.preconditioning));
    whole("steps", training.steps);
    whole("batch", training.batch);
    out.real("learning_rate", training.learning_rate);
    out.name("schedule", name_of(training.schedule));
    whole("warmup", training.warmup);
    out.real("weight_decay", training.weight_decay);
    out.real("ema", training.ema);
    out.name("times", name_of(training.times));
    whole("seed", training.seed);
}

void write_schedule(Writer& out, const ScheduleSpec& schedule) {
    out.name("schedule", name_of(schedule.kind));
    switch (schedule.kind) {
    case ScheduleKind::linear:
    case ScheduleKind::linear_1000:
    case ScheduleKind::scaled_linear:
    case ScheduleKind::sigmoid:
        out.real("beta_start", schedule.beta_start);
        out.real("beta_end", schedule.beta_end);
        break;
    case ScheduleKind::constant: out.real("beta_end", schedule.beta_end); break;
    case ScheduleKind::vp_sde:
        out.real("beta_min", schedule.beta_min);
        out.real("beta_max", schedule.beta_max);
        break;
    case ScheduleKind::custom:
        if (schedule.alpha_bar.empty())
            out.raw("points", toml_points(schedule.points));
        else
            out.list("alpha_bar", schedule.alpha_bar);
        break;
    case ScheduleKind::cosine:
    case ScheduleKind::jsd:
    case ScheduleKind::exponential:
    case ScheduleKind::laplace: break;
    }
    if (schedule.zero_terminal_snr) out.raw("zero_terminal_snr", "true");
}

void write_grid(Writer& out, const ProcessSpec& process) {
    out.name("grid", name_of(process.grid));
    const bool from_sigma_min = process.grid != Grid::linear && process.grid != Grid::optimal;
    if (from_sigma_min) out.real("sigma_min", process.sigma_min);
    out.real("sigma_max", process.sigma_max);
    if (from_sigma_min && process.grid != Grid::exponential) out.real("rho", process.rho);
    if (process.grid == Grid::optimal) out.real("sigma_data", process.sigma_data);
}

void write_process(Writer& out, const ProcessSpec& process) {
    out.table("[process]");
    out.name("kind", name_of(process.kind));
    out.raw("steps", std::to_string(process.steps));
    if (process.kind == ProcessKind::vp) write_schedule(out, process.schedule);
    if (process.kind == ProcessKind::ve) write_grid(out, process);
}

void write_clip(Writer& out, const SamplerSpec& sampler) {
    const Clip& clip = sampler.clip;
    // What a convention sets by itself must be taken back.
    if (clip.on() || sampler.convention != Convention::paper) out.name("clip", name_of(clip.kind));
    if (!clip.on()) return;
    out.real("clip_range", clip.range);
    if (clip.kind == Clip::Kind::dynamic) out.real("clip_percentile", clip.percentile);
    out.raw("rederive_eps", clip.rederive_eps ? "true" : "false");
}

void write_sampler(Writer& out, const SamplerSpec& sampler) {
    out.table("[[sampler]]");
    out.text("name", sampler.name);
    out.name("kind", name_of(sampler.kind));
    if (sampler.convention != Convention::paper) out.name("convention", name_of(sampler.convention));
    const bool alone = takes_noise_alone(sampler.kind);
    if (sampler.kind == SamplerKind::ddim || alone) out.real("eta", sampler.eta);
    const bool adds_noise = sampler.kind == SamplerKind::ddpm || (alone && sampler.eta > 0);
    if (adds_noise) {
        out.name("variance", name_of(sampler.variance));
        if (sampler.variance == Variance::learned) out.real("v", sampler.v);
    }
    const bool free = sampler.convention == Convention::paper; // in a library it follows from the levels
    if ((adds_noise && free) || sampler.kind == SamplerKind::euler_maruyama)
        out.raw("final_noise", sampler.final_noise ? "true" : "false");
    if (takes_churn(sampler.kind) && sampler.churn.s_churn > 0) {
        out.real("churn", sampler.churn.s_churn);
        out.real("s_noise", sampler.churn.s_noise);
        out.real("s_tmin", sampler.churn.s_tmin);
        if (sampler.churn.s_tmax) out.real("s_tmax", *sampler.churn.s_tmax);
    }
    if (sampler.corrector_steps > 0) {
        out.raw("corrector_steps", std::to_string(sampler.corrector_steps));
        out.real("corrector_snr", sampler.corrector_snr);
    }
    write_clip(out, sampler);
    if (sampler.exact_denoiser) out.name("denoiser", "exact");
    const bool listed = sampler.spacing == Spacing::sections && !sampler.sections.empty();
    if (sampler.steps && !listed) out.raw("steps", std::to_string(*sampler.steps));
    out.name("spacing", name_of(sampler.spacing));
    if (listed) out.raw("sections", whole_list(sampler.sections));
    if (sampler.convention == Convention::diffusers) {
        if (sampler.spacing == Spacing::leading) out.raw("steps_offset", std::to_string(sampler.steps_offset));
        if (sampler.kind == SamplerKind::ddim) out.raw("set_alpha_to_one", sampler.set_alpha_to_one ? "true" : "false");
    }
    if (sampler.kind != SamplerKind::forward) out.name("start", name_of(sampler.start));
    if (sampler.start == Start::encoded) out.name("inversion", name_of(sampler.inversion));
}

void write_latents(Writer& out, const LatentsSpec& latents) {
    out.table("[latents]");
    out.list("z1", latents.z1);
    out.list("z2", latents.z2);
    out.list("x0", latents.x0);
    if (!latents.sampler.empty()) out.text("sampler", latents.sampler);
}

} // namespace

std::string write_scene(const Experiment& experiment) {
    Writer out;
    out.text("title", experiment.title);
    if (!experiment.note.empty()) out.text("note", experiment.note);
    write_target(out, experiment.target);
    write_denoiser(out, experiment.denoiser);
    write_training(out, experiment);
    write_process(out, experiment.process);
    for (const SamplerSpec& sampler : experiment.samplers) write_sampler(out, sampler);
    if (experiment.latents) write_latents(out, *experiment.latents);
    out.table("[run]");
    out.raw("particles", std::to_string(experiment.run.particles));
    out.raw("seed", std::to_string(experiment.run.seed));
    out.name("precision", name_of(experiment.run.precision));
    return out.take();
}

} // namespace halfstep
