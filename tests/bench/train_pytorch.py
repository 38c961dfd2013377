"""One step of training in PyTorch, as tests/bench/train_bench.cpp has it: batch 256, three hidden layers of 64, SiLU, 17
inputs, mean square error, AdamW, fresh draws in every step, one core. Prints milliseconds of processor time, the best of five.

    OMP_NUM_THREADS=1 python3 tests/bench/train_pytorch.py
"""
import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
batch, width, features, steps = 256, 64, 16, 300
network = nn.Sequential(
    nn.Linear(1 + features, width), nn.SiLU(),
    nn.Linear(width, width), nn.SiLU(),
    nn.Linear(width, width), nn.SiLU(),
    nn.Linear(width, 1),
)
optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
frequencies = torch.logspace(0, 4, features // 2, base=2)


def step():
    x0 = 0.2 * torch.randn(batch, 1)
    t = torch.randint(1, 101, (batch, 1)) / 100
    x = x0 + t.sqrt() * torch.randn(batch, 1)
    angle = frequencies * t.log() / 8
    loss = nn.functional.mse_loss(network(torch.cat([x, angle.cos(), angle.sin()], 1)), x0)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


for _ in range(50):
    step()
best = float("inf")
for _ in range(5):
    start = time.process_time()
    for _ in range(steps):
        step()
    best = min(best, (time.process_time() - start) / steps)
print(f"PyTorch {torch.__version__}: {1e3 * best:.2f} ms a step")
