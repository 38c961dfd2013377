#pragma once
// All rows: of every enumeration and of every key of a scene.

#include "core/spec/denoiser_facts.h"
#include "core/spec/experiment_facts.h"
#include "core/spec/process_facts.h"
#include "core/spec/sampler_facts.h"
#include "core/spec/target_facts.h"
