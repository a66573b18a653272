"""What the pretend accelerator refuses, as a GPU does."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.nn import functional as F

DEVICE = "pretend"


def on(*shape, dtype=None):
    return torch.ones(shape, dtype=dtype).to(DEVICE)


MIX, NUMPY, DOUBLE = "same device.*cpu", "numpy: use .cpu", "no torch.float64"
# what a GPU refuses too: name → (action, the error's words)
REFUSED = {
    "add": (lambda: on(3) + torch.ones(3), MIX),
    "one number in a vector": (lambda: on(3) * torch.ones(1), MIX),
    "subtract in place": (lambda: torch.ones(3).sub_(on(3)), MIX),
    "a scalar of the device into a CPU tensor": (lambda: torch.ones(()).add_(on()), MIX),
    "matrix product": (lambda: on(2, 2) @ torch.ones(2, 2), MIX),
    "cat": (lambda: torch.cat([on(2), torch.ones(2)]), MIX),
    "stack of scalars": (lambda: torch.stack([on(), torch.ones(())]), MIX),
    "where": (lambda: torch.where(on(2) > 0, on(2), torch.ones(2)), MIX),
    "cdist": (lambda: torch.cdist(on(2, 2), torch.ones(2, 2)), MIX),
    "einsum": (lambda: torch.einsum("ij,j->i", on(2, 2), torch.ones(2)), MIX),
    "lerp in place": (lambda: on(2).lerp_(torch.ones(2), 0.5), MIX),
    "CPU tensor by indices of the device": (lambda: torch.ones(3)[on(2, dtype=torch.int64)], MIX),
    "CPU tensor by a mask of the device": (lambda: torch.ones(3)[on(3) > 0], MIX),
    "values into indices": (lambda: on(3).index_put_((torch.tensor([0, 1]),), torch.ones(2)), MIX),
    "index_select by CPU indices": (lambda: on(3).index_select(0, torch.tensor([1])), MIX),
    "gather by CPU indices": (lambda: on(3).gather(0, torch.tensor([1])), MIX),
    "embedding of CPU labels": (lambda: nn.Embedding(3, 2).to(DEVICE)(torch.tensor([1])), MIX),
    "loss of CPU labels": (lambda: F.cross_entropy(on(2, 3), torch.tensor([1, 2])), MIX),
    "CPU model, picture of the device": (lambda: nn.Conv2d(1, 2, 3)(on(1, 1, 8, 8)), MIX),
    "model of the device, CPU picture": (lambda: nn.Linear(2, 2).to(DEVICE)(torch.ones(1, 2)), MIX),
    "model under vmap, CPU points": (
        lambda: torch.func.vmap(nn.Linear(2, 2).to(DEVICE))(torch.ones(3, 2)), MIX),
    "equal": (lambda: torch.equal(on(2), torch.ones(2)), MIX),
    ".numpy()": (lambda: on(2).numpy(), NUMPY),
    "np.asarray": (lambda: np.asarray(on(2)), NUMPY),
    "plot": (lambda: plt.plot(on(2)), NUMPY),
    "CPU generator": (
        lambda: torch.randn(2, device=DEVICE, generator=torch.Generator()), "generator"),
    "CPU generator in place": (lambda: on(2).normal_(generator=torch.Generator()), "generator"),
    "float64 made": (lambda: torch.zeros(2, dtype=torch.float64, device=DEVICE), DOUBLE),
    "float64 moved": (lambda: torch.zeros(2, dtype=torch.float64).to(DEVICE), DOUBLE),
    ".double()": (lambda: on(2).double(), DOUBLE),
}
