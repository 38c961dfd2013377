#pragma once
// Time that runs by itself.

namespace halfstep {

struct Playback {
    bool playing = false;
    bool towards_data = true; ///< reverse time: from noise to data; otherwise from data to noise
    float speed = 1;          ///< 1: the whole process in `seconds_at_unit_speed`
    double position = 0;      ///< in levels, fractional, so that slow motion is even
    bool stills = false;      ///< a few pictures of the process, one after the other, in place of motion
    bool stages = false;      ///< the stages of one step follow each other
    double stage_seconds = 0; ///< since the newest of them has come
    static constexpr int still_pictures = 16; ///< from one end to the other
    static constexpr double seconds_a_stage = 1.2;
    static constexpr double seconds_at_unit_speed = 8;
    static constexpr float speeds[] = {0.1f, 0.25f, 0.5f, 1, 2, 4}; ///< to choose from
};

/// The level that is shown when playback has come to `position`: while pictures stand still, the last of them that it
/// has passed.
int shown_level(const Playback& playback, double position, int levels);

} // namespace halfstep
