"""Writes spacings.csv: the labels that the libraries' spacings give for every number of steps, by NumPy itself.

    python3 tests/numpy/spacings.py > tests/numpy/spacings.csv

The formulas are those of diffusers' DDIMScheduler.set_timesteps, of the runner of ermongroup/ddim and of guided-diffusion's
space_timesteps. What counts is the order in which floating-point numbers are multiplied and added, so it is kept. Whole lists
would take 15 MB; a list is therefore stored as where it departs from the same formula in exact arithmetic.
"""

import math
from fractions import Fraction

import numpy as np

LENGTHS = (100, 250, 500, 1000)


def leading(T, S):
    return (np.arange(0, S) * (T // S)).round().astype(np.int64)


def trailing(T, S):
    return np.round(np.arange(T, 0, -T / S)).astype(np.int64)[::-1] - 1


def linspace(T, S):
    return np.linspace(0, T - 1, S).round().astype(np.int64)


def stride(T, S):  # ermongroup/ddim "uniform"
    return list(range(0, T, T // S))


def quadratic(T, S):
    return [int(s) for s in np.linspace(0, np.sqrt(T * 0.8), S) ** 2]


def sections(T, S):  # one of them
    step = 1 if S <= 1 else (T - 1) / (S - 1)
    at, labels = 0.0, []
    for _ in range(S):
        labels.append(round(at))
        at += step
    return sorted(set(labels))


def ddim_stride(T, S):  # "ddimS"; no list where no stride gives S
    for i in range(1, T):
        if len(range(0, T, i)) == S:
            return list(range(0, T, i))
    return []


def even(T, S, j):
    return round(Fraction(j * (T - 1), S - 1)) if S > 1 else 0


SPACINGS = {  # name: (the library's list, label j of it in exact arithmetic)
    "leading": (leading, lambda T, S, j: j * (T // S)),
    "trailing": (trailing, lambda T, S, j: round(Fraction((j + 1) * T, S)) - 1),
    "linspace": (linspace, even),
    "stride": (stride, lambda T, S, j: j * (T // S)),
    "quadratic": (quadratic, lambda T, S, j: math.floor(Fraction(4 * T * j * j, 5 * (S - 1) ** 2)) if S > 1 else 0),
    "sections": (sections, even),
    "ddim-stride": (ddim_stride, lambda T, S, j: j * -(-T // S)),
}

print("spacing,T,S,count,sum,departures")
for name, (library, exact) in SPACINGS.items():
    for T in LENGTHS:
        for S in range(1, T + 1):
            labels = [int(label) for label in library(T, S)]
            levels = [label for label in labels if label >= 0]  # trailing may end with -1
            away = [f"{j}:{label}" for j, label in enumerate(levels) if label != exact(T, S, j)]
            print(f"{name},{T},{S},{len(labels)},{sum(labels)},{' '.join(away)}")
