"""Building blocks that two or more notebooks use."""

from itertools import pairwise

from torch import nn


def mlp(sizes: list[int], activation: type[nn.Module] = nn.SiLU) -> nn.Sequential:
    """Linear layers of the given sizes with an activation between them, none at the end.

    (B, sizes[0]) → (B, sizes[-1]).
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}: give at least an input and an output size.")
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def count(*models: nn.Module) -> int:
    """How many trainable parameters the models have together."""
    return sum(p.numel() for model in models for p in model.parameters() if p.requires_grad)
