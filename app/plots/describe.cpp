#include "app/plots/describe.h"

#include "app/base/text.h"
#include "app/plots/beside.h"
#include "app/plots/common.h"
#include "app/plots/words.h"
#include "core/spec/facts.h"

#include <algorithm>

namespace halfstep {

namespace {

using namespace plots;

std::string title_in_words(const Run& run) {
    const std::string& title = run.experiment().title;
    return title.empty() ? "Untitled" : one_line(title, 300);
}

std::string full_stop(std::string text) {
    if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) text += ".";
    return text;
}

std::string target_in_words(const Run& run) {
    const TargetSpec& target = run.experiment().target;
    const std::string dimensions = run.target().dim() == 1 ? "one dimension" : "two dimensions";
    return std::string("Target: ") + fact(target.kind).label + ", in " + dimensions + ", mean " +
           exact_mean_text(run, 0) + ", variance " + exact_variance_text(run, 0) + ".";
}

std::string process_in_words(const Run& run) {
    const ProcessSpec& process = run.experiment().process;
    std::string text = std::string("Process: ") + fact(process.kind).label;
    if (process.kind == ProcessKind::vp) text += std::string(", schedule ") + fact(process.schedule.kind).label;
    if (process.kind == ProcessKind::ve)
        text += std::string(", grid ") + fact(process.grid).label + " up to σ = " + number_text(process.sigma_max);
    return text + ", " + std::to_string(process.steps) + (process.steps == 1 ? " step." : " steps.");
}

std::string samplers_in_words(const Run& run, const View& view) {
    std::string list;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i) {
        const SamplerRun& sampler = run.samplers[static_cast<std::size_t>(i)];
        const int steps = sampler.reverse_steps();
        const std::string &name = sampler.spec().name, kind = fact(sampler.spec().kind).label;
        list += (i > 0 ? "; " : "") + name + " (" + (kind == name ? "" : kind + ", ") + std::to_string(steps) +
                (steps == 1 ? " step" : " steps") + (view.muted.has(i) ? ", not shown)" : ")");
    }
    const std::size_t count = run.samplers.size();
    return (count == 1 ? "Sampler: " : std::to_string(count) + " samplers: ") + list + ".";
}

std::string spelled_for(const std::string& text, const Run& run, const View& view) {
    return spelled(text, view.notation, run.process().spec);
}

/// Of one scene: what it is, and its plots.
void add_paragraphs(std::string& text, const Run& run, const std::vector<const Plot*>& plots, const View& view) {
    text += scene_in_words(run, view);
    for (const Plot* plot : plots)
        if (const std::string words = plot_in_words(*plot, run, view); !words.empty()) text += "\n\n" + words;
}

} // namespace

std::vector<const Plot*> plots_in_view(const Run& run, const View& view) {
    std::vector<const Plot*> wanted = view.side.empty() ? side_plots(run.experiment()) : view.side, shown;
    wanted.insert(wanted.begin(), stage_plot(run, view));
    for (const Plot* plot : wanted)
        if (plot && plot->applies(run) && std::find(shown.begin(), shown.end(), plot) == shown.end())
            shown.push_back(plot);
    return shown;
}

std::string scene_in_words(const Run& run, const View& view) {
    const Experiment& experiment = run.experiment();
    std::string text = full_stop(title_in_words(run)) + " " + target_in_words(run) + " " + process_in_words(run) + " " +
                       samplers_in_words(run, view);
    if (experiment.denoiser.kind != DenoiserKind::exact)
        text += std::string(" Denoiser: ") + fact(experiment.denoiser.kind).label + ".";
    text += " " + particles_text(run) + ", seed " + std::to_string(experiment.run.seed) + ", " +
            fact(experiment.run.precision).label + " precision. " + at_cursor(run, view) + ".";
    return spelled_for(text, run, view);
}

std::string plot_in_words(const Plot& plot, const Run& run, const View& view) {
    if (!drawable(run) || !plot.applies(run)) return "";
    return full_stop(spelled_for(plot.title, run, view)) + " " + plot.words(run, view);
}

std::string picture_in_words(const Run& run, const std::vector<const Plot*>& plots, const View& view) {
    std::string text;
    add_paragraphs(text, run, plots, view);
    if (run.comparison) {
        const Run& second = *run.comparison->second;
        std::vector<const Plot*> of_both;
        std::copy_if(plots.begin(), plots.end(), std::back_inserter(of_both),
                     [&](const Plot* plot) { return stands_beside(*plot, run); });
        text += "\n\nBeside it stands another scene. ";
        add_paragraphs(text, second, of_both, view_beside(view, run, second));
    }
    return plain_text_of(text);
}

std::string plain_text_of(const std::string& words) {
    std::string text = clean_text(words);
    for (const std::string_view blank : {no_break_space, thin_space, em_space})
        for (std::size_t at = text.find(blank); at != text.npos; at = text.find(blank, at + 1))
            text.replace(at, blank.size(), " ");
    return text;
}

} // namespace halfstep
