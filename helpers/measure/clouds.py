"""Clouds of points: their mass on a grid, divergences, modes."""

import torch


def mass_on_grid(points, low: float, high: float, bandwidth: float, ticks: int = 100):
    """Points (N, 2) smoothed by a normal kernel on a square grid: masses (ticks, ticks), sum 1.

    A kernel density estimate (scikit-learn's takes seconds here; a normal kernel is a product
    over the axes, so two matrix products do). Points off the grid count at its edge's tails.
    """
    points = torch.as_tensor(points).float().cpu()
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points has shape {tuple(points.shape)}: give (N, 2).")
    axis = torch.linspace(low, high, ticks)
    each = [torch.exp(-0.5 * ((axis[:, None] - points[:, i]) / bandwidth) ** 2) for i in (0, 1)]
    mass = (each[0] @ each[1].T).double() + 1e-12  # no cell is quite empty, so KL stays finite
    return mass / mass.sum()


def divergences(p: torch.Tensor, q: torch.Tensor) -> dict[str, float]:
    """KL(p ‖ q) and the Jensen–Shannon divergence of masses that each sum to 1, in nats."""
    for name, mass in (("p", p), ("q", q)):
        if mass.shape != p.shape or (mass < 0).any() or abs(mass.sum().item() - 1) > 1e-4:
            raise ValueError(f"{name} must hold masses of one shape that sum to 1; "
                             f"its shape is {tuple(mass.shape)}, its sum {mass.sum():.4f}.")
    m = (p + q) / 2

    def kl(a, b):
        return (torch.xlogy(a, a) - torch.xlogy(a, b)).sum().item()

    return {"KL": kl(p, q), "JS": 0.5 * kl(p, m) + 0.5 * kl(q, m)}


def modes_covered(points, centres, radius: float, pure: float = 0.0) -> dict[str, float]:
    """How many modes a cloud of points (N, d) covers, centres (M, d).

    A mode is covered if at least a fifth of its fair share, N / (5 M) points, lies within
    `radius` of its centre, and at least the share `pure` of the points that are nearer to it
    than to another centre does: with 0 a cloud that is everywhere covers every mode.
    Returns {"modes": count, "on a mode": share of points near any}.
    """
    distance = torch.cdist(*(torch.as_tensor(x).float().cpu() for x in (points, centres)))
    nearest, which = distance.min(1)
    count = which[nearest < radius].bincount(minlength=len(centres))
    enough = count >= len(distance) / (5 * len(centres))
    enough &= count >= pure * which.bincount(minlength=len(centres))
    return {"modes": int(enough.sum()),
            "on a mode": (nearest < radius).float().mean().item()}
