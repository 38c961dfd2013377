// The clock of a session: how playback moves its cursor.

#include "app/model/session.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace halfstep;

namespace {

Experiment two_samplers_of_40() {
    Experiment experiment;
    experiment.process.steps = 40;
    experiment.samplers.resize(2);
    experiment.samplers[1].name = "DDPM";
    experiment.samplers[1].kind = SamplerKind::ddpm;
    experiment.run.particles = 300;
    return experiment;
}

Session playing_session() {
    return Session(two_samplers_of_40(), "", [] {});
}

/// Frames of `seconds` until playback stops; how many that took.
int play_out(Session& session, double seconds) {
    for (int frames = 1; frames < 100'000; ++frames) {
        session.update(seconds);
        if (!session.playback().playing) return frames;
    }
    FAIL("playback does not stop");
    return 0;
}

} // namespace

TEST_CASE("playback runs to the end and stops there; play at the end starts over") {
    Session session = playing_session();
    session.set_level(40);
    session.play(true);
    int last = 40;
    bool downwards = true;
    for (int i = 0; i < 10; ++i) {
        session.update(0.1);
        downwards = downwards && session.view().level <= last;
        last = session.view().level;
    }
    CHECK(downwards);
    CHECK(last < 40);
    CHECK(last > 0);
    play_out(session, 0.1);
    CHECK(session.view().level == 0);
    session.update(10); // stopped is stopped
    CHECK(session.view().level == 0);

    session.play(true);
    CHECK(session.view().level == 40);
    session.toggle_play(true);
    session.update(10);
    CHECK(session.view().level == 40);

    session.toggle_play(false); // towards noise, and there it is already: from the data
    CHECK(session.view().level == 0);
    play_out(session, 0.1);
    CHECK(session.view().level == 40);

    // Turned round on the way: no pause, and no jump.
    session.toggle_play(true);
    for (int i = 0; i < 20; ++i) session.update(0.1);
    const int turned = session.view().level;
    CHECK(turned < 40);
    CHECK(turned > 0);
    session.toggle_play(false);
    CHECK(session.playback().playing);
    CHECK(session.view().level == turned);
    session.update(0.5);
    CHECK(session.view().level > turned);
    session.toggle_play(false);
    CHECK_FALSE(session.playback().playing);
    session.toggle_play(false);
    session.update(0.1);
    // And at once, before it has left the noise: forward in time begins at the data.
    session.play(false);
    session.set_level(40);
    session.toggle_play(true);
    session.toggle_play(false);
    CHECK(session.view().level == 0);
    CHECK(session.playback().playing);
}

TEST_CASE("playback takes its time, whatever the frames are") {
    Session session = playing_session();
    const auto frames = [&](double seconds, float speed) {
        session.set_speed(speed);
        session.set_level(40);
        session.play(true);
        return play_out(session, seconds);
    };
    const int unit = frames(0.01, 1);
    CHECK(unit * 0.01 == doctest::Approx(Playback::seconds_at_unit_speed).epsilon(0.01));
    CHECK(frames(0.1, 1) * 0.1 == doctest::Approx(Playback::seconds_at_unit_speed).epsilon(0.03));
    CHECK(frames(0.01, 2) == doctest::Approx(unit / 2.0).epsilon(0.02));
    CHECK(frames(0.01, 0.5f) == doctest::Approx(unit * 2.0).epsilon(0.02));
    CHECK(frames(1e6, 1) == 1); // asleep for days
}

TEST_CASE("slower and faster, step by step") {
    Session session = playing_session();
    const auto speeds = [&](int by) {
        std::vector<float> seen;
        for (int i = 0; i < 7; ++i) session.change_speed(by), seen.push_back(session.playback().speed);
        return seen;
    };
    CHECK(speeds(-1) == std::vector<float>{0.5f, 0.25f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f});
    CHECK(speeds(1) == std::vector<float>{0.25f, 0.5f, 1, 2, 4, 4, 4});
}

TEST_CASE("slow motion ends with the step that it is of") {
    Session session = playing_session();
    session.wait();
    session.play_stages(true);
    session.update(0);
    CHECK(session.playback().stages);
    CHECK(session.inspected() == 1);
    Experiment other = two_samplers_of_40();
    other.title = "other";
    session.open(other);
    session.update(0);
    CHECK_FALSE(session.playback().stages);
}

TEST_CASE("another scene plays at the usual speed") {
    Session session = playing_session();
    session.set_speed(4);
    Experiment edited = two_samplers_of_40();
    edited.samplers[0].eta = 0.5;
    session.edit(edited, 0, "eta"); // an edit leaves it alone
    CHECK(session.playback().speed == 4);
    Experiment other = two_samplers_of_40();
    other.title = "another";
    session.open(other);
    CHECK(session.playback().speed == 1);
}

TEST_CASE("reduced motion: playback goes in a few still pictures, from one end to the other") {
    for (const bool towards_data : {true, false}) {
        Session session = playing_session(); // 40 levels
        session.play_in_stills(true);
        session.set_level(towards_data ? 40 : 0);
        session.toggle_play(towards_data);
        std::vector<int> shown;
        double seconds = 0;
        for (; session.playback().playing && seconds < 60; seconds += 0.02) {
            session.update(0.02);
            if (shown.empty() || shown.back() != session.view().level) shown.push_back(session.view().level);
        }
        CHECK(seconds == doctest::Approx(Playback::seconds_at_unit_speed).epsilon(0.01));
        CHECK(shown.size() == Playback::still_pictures + 1);
        CHECK(shown.front() == (towards_data ? 40 : 0));
        CHECK(shown.back() == (towards_data ? 0 : 40));
        for (std::size_t i = 1; i < shown.size(); ++i) CHECK(std::abs(std::abs(shown[i] - shown[i - 1]) - 2.5) <= 0.5);
    }
}

TEST_CASE("reduced motion: few levels are all shown") {
    Playback playback;
    playback.stills = true;
    CHECK(shown_level(playback, 6.4, 10) == 6);
    CHECK(shown_level(playback, 37.4, 40) == 38); // of 37.5, the picture that it came from
    CHECK(shown_level(playback, 0, 40) == 0);
    CHECK(shown_level(playback, 40, 40) == 40);
}
