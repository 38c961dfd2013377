import numpy as np
T, n = 100, 64
paths = np.genfromtxt("out/ddpm/paths.csv", delimiter=",", names=True)
noise = np.genfromtxt("out/ddpm/noise.csv", delimiter=",", names=True)
z = np.zeros((T, n))
z[noise["step"].astype(int), noise["particle"].astype(int)] = noise["z_x"]
x = paths["x"][paths["step"] == 0]
beta = np.linspace(0.001, 0.2, T)
alpha_bar = np.cumprod(1 - beta)
states = [x]
for i in range(T):  # from t = T - i to t - 1
    b, ab = beta[T - i - 1], alpha_bar[T - i - 1]
    mode = np.tanh(np.sqrt(ab) * x / (1 - 0.96 * ab))  # E[x0 | x_t] of two modes, standard deviation 0.2
    x0 = mode + 0.04 * np.sqrt(ab) / (1 - 0.96 * ab) * (x - np.sqrt(ab) * mode)
    eps = (x - np.sqrt(ab) * x0) / np.sqrt(1 - ab)
    x = (x - b / np.sqrt(1 - ab) * eps) / np.sqrt(1 - b) + np.sqrt(b) * z[i]
    states.append(x)
np.save("mine.npy", np.stack(states))
