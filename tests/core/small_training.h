#pragma once
// A network that trains in no time, and the process that it is for.

#include "core/process/process.h"
#include "core/spec/training_spec.h"

namespace halfstep::testing {

inline Process vp() {
    ProcessSpec spec;
    spec.kind = ProcessKind::vp;
    spec.steps = 50;
    spec.schedule.kind = ScheduleKind::cosine;
    return make_process(spec);
}

inline TrainingSpec small() {
    TrainingSpec spec;
    spec.width = 16;
    spec.depth = 2;
    spec.features = 8;
    spec.batch = 200; // three parts of 64 rows, and one of 8
    spec.steps = 100;
    spec.warmup = 0;
    return spec;
}

} // namespace halfstep::testing
