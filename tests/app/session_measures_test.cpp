// What a session measures, and what it finds again: by what is shown, and by what each measure depends on.

#include "app/model/session.h"
#include "app/plots/plots.h"

#include <doctest/doctest.h>

using namespace halfstep;

namespace {

constexpr Wanted all{true, true, true, true};

Experiment measured_experiment() {
    Experiment experiment;
    experiment.process.steps = 12;
    experiment.samplers.resize(2);
    experiment.samplers[1].name = "DDPM";
    experiment.samplers[1].kind = SamplerKind::ddpm;
    experiment.run.particles = 300;
    return experiment;
}

/// After an edit, as a slider makes it.
void edit(Session& session, void (*change)(Experiment&)) {
    Experiment next = session.experiment();
    change(next);
    session.edit(next, 1, "test");
    session.wait();
}

} // namespace

TEST_SUITE("app/session measures") {
    TEST_CASE("one edit makes one problem: that of the run, its samplers and its plots") {
        Session session(measured_experiment(), "", [] {});
        session.wait();
        const auto first = session.problem();
        REQUIRE(first);
        CHECK(session.run()->problem == first);
        edit(session, [](Experiment& e) { e.samplers[0].eta = 0.5; });
        const auto second = session.problem();
        CHECK(second != first);
        CHECK(session.run()->problem == second);
        for (std::size_t i = 0; i < 2; ++i) CHECK(session.run()->samplers[i].plan.get() == &second->samplers[i]);
        session.set_level(3); // no edit
        session.want(all);
        session.wait();
        CHECK(session.problem() == second);
        CHECK(session.run()->problem == second);

        Experiment impossible = session.experiment();
        impossible.samplers[0].eta = 99;
        session.edit(impossible, 0, "test");
        CHECK_FALSE(session.problem());
        CHECK(session.mistake().find("sampler[0].eta") != std::string::npos);
        CHECK(session.run()->problem == second); // still in view
        session.undo();
        session.wait();
        REQUIRE(session.problem());
        CHECK(session.problem()->experiment.samplers[0].eta == 0.5);
    }

    TEST_CASE("with nothing on screen that needs them, no measures are taken") {
        Session session(measured_experiment(), "", [] {});
        session.wait();
        edit(session, [](Experiment& e) { e.samplers[0].eta = 0.5; });
        edit(session, [](Experiment& e) { e.target.sigma = 0.7; });
        CHECK(session.computed() == MeasureCache::Computed{});
        CHECK_FALSE(session.run_with_final_samples());
        const Plot* stage = stage_plot(*session.run());
        REQUIRE(stage);
        CHECK(stage->measures == Wanted{}); // the stage needs none
    }

    TEST_CASE("a plot that shows losses asks for them; eta leaves them as they are, the target does not") {
        Session session(measured_experiment(), "", [] {});
        session.want(find_plot("loss")->measures);
        session.wait();
        const auto losses = session.run()->measures.losses;
        REQUIRE(losses);
        CHECK_FALSE(losses->empty());
        const long computed = session.computed().losses;
        CHECK(computed >= 1);
        edit(session, [](Experiment& e) { e.samplers[0].eta = 0.5; });
        CHECK(session.run()->experiment().samplers[0].eta == 0.5);
        CHECK(session.run()->measures.losses == losses);
        CHECK(session.computed().losses == computed);
        CHECK(session.computed().exact == 0);
        CHECK(session.computed().distance_curves == 0);
        edit(session, [](Experiment& e) { e.target.sigma = 0.7; });
        CHECK(session.run()->measures.losses != losses);
        CHECK(session.computed().losses > computed);
        const long after = session.computed().losses;
        session.undo(); // both edits were one gesture
        session.wait();
        CHECK(session.run()->measures.losses == losses);
        CHECK(session.computed().losses == after);
    }

    TEST_CASE("another sampler draws no exact clouds, and measures itself alone") {
        Session session(measured_experiment(), "", [] {});
        session.want({.final_samples = true, .distance_curves = true});
        session.wait();
        const Measures before = session.run()->measures;
        const MeasureCache::Computed computed = session.computed();
        edit(session, [](Experiment& e) { e.samplers[1].kind = SamplerKind::half_step; });
        const Measures after = session.run()->measures;
        CHECK(after.exact == before.exact);
        CHECK(after.floors == before.floors);
        CHECK(after.final_samples[0] == before.final_samples[0]);
        CHECK(after.distance_curves[0] == before.distance_curves[0]);
        CHECK(after.final_samples[1] != before.final_samples[1]);
        CHECK(session.computed().exact == computed.exact);
        CHECK(session.computed().floors == computed.floors);
        CHECK(session.computed().losses == 0);
        // A name means nothing to anyone who measures.
        edit(session, [](Experiment& e) { e.samplers[1].name = "another name"; });
        CHECK(session.run()->measures.same(after, {.final_samples = true, .distance_curves = true}));
        // Other draws do.
        edit(session, [](Experiment& e) { e.run.seed = 8; });
        CHECK(session.run()->measures.exact != before.exact);
    }

    TEST_CASE("what is shown later is measured of the run that is there, which stays the same run") {
        Session session(measured_experiment(), "", [] {});
        session.wait();
        const auto run = session.run();
        session.want({.final_samples = true});
        CHECK(session.busy());
        session.wait();
        CHECK(session.run() != run);
        CHECK(session.run()->samplers.shares_with(run->samplers));
        CHECK(session.run()->measures.have({.final_samples = true}));
        CHECK(session.run_with_final_samples() == session.run());
        session.want({});
        CHECK_FALSE(session.busy());
    }

    TEST_CASE("every plot that draws a measure says that it wants it") {
        Session session(measured_experiment(), "", [] {});
        session.wait();
        const Run& bare = *session.run();
        Run whole = bare;
        measure(bare, all, {}, whole.measures);
        for (const Plot& plot : all_plots()) {
            if (!plot.applies(bare)) continue;
            INFO("plot ", std::string(plot.name));
            const bool same = plot.make(bare, {}).marks.size() == plot.make(whole, {}).marks.size();
            CHECK(same == (plot.measures == Wanted{}));
            CHECK(plot.make(bare, {}).title == plot.make(whole, {}).title);
        }
    }
}
