#include "app/plots/plots.h"

#include "app/base/text.h"
#include "app/figure/mark_names.h"

namespace halfstep {

extern const Plot xt_plot, plane_plot, histogram_plot, posterior_plot, step_plot, step_place_plot, step_lanes_plot,
    step_terms_plot, latents_plot, variance_plot, variance_ratio_plot, mean_plot, schedule_plot, schedule_signal_plot,
    schedule_sigma_plot, schedule_log_snr_plot, step_share_plot, distance_plot, loss_plot, weights_plot, bound_plot,
    denoiser_plot, denoiser_eps_plot, denoiser_score_plot, denoiser_v_plot, denoiser_error_plot, denoiser_plane_plot,
    ode_plot, training_plot, parting_plot, local_error_plot;

const std::vector<Plot>& all_plots() {
    static const std::vector<Plot> list = {
        xt_plot,               // 1-D: p_t(x), paths, histograms at both ends
        plane_plot,            // 2-D: density, particles, score arrows, trails
        histogram_plot,        // at the cursor, over the exact density
        posterior_plot,        // p(x0 | x_t) of one particle at the cursor
        step_plot,             // p(x_s | x_t) of that particle, and what samplers make of it
        step_place_plot,       // the same where it is, not about its mean
        step_lanes_plot,       // samplers beside each other, stage by stage, in units of DDPM's step
        step_terms_plot,       // the coefficients of the one equation against t
        latents_plot,          // between two latents, and one x0 there and back
        variance_plot,         // against t: measured, predicted, exact
        variance_ratio_plot,   // over the exact one: 1 is right
        mean_plot,             // against t
        schedule_plot,         // beta, alpha_bar, SNR, beta_tilde; tau marked
        schedule_signal_plot,  // a, b, a^2 + b^2
        schedule_sigma_plot,   // b/a
        schedule_log_snr_plot, // log(a^2/b^2)
        step_share_plot,       // against t: of the deterministic DDPM step
        ode_plot,              // x/a against b/a: DDIM's path is a polygon
        distance_plot,         // of every sampler to p_t, along the way
        loss_plot,             // against t: of eps, x0, v, over their floors
        weights_plot,          // of |eps - eps_hat|^2 in losses and steps
        bound_plot,            // the terms of the variational bound, in nats
        denoiser_plot,         // 1-D: x0_hat against x_t, beside the exact one
        denoiser_eps_plot,     // the same as eps_hat
        denoiser_score_plot,   // as the score
        denoiser_v_plot,       // as v, for flow the velocity
        denoiser_error_plot,   // 1-D: their difference, over x_t and t
        denoiser_plane_plot,   // 2-D: their difference at the cursor
        training_plot,         // against steps: the loss of training over its floor
        parting_plot,          // against the share of the process: of this scene and the one beside it
        local_error_plot,      // against t: of each recorded step
    };
    return list;
}

namespace {

/// The text as it is shown; its symbols do not part.
void respell(std::string& text, const Run& run, const View& view, bool whole) {
    if (!has_symbols(text)) return;
    const ProcessSpec process = run.problem ? run.process().spec : ProcessSpec{};
    text = with_symbols(text, [&](std::string_view symbol) {
        const std::string as = spelled("⟨" + std::string(symbol) + "⟩", view.notation, process);
        return whole ? with_no_break_spaces(as) : as;
    });
}

/// Files of data say whose every row is: what a sampler draws without an entry of its own in the legend has its name.
void name_samplers(std::vector<Mark>& marks, const Run& run) {
    for (Mark& mark : marks) {
        const auto i = static_cast<std::size_t>(sampler_index(mark)); // -1: beyond all of them
        if (i >= run.samplers.size()) continue;
        std::visit(
            [&](auto& one) {
                if constexpr (requires { one.name; })
                    if (one.name.empty() && one.label.empty()) one.name = run.samplers[i].spec().name;
            },
            mark);
    }
}

} // namespace

void spell(std::vector<Mark>& marks, const Run& run, const View& view) {
    const auto spell_mark = [&](auto& mark) {
        if constexpr (requires { mark.name; }) {
            if (mark.name.empty() && has_symbols(mark.label)) mark.name = mark.label;
            mark.name = unspelled(mark.name);
        }
        if constexpr (requires { mark.label; }) respell(mark.label, run, view, false);
        if constexpr (requires { mark.text; }) respell(mark.text, run, view, false);
        if constexpr (requires { mark.tip; }) respell(mark.tip, run, view, false);
    };
    for (Mark& mark : marks) std::visit(spell_mark, mark);
    name_samplers(marks, run);
}

void spell(Figure& figure, const Run& run, const View& view) {
    for (std::string* text : {&figure.title, &figure.x.label, &figure.y.label}) respell(*text, run, view, false);
    respell(figure.caption, run, view, true);
    spell(figure.marks, run, view);
    spell(figure.overlay, run, view);
}

Figure MakesFigure::operator()(const Run& run, const View& view) const {
    Figure figure = raw(run, view);
    spell(figure, run, view);
    return figure;
}

std::string MakesWords::operator()(const Run& run, const View& view) const {
    std::string text = raw(run, view);
    respell(text, run, view, false);
    return text;
}

std::vector<Mark> MakesOverlay::operator()(const Run& run, const View& view) const {
    std::vector<Mark> marks = raw(run, view);
    spell(marks, run, view);
    return marks;
}

const Plot* find_plot(std::string_view name) {
    for (const Plot& plot : all_plots())
        if (name == plot.name) return &plot;
    return nullptr;
}

const Plot* stage_plot(const Run& run) {
    for (const Plot& plot : all_plots())
        if (plot.on_stage && plot.applies(run)) return &plot;
    return nullptr;
}

const Plot* stage_plot(const Run& run, const View& view) {
    return view.on_stage && view.on_stage->applies(run) ? view.on_stage : stage_plot(run);
}

bool is_split(const Plot& plot, const Run& run, const View& view) {
    const int count = static_cast<int>(run.samplers.size());
    int seen = 0;
    for (int i = 0; i < count; ++i) seen += view.muted.has(i) ? 0 : 1;
    const bool one_step = view.inspect > 0 && plot.on_stage; // of one sampler, as large as there is room for
    if (seen < 2 || one_step || plot.splits_from < 0) return false;
    if (const auto own = view.plots.find(&plot); own != view.plots.end() && own->second.split)
        return *own->second.split;
    const bool by_itself = view.split_by_itself && plot.splits_from > 0 && count >= plot.splits_from;
    return view.split.value_or(by_itself);
}

void split_figure(const Plot& plot, const Run& run, const View& view, Figure& figure) {
    figure.split = {};
    const auto of_sampler = [](const Mark& mark) { return sampler_index(mark) >= 0; };
    const bool any = std::any_of(figure.marks.begin(), figure.marks.end(), of_sampler) ||
                     std::any_of(figure.overlay.begin(), figure.overlay.end(), of_sampler);
    if (!any || !is_split(plot, run, view)) return;
    for (int i = 0; i < static_cast<int>(run.samplers.size()); ++i)
        if (!view.muted.has(i))
            figure.split.panels.push_back({i, run.samplers[static_cast<std::size_t>(i)].spec().name});
}

std::vector<const Plot*> side_plots(const Experiment& experiment) {
    std::vector<const Plot*> column;
    for (const Plot& plot : all_plots()) {
        const int place = plot.place ? plot.place(experiment) : -1;
        if (place < 0) continue;
        column.resize(std::max(column.size(), static_cast<std::size_t>(place) + 1));
        column[static_cast<std::size_t>(place)] = &plot;
    }
    for (const Plot& plot : all_plots())
        if (plot.called_for && plot.called_for(experiment)) column.front() = &plot;
    return column;
}

int level_near(const Process& process, double t) {
    const auto after =
        std::find_if(process.levels.begin(), process.levels.end(), [&](const auto& level) { return level.t >= t; });
    const int above = static_cast<int>(after - process.levels.begin());
    if (above == 0) return 0;
    if (above > process.steps()) return process.steps();
    return process.levels[above].t - t < t - process.levels[above - 1].t ? above : above - 1;
}

Figure paper_figure(const Plot& plot, const Run& run, const View& view, bool with_cursor) {
    Figure figure = plot.make(run, view);
    figure.name = plot.name;
    const auto seen = view.plots.find(&plot);
    const bool with_overlay = with_cursor || plot.all_in_overlay || view.pinned >= 0 || view.inspect > 0;
    remove_muted(view.muted, figure.marks);
    remove_muted(view.muted, figure.overlay);
    split_figure(plot, run, view, figure);
    put_on_paper(seen == view.plots.end() ? PlotView{} : seen->second, with_overlay, figure);
    return figure;
}

} // namespace halfstep
