"""A small training, and an interrupt in the middle of it."""

import os
import signal

import torch
from torch import nn

from helpers import data, train


def problem(seed=0, dropout=0.2):
    """A small regression with dropout, so that every step uses random numbers."""
    torch.manual_seed(seed)
    x = torch.randn(50, 3)
    model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Dropout(dropout), nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    def step(batch):
        loss = (model(batch) - batch).square().mean()
        train.update(optimizer, loss)
        return {"loss": loss, "size": len(batch)}

    return step, data.batches(x, 8), {"model": model, "optimizer": optimizer}


def parameters(keep):
    return torch.cat([p.detach().flatten() for p in keep["model"].parameters()])


def interrupt_after(step, calls):
    """The same step, which sends this process an interrupt during call number `calls`."""
    count = 0

    def interrupted(batch):
        nonlocal count
        count += 1
        if count == calls:
            os.kill(os.getpid(), signal.SIGINT)
        return step(batch)

    return interrupted
