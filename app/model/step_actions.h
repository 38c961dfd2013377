#pragma once
// The part of the list of actions (action_list.cpp) that is about one particle and one step.

#include "app/model/actions.h"

namespace halfstep {

std::vector<Action> step_actions();

} // namespace halfstep
