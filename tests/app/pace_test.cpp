// How long work will still take: by its pace of late, against arithmetic.

#include "app/base/pace.h"

#include <doctest/doctest.h>

using namespace halfstep;

namespace {

/// Tells the pace of a second's work, ten times, at `rate` a second.
void work_at(Pace& pace, double& now, double& done, double seconds, double rate) {
    for (int i = 0; i < static_cast<int>(10 * seconds + 0.5); ++i) {
        now += 0.1;
        done += 0.1 * rate;
        pace.note(now, done);
    }
}

} // namespace

TEST_CASE("pace: nothing is said before it is known, then what is left at the pace that there is") {
    Pace pace;
    double now = 1000, done = 0;
    CHECK_FALSE(pace.seconds_left(100));
    pace.note(now, done);
    work_at(pace, now, done, 1, 2);
    CHECK_FALSE(pace.seconds_left(100)); // a second says nothing
    work_at(pace, now, done, 1, 2);
    REQUIRE(pace.seconds_left(100));
    CHECK(*pace.seconds_left(100) == doctest::Approx((100 - done) / 2));
    pace.restart();
    CHECK_FALSE(pace.seconds_left(100));
}

TEST_CASE("pace: what was fast at first and is slow now takes as long as it takes now") {
    Pace pace;
    double now = 0, done = 0;
    pace.note(now, done);
    work_at(pace, now, done, 5, 8); // 40 of 100
    work_at(pace, now, done, 15, 1);
    // By all of it, 45 / (55 / 20) = 16 s; at the pace of late 45.
    CHECK(*pace.seconds_left(100) == doctest::Approx(45).epsilon(0.02));
    work_at(pace, now, done, 15, 0); // it stands still: nobody knows
    CHECK_FALSE(pace.seconds_left(100));
}

TEST_CASE("pace: one leap is no pace, and many notes in a moment are one") {
    Pace pace;
    pace.note(0, 0);
    pace.note(3, 0);
    pace.note(3.2, 50);
    CHECK_FALSE(pace.seconds_left(100));
    pace.note(6.2, 60);
    CHECK(*pace.seconds_left(100) == doctest::Approx(40 * 6.2 / 60));
    for (int i = 0; i < 1000; ++i) pace.note(6.3 + 1e-6 * i, 60);
    CHECK(*pace.seconds_left(60) == 0);
}
