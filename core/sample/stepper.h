#pragma once
// The moves of one sampler, carried out on blocks of particles.

#include "core/denoise/denoiser.h"
#include "core/sample/sampler.h"

#include <vector>

namespace halfstep {

/// What moves read and leave beside x, for one block; rows as x.
template <class Real>
struct Scratch {
    Block<Real> z; ///< N(0, 1) draws, to be filled before a noisy move
    Block<Real> x0_hat, eps_hat, x0_last, x0_again, eps_again;

    void resize(Eigen::Index rows, Eigen::Index dim) {
        z.resize(rows, dim);
        x0_hat.resize(rows, dim);
    }
};

template <class Real>
class Stepper {
public:
    /// `steps` must outlive the stepper.
    Stepper(const Target& target, const std::vector<StepCoefficients>& steps, const Clip& clip = {},
            const DenoiserSpec& spec = {});

    /// x <- the state that move i reaches from x. Moves come in order, forward ones in the reverse of it: multistep
    /// samplers remember in `scratch`.
    void advance(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const;

    /// x0_hat and eps_hat of x, clipped, as move i reads them, which asks a denoiser. Rows as x.
    void read(std::size_t i, const Block<Real>& x, Block<Real>& x0_hat, Block<Real>& eps_hat) const;

    const std::vector<StepCoefficients>& steps() const { return steps_; }
    const Denoiser<Real>& denoiser(std::size_t i) const { return denoisers_[i]; } ///< of move i

private:
    void advance_in_full(std::size_t i, Block<Real>& x, Scratch<Real>& scratch) const;
    /// Where a denoiser is asked: at a level, or told (by its label) that it is at another one.
    struct Evaluation {
        const Denoiser<Real>& denoiser;
        const Level& level;
        const std::optional<Level>& label;
    };
    void evaluate(const Evaluation& at, const Block<Real>& x, Block<Real>& x0_hat, Block<Real>& eps_hat) const;

    const std::vector<StepCoefficients>& steps_;
    Clip clip_;
    /// One a move, at the level that it leaves (or is told to have left); none where no move asks one.
    std::vector<Denoiser<Real>> denoisers_;
    std::vector<Denoiser<Real>> again_; ///< where some move evaluates again: one a move, at the level of arrival
    bool remembers_ = false;
};

} // namespace halfstep
