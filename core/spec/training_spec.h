#pragma once
// What a scene says of the training of a learned denoiser.

#include <cstdint>

namespace halfstep {

/// What the network is trained to say. Each is an affine function of x0 and x_t, so any of them gives x0_hat.
enum class Prediction {
    x0,
    eps,
    v,     ///< (a eps - b x0) / n, n = sqrt(a^2 + b^2) [Salimans & Ho 2022; a and b need not be on the circle]
    score, ///< -eps / b
};

enum class Preconditioning {
    /// The network sees x_t as it is and says the prediction itself.
    none,
    /// Data are centred and scaled to unit variance (by what the training draws have), the network sees x_t scaled to
    /// unit variance and predicts in these units; a score is its output over b [Song & Ermon 2020, technique 3]. With v
    /// that is c_skip, c_out and c_in of Karras et al. 2022, eq. 7, up to the sign of F.
    edm,
};

/// The network is told u = log(b/a) / 4 [Karras et al. 2022, c_noise], as cos(w u) and sin(w u) at several frequencies
/// w.
enum class Embedding {
    sinusoidal, ///< w from 1 to 16, evenly in log w
    fourier,    ///< w ~ 2 pi N(0, 1) [Tancik et al. 2020], by the seed
};

enum class LearningRate {
    constant,
    cosine, ///< falls to 0 at the last step: (1 + cos(pi k / steps)) / 2
};

enum class Times {
    uniform, ///< every level t = 1 .. T alike
    log_snr, ///< even in log SNR: levels by how much of it lies about them
};

/// How a network is built and trained.
struct TrainingSpec {
    int width = 64, depth = 3;
    Embedding embedding = Embedding::sinusoidal;
    int features = 16;
    Prediction prediction = Prediction::v;
    Preconditioning preconditioning = Preconditioning::edm;
    std::int64_t steps = 10'000;
    int batch = 256;
    double learning_rate = 2e-3;
    LearningRate schedule = LearningRate::cosine;
    std::int64_t warmup = 100;  ///< steps in which the learning rate rises from 0
    double weight_decay = 0.01; ///< decoupled: w -= learning rate * weight_decay * w
    double ema = 0.999;         ///< decay of the average of the weights that is looked at; 0: the weights themselves
    Times times = Times::uniform;
    std::uint64_t seed = 1;

    bool operator==(const TrainingSpec&) const = default;
};

struct TrainingLimits {
    static constexpr std::int64_t max_steps = 10'000'000; ///< the loss of every step is kept
    static constexpr int max_batch = 65'536;
    static constexpr int max_width = 256, max_depth = 8, max_features = 64; ///< of the network: a scene that
                                                                            ///< holds its weights stays readable
};

/// Throws Error (training.width, ...) for the first impossible value.
void validate(const TrainingSpec& spec);

} // namespace halfstep
