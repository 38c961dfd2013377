#pragma once
// What becomes of a scene when another one takes its place.

namespace halfstep {

struct AppState;

/// What is in no file is put aside, and said.
void leave_document(AppState& app);

} // namespace halfstep
