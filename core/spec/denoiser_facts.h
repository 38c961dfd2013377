#pragma once
// The rows of [denoiser] and [training].

#include "core/spec/denoiser_spec.h"
#include "core/spec/fact.h"
#include "core/spec/training_spec.h"

namespace halfstep {

template <>
std::span<const Fact<DenoiserKind>> facts();
template <>
std::span<const Fact<DenoiserError>> facts();
template <>
std::span<const Fact<Prediction>> facts();
template <>
std::span<const Fact<Preconditioning>> facts();
template <>
std::span<const Fact<Embedding>> facts();
template <>
std::span<const Fact<LearningRate>> facts();
template <>
std::span<const Fact<Times>> facts();

template <>
std::span<const KeyFact<DenoiserSpec>> keys();
template <>
std::span<const KeyFact<TrainingSpec>> keys();

} // namespace halfstep
