#pragma once
// Formulas of the subject, by the names of their reference pictures.

#include "app/equation/equation.h"

#include <string>
#include <vector>

namespace halfstep::testing {

struct TexSample {
    const char* name;
    const char* tex;
};

// clang-format off
inline const std::vector<TexSample> formulas = {
    {"ddpm-forward",
     R"eq(q(x_t \mid x_{t-1}) = \mathcal{N}\left(x_t; \sqrt{1 - \beta_t}\, x_{t-1}, \beta_t I\right))eq"},
    {"ddpm-marginal",
     R"eq(x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon, \quad \epsilon \sim )eq"
     R"eq(\mathcal{N}(0, I))eq"},
    {"alpha-bar",
     R"eq(\bar\alpha_t = \prod_{s=1}^{t} \alpha_s = \prod_{s=1}^{t} (1 - \beta_s))eq"},
    {"ddpm-mean",
     R"eq(\tilde\mu_t(x_t, x_0) = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t} x_0 + )eq"
     R"eq(\frac{\sqrt{\alpha_t}(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t} x_t)eq"},
    {"beta-tilde",
     R"eq(\tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t} \beta_t)eq"},
    {"ddpm-step",
     R"eq(x_{t-1} = \frac{1}{\sqrt{\alpha_t}} \left( x_t - \frac{1 - \alpha_t}{\sqrt{1 - \bar\alpha_t}} )eq"
     R"eq(\epsilon_\theta(x_t, t) \right) + \sigma_t z)eq"},
    {"ddim-step",
     R"eq(x_{t-1} = \sqrt{\alpha_{t-1}} \underbrace{\left( \frac{x_t - \sqrt{1 - \alpha_t}\, )eq"
     R"eq(\epsilon_\theta^{(t)}(x_t)}{\sqrt{\alpha_t}} \right)}_{\text{predicted } x_0} + )eq"
     R"eq(\underbrace{\sqrt{1 - \alpha_{t-1} - \sigma_t^2}\, )eq"
     R"eq(\epsilon_\theta^{(t)}(x_t)}_{\text{direction to } x_t} + \sigma_t \epsilon_t)eq"},
    {"ddim-sigma",
     R"eq(\sigma_t(\eta) = \eta \sqrt{\frac{1 - \alpha_{t-1}}{1 - \alpha_t}} \sqrt{1 - )eq"
     R"eq(\frac{\alpha_t}{\alpha_{t-1}}})eq"},
    {"elbo",
     R"eq(L = \mathbb{E}_q\left[ D_{\mathrm{KL}}(q(x_T \mid x_0) \,\|\, p(x_T)) + \sum_{t>1} )eq"
     R"eq(D_{\mathrm{KL}}(q(x_{t-1} \mid x_t, x_0) \,\|\, p_\theta(x_{t-1} \mid x_t)) - \log )eq"
     R"eq(p_\theta(x_0 \mid x_1) \right])eq"},
    {"elbo-bound",
     R"eq(\mathbb{E}[-\log p_\theta(x_0)] \le \mathbb{E}_q\left[ -\log )eq"
     R"eq(\frac{p_\theta(x_{0:T})}{q(x_{1:T} \mid x_0)} \right])eq"},
    {"simple-loss",
     R"eq(L_{\mathrm{simple}}(\theta) = \mathbb{E}_{t, x_0, \epsilon} \left[ \left\| \epsilon - )eq"
     R"eq(\epsilon_\theta\left( \sqrt{\bar\alpha_t} x_0 + \sqrt{1 - \bar\alpha_t} \epsilon, t \right) )eq"
     R"eq(\right\|^2 \right])eq"},
    {"score",
     R"eq(s_\theta(x, t) \approx \nabla_x \log p_t(x) = -\frac{\epsilon_\theta(x, t)}{\sqrt{1 - )eq"
     R"eq(\bar\alpha_t}})eq"},
    {"tweedie",
     R"eq(\mathbb{E}[x_0 \mid x_t] = \frac{x_t + b_t^2 \nabla_{x_t} \log p(x_t)}{a_t})eq"},
    {"sde",
     R"eq(dx = f(x, t)\, dt + g(t)\, dw)eq"},
    {"reverse-sde",
     R"eq(dx = \left[ f(x, t) - g(t)^2 \nabla_x \log p_t(x) \right] dt + g(t)\, d\bar w)eq"},
    {"ode",
     R"eq(\frac{dx}{dt} = f(x, t) - \frac{1}{2} g(t)^2 \nabla_x \log p_t(x))eq"},
    {"ve-ode",
     R"eq(\frac{d\bar x}{d\sigma} = \frac{\bar x - D(\bar x; \sigma)}{\sigma})eq"},
    {"sigma-squared",
     R"eq(\left( \frac{\sigma^2}{1 + \sigma^2} \right)^2 = \num{exact})eq"},
    {"half-step",
     R"eq(x_s = x_t + \frac{1}{2} \Delta\, s(x_t, t) + \sqrt{\Delta}\, z)eq"},
    {"posterior",
     R"eq(p(x_0 \mid x_t) = \frac{p(x_t \mid x_0) p(x_0)}{\int p(x_t \mid x_0') p(x_0')\, dx_0'})eq"},
    {"mixture",
     R"eq(p_t(x) = \sum_{k=1}^{K} w_k\, \mathcal{N}\left( x; a_t \mu_k, a_t^2 \Sigma_k + b_t^2 I \right))eq"},
    {"responsibilities",
     R"eq(r_k(x) = \frac{w_k \mathcal{N}(x; m_k, S_k)}{\sum_{j} w_j \mathcal{N}(x; m_j, S_j)})eq"},
    {"gaussian",
     R"eq(\mathcal{N}(x; \mu, \Sigma) = \frac{1}{\sqrt{(2\pi)^d \det \Sigma}} \exp\left( -\frac{1}{2} (x )eq"
     R"eq(- \mu)^\top \Sigma^{-1} (x - \mu) \right))eq"},
    {"gaussian-inline-integral",
     R"eq(\int_{-\infty}^{\infty} e^{-x^2/2}\, dx = \sqrt{2\pi})eq"},
    {"kl",
     R"eq(D_{\mathrm{KL}}(p \,\|\, q) = \int p(x) \log \frac{p(x)}{q(x)}\, dx)eq"},
    {"kl-gaussians",
     R"eq(D_{\mathrm{KL}} = \log \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 )eq"
     R"eq(\sigma_2^2} - \frac{1}{2})eq"},
    {"wasserstein",
     R"eq(W_2^2(\mu, \nu) = \inf_{\gamma \in \Gamma(\mu, \nu)} \int \|x - y\|^2\, d\gamma(x, y))eq"},
    {"sliced",
     R"eq(\mathrm{SW}_2^2 = \frac{1}{2\pi} \int_0^{2\pi} W_2^2(\theta_{\#} \mu, \theta_{\#} \nu)\, )eq"
     R"eq(d\theta)eq"},
    {"snr",
     R"eq(\operatorname{SNR}(t) = \frac{\bar\alpha_t}{1 - \bar\alpha_t}, \qquad \lambda_t = \log )eq"
     R"eq(\frac{\alpha_t}{\sigma_t})eq"},
    {"cosine",
     R"eq(\bar\alpha_t = \frac{f(t)}{f(0)}, \quad f(t) = \cos\left( \frac{t/T + s}{1 + s} \cdot )eq"
     R"eq(\frac{\pi}{2} \right)^2)eq"},
    {"karras",
     R"eq(\sigma_i = \left( \sigma_{\max}^{1/\rho} + \frac{i}{N - 1} \left( \sigma_{\min}^{1/\rho} - )eq"
     R"eq(\sigma_{\max}^{1/\rho} \right) \right)^\rho)eq"},
    {"heun",
     R"eq(x_{i+1} = \hat x_i + (t_{i+1} - \hat t_i) \left( \tfrac{1}{2} d_i + \tfrac{1}{2} d_i' \right))eq"},
    {"dpm-solver",
     R"eq(x_t = \frac{\sigma_t}{\sigma_s} x_s + \alpha_t (1 - e^{-h}) \left( \left( 1 + \frac{1}{2r} )eq"
     R"eq(\right) D_s - \frac{1}{2r} D_r \right))eq"},
    {"exponential-integrator",
     R"eq(x_t = \frac{\alpha_t}{\alpha_s} x_s - \alpha_t \int_{\lambda_s}^{\lambda_t} e^{-\lambda} )eq"
     R"eq(\hat\epsilon_\theta(\hat x_\lambda, \lambda)\, d\lambda)eq"},
    {"guidance",
     R"eq(\tilde\epsilon_\theta(x_t, c) = \epsilon_\theta(x_t) + w \left( \epsilon_\theta(x_t, c) - )eq"
     R"eq(\epsilon_\theta(x_t) \right))eq"},
    {"one-equation",
     R"eq(\term{new}{x_s} = \term{data}{\color{exact}{k_{x_0} \hat x_0}} + )eq"
     R"eq(\term{noise}{\color{series[0]}{k_\epsilon \hat\epsilon}} + \term{fresh}{\color{warning}{\sigma )eq"
     R"eq(z}})eq"},
    {"one-equation-numbers",
     R"eq(\num{x} = \num{k} \cdot \num{x0} + \num{ke} \cdot \num{eps} + \num{tiny})eq"},
    {"flow",
     R"eq(x_t = (1 - t) x_0 + t \epsilon, \quad v = \frac{dx_t}{dt} = \epsilon - x_0)eq"},
    {"v-prediction",
     R"eq(v = \alpha_t \epsilon - \sigma_t x, \quad \hat x = \alpha_t x_t - \sigma_t \hat v_\theta(x_t))eq"},
    {"cases",
     R"eq(\sigma_t^2 = \begin{cases} \beta_t & \text{large variance,} \\ \tilde\beta_t & \text{small )eq"
     R"eq(variance,} \\ \frac{1}{2}(\beta_t + \tilde\beta_t) & \text{otherwise.} \end{cases})eq"},
    {"aligned",
     R"eq(\begin{aligned} x_0 &\sim p(x_0), \\ x_t &= a_t x_0 + b_t \epsilon, \\ \hat x_0 &= \frac{x_t - )eq"
     R"eq(b_t \hat\epsilon(x_t)}{a_t} \end{aligned})eq"},
    {"matrix",
     R"eq(\begin{pmatrix} a & b \\ -b & a \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix} = )eq"
     R"eq(\begin{bmatrix} a x + b y \\ -b x + a y \end{bmatrix})eq"},
    {"roots",
     R"eq(\sqrt{x} + \sqrt{\sigma_t^2} + \sqrt[3]{1 + \sqrt{1 + x}} + \sqrt{\frac{a}{b}} + )eq"
     R"eq(\sqrt{\sum_{i=1}^n x_i^2})eq"},
    {"nested-fraction",
     R"eq(\frac{1}{1 + \frac{1}{1 + \frac{1}{x}}} + \dfrac{a}{b} + e^{\frac{1}{2} x^2})eq"},
    {"scripts",
     R"eq(x^2 + x_1 + x_1^2 + x_{i_j}^{y^z} + f_a^b + T_t^n + V^2 + {x_t}^2 + \hat x_t^2 + x'' + )eq"
     R"eq(\Gamma_0^\dagger)eq"},
    {"accents",
     R"eq(\hat x\, \bar\alpha\, \tilde\mu\, \dot x\, \ddot x\, \vec v\, \check c\, \overline{x + y}\, )eq"
     R"eq(\widehat{xyz}\, \widetilde{abc}\, \underline{k}\, \hat\epsilon\, \bar f\, \hat T)eq"},
    {"delimiters",
     R"eq(\left( \frac{a}{b} \right) \left[ \sum_{i=1}^n x_i \right] \left\{ x \,\middle|\, \frac{x}{2} )eq"
     R"eq(> 0 \right\} \left\langle x \right\rangle \left\lfloor \frac{x}{2} \right\rfloor \left. )eq"
     R"eq(\frac{d f}{d x} \right|_{x=0})eq"},
    {"big-delimiters",
     R"eq(\bigl( x \bigr) \Bigl( x \Bigr) \biggl( x \biggr) \Biggl( x \Biggr) \big| x \big|)eq"},
    {"operators",
     R"eq(\sum_{i=1}^n i^2 \quad \prod_{k \in S} p_k \quad \int_0^1 f \quad \iint_D g \quad \oint_C h )eq"
     R"eq(\quad \bigcup_{i} A_i \quad \max_{x \in X} f(x) \quad \lim_{n \to \infty} a_n)eq"},
    {"relations",
     R"eq(a < b \le c \ne d \approx e \equiv f \sim g \propto h \in A \subset B \to C \Rightarrow D \iff )eq"
     R"eq(E \mapsto F \coloneqq G)eq"},
    {"binary",
     R"eq(a + b - c \pm d \times e \cdot f \div g \circ h \oplus k \otimes l \cup m \cap n \setminus o, )eq"
     R"eq(\quad -a + (-b) = +c)eq"},
    {"functions",
     R"eq(\log x + \ln y + \exp(z) + \sin\theta\cos\theta + \operatorname{tr} A + \argmin_x f + )eq"
     R"eq(\argmax_\theta L)eq"},
    {"alphabets",
     R"eq(\mathcal{ABDLNS} \quad \mathbb{ENRZ} \quad \mathbf{x} \quad \boldsymbol{\mu} \quad \mathrm{KL} )eq"
     R"eq(\quad \text{if } x > 0 \text{ then} \quad \Gamma\Delta\Theta\Lambda\Sigma\Phi\Psi\Omega)eq"},
    {"greek",
     R"eq()eq"
     R"eq(\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\iota\kappa\lambda)eq"
     R"eq(\mu\nu\xi\pi\rho\sigma\tau\upsilon\phi\varphi\chi\psi\omega)eq"},
    {"infinite-sum",
     R"eq(\sum_{k=0}^{\infty} \frac{x^k}{k!} = e^x, \qquad \binom{n}{k} = \frac{n!}{k!\,(n-k)!})eq"},
    {"fisher",
     R"eq(\mathbb{E}\left[ \left\| \nabla \log p_t - s_\theta \right\|^2 \right] = \int_0^T g(t)^2 \int )eq"
     R"eq(p_t(x) \left\| \nabla \log \frac{p_t(x)}{q_t(x)} \right\|^2 dx\, dt)eq"},
    {"entropy",
     R"eq(H = -\int p \log p = \frac{d}{2} \log(2 \pi e) + \frac{1}{2} \log \det \Sigma)eq"},
    {"change-of-variables",
     R"eq(\log p_0(x_0) = \log p_T(x_T) + \int_0^T \nabla \cdot \tilde f(x_t, t)\, dt)eq"},
};
// clang-format on

/// What their \num{...} are.
inline NumberOf formula_numbers() {
    return numbers_from({{"exact", "0.001479"},
                         {"x", "0.0312"},
                         {"k", "0.714"},
                         {"x0", "-1.25"},
                         {"ke", "0.31"},
                         {"eps", "0.884"},
                         {"tiny", "9.22×10⁻⁹"}});
}

} // namespace halfstep::testing
