// Experiment, history and cursor, without a window. Simulation runs on its worker: waits are on conditions,
// and their limit is only there so that a mistake fails instead of hanging.

#include "app/model/session.h"
#include "tests/app/process.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>

using namespace halfstep;
using halfstep::testing::lines_of;
using halfstep::testing::read_whole;
using halfstep::testing::TemporaryFolder;

namespace {

constexpr std::chrono::seconds limit{120};

Experiment small() {
    Experiment experiment;
    experiment.process.steps = 40;
    experiment.samplers.resize(2);
    experiment.samplers[1].name = "DDPM";
    experiment.samplers[1].kind = SamplerKind::ddpm;
    experiment.run.particles = 300;
    return experiment;
}

/// `small` with another eta: the edit that a slider makes.
Experiment with_eta(double eta) {
    Experiment experiment = small();
    experiment.samplers[0].eta = eta;
    return experiment;
}

Session make_session(const Experiment& experiment = small()) {
    return Session(experiment, "", [] {});
}

/// Until the full run of the newest experiment is there.
void settle(Session& session) {
    const auto end = std::chrono::steady_clock::now() + limit;
    const auto settled = [&] {
        return session.run() && !session.coarse() && session.run()->experiment() == session.experiment();
    };
    while (session.update(0), !settled()) {
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

TEST_CASE("one drag is one undo step") {
    Session session = make_session();
    CHECK_FALSE(session.can_undo());
    for (const double eta : {0.1, 0.2, 0.5}) session.edit(with_eta(eta), 3, "eta");
    CHECK(session.experiment() == with_eta(0.5));
    session.undo();
    CHECK(session.experiment() == small());
    CHECK_FALSE(session.can_undo());
    session.redo();
    CHECK(session.experiment() == with_eta(0.5));

    session.edit(with_eta(0.6), 4, "eta"); // another drag
    session.edit(with_eta(0.7), 0, "key"); // and two edits that are no drag
    session.edit(with_eta(0.8), 0, "key");
    for (const double eta : {0.7, 0.6, 0.5, 0.0}) {
        session.undo();
        CHECK(session.experiment() == with_eta(eta));
    }
    CHECK_FALSE(session.can_undo());
    session.undo(); // of nothing
    CHECK(session.experiment() == small());
}

TEST_CASE("a drag that goes on after an undo is a new step") {
    Session session = make_session();
    session.edit(with_eta(0.1), 7, "eta");
    session.undo();
    session.edit(with_eta(0.2), 7, "eta");
    session.undo();
    CHECK(session.experiment() == small());
    session.redo();
    CHECK(session.experiment() == with_eta(0.2));
}

TEST_CASE("undo and redo give back exactly what was, in order") {
    // Values that no format with few digits keeps.
    std::vector<Experiment> states = {small()};
    for (int i = 1; i <= 5; ++i) states.push_back(with_eta(std::sqrt(2) * i / 10));
    states.push_back(states.back());
    states.back().target.kind = TargetKind::ring;
    states.back().title = "ring";
    Session session = make_session();
    for (std::size_t i = 1; i < states.size(); ++i) session.edit(states[i], 0, "edit");
    for (std::size_t i = states.size() - 1; i-- > 0;) {
        session.undo();
        CHECK(session.experiment() == states[i]);
    }
    for (std::size_t i = 1; i < states.size(); ++i) {
        session.redo();
        CHECK(session.experiment() == states[i]);
    }
    CHECK_FALSE(session.can_redo());
    settle(session); // the run follows
    CHECK(session.run()->target().dim() == 2);
}

TEST_CASE("a new edit clears redo; an edit to the same does nothing") {
    Session session = make_session();
    session.edit(with_eta(0.1), 0, "edit");
    session.edit(with_eta(0.2), 0, "edit");
    session.undo();
    session.edit(with_eta(0.1), 0, "edit"); // is what it is
    CHECK(session.can_redo());
    session.edit(with_eta(0.3), 0, "edit");
    CHECK_FALSE(session.can_redo());
    session.redo();
    CHECK(session.experiment() == with_eta(0.3));
    session.undo();
    CHECK(session.experiment() == with_eta(0.1));
}

TEST_CASE("the history is long, but bounded: the oldest goes") {
    Session session = make_session();
    constexpr int edits = 1200;
    for (int i = 1; i <= edits; ++i) session.edit(with_eta(i * 1e-6), 0, "edit");
    int undone = 0;
    while (session.can_undo()) session.undo(), ++undone;
    CHECK(undone >= 100);
    CHECK(undone < edits);
    CHECK(session.experiment() == with_eta((edits - undone) * 1e-6));
}

TEST_CASE("an impossible experiment keeps the last run and says what is wrong") {
    Session session = make_session();
    settle(session);
    const auto run = session.run();
    session.edit(with_eta(-1), 0, "edit");
    CHECK(session.mistake().find("sampler[0].eta") != std::string::npos);
    session.update(0);
    CHECK(session.run() == run);
    CHECK_FALSE(session.busy());
    CHECK(session.experiment() == with_eta(-1)); // what was typed stays, to be mended
    session.wait();                              // and there is nothing to wait for

    session.undo();
    CHECK(session.mistake() == "");
    settle(session);
    CHECK(session.experiment() == small());
}

TEST_CASE("without any possible experiment there is a problem and no run") {
    Session session = make_session(with_eta(-1));
    session.wait();
    CHECK(session.run() == nullptr);
    CHECK(session.mistake() != "");
    session.edit(small(), 0, "edit");
    settle(session);
    CHECK(session.mistake() == "");
}

TEST_CASE("even a process without steps does no harm") {
    Session session = make_session();
    session.set_level(20);
    Experiment none = small();
    none.process.steps = 0;
    session.edit(none, 0, "edit");
    CHECK(session.mistake() != "");
    CHECK(session.view().level == 0);
    session.play(true);
    session.update(0.1);
    session.edit(small(), 0, "edit");
    CHECK(session.view().level >= 0);
    CHECK(session.view().level <= 40);
    settle(session);
}

TEST_CASE("the cursor keeps its place in time when T changes") {
    Session session = make_session();
    session.set_level(30); // of 40
    const auto set_steps = [&](int steps, int gesture) {
        Experiment next = session.experiment();
        next.process.steps = steps;
        session.edit(next, gesture, "process.steps");
        CHECK(session.levels() == steps);
    };
    set_steps(80, 0);
    CHECK(session.view().level == 60);
    session.undo();
    CHECK(session.view().level == 30);
    // Nor is it lost on the way through few levels.
    for (const int steps : {20, 5, 2, 1, 3, 10, 40}) set_steps(steps, 9);
    CHECK(session.view().level == 30);
    session.set_level(40);
    set_steps(100, 0);
    CHECK(session.view().level == 100);
    session.set_level(0);
    set_steps(7, 0);
    CHECK(session.view().level == 0);
}

TEST_CASE("the cursor stays within the levels, and forgets a sampler that is gone") {
    Session session = make_session();
    session.set_level(1000);
    CHECK(session.view().level == 40);
    session.set_level(-5);
    CHECK(session.view().level == 0);
    session.set_sampler(1);
    Experiment one = small();
    one.samplers.pop_back();
    session.edit(one, 0, "edit");
    CHECK(session.view().sampler == -1);
}

TEST_CASE("opening a scene can be undone; it starts at the data") {
    Session session = make_session();
    session.set_level(10);
    session.play(true);
    Experiment ring = small();
    ring.target.kind = TargetKind::ring;
    session.open(ring);
    CHECK_FALSE(session.playback().playing);
    CHECK(session.view().level == 0);
    session.undo();
    CHECK(session.experiment() == small());
}

TEST_CASE("a scene is looked at as it asks; undo leaves that alone") {
    Session session = make_session();
    const Plot& plot = *find_plot("variance");
    session.set_side({find_plot("loss")});
    session.plot_view(plot).y.range = AxisView::Span{0, 3};
    PlotView* const seen = &session.plot_view(plot);
    Experiment ring = small();
    ring.target.kind = TargetKind::ring;
    View view;
    view.level = 7;
    view.time = AxisView::Span{1, 2};
    view.plots[&plot].hidden = {"exact"};
    session.open(ring, view);
    CHECK(session.view().level == 7);
    CHECK(session.view().side.empty());
    CHECK(session.time_shown() == view.time);
    CHECK(&session.plot_view(plot) == seen);
    CHECK(*seen == view.plots[&plot]);
    session.undo();
    CHECK(session.view().level == 7);
    CHECK(*seen == view.plots[&plot]);
    session.set_side({find_plot("loss")});
    session.open(ring); // says nothing
    CHECK(session.view().level == 0);
    CHECK(session.view().side == std::vector<const Plot*>{find_plot("loss")});
    CHECK_FALSE(session.time_shown());
    CHECK(*seen == PlotView{});
}

TEST_CASE("the journal follows along") {
    const TemporaryFolder folder;
    const std::string path = folder.path("journal");
    Session session(small(), path, [] {});
    session.edit(with_eta(0.25), 0, "sampler[0].eta");
    session.set_level(13);
    session.undo();
    settle(session);
    const auto lines = lines_of(read_whole(path)); // written line by line, not at the end
    const auto count = [&](const std::string& part) {
        return std::count_if(lines.begin(), lines.end(),
                             [&](const std::string& l) { return l.find(part) != std::string::npos; });
    };
    CHECK(count("\"change\": \"experiment\", \"cause\": \"open\", \"undo_depth\": 0") == 1);
    CHECK(count("\"cause\": \"sampler[0].eta\", \"undo_depth\": 1") == 1);
    CHECK(count("eta = 0.25") == 1);
    CHECK(count("\"cause\": \"undo\", \"undo_depth\": 0") == 1);
    CHECK(count("\"level\": 13") == 1);
    CHECK(count("\"change\": \"run\"") >= 1);
    CHECK_THROWS_AS(Session(small(), folder.path("none/journal"), [] {}), std::runtime_error);
}
