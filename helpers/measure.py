"""Numbers: the judge, errors, distances between subspaces, what a feature is worth."""

import functools
import math

import torch
from torch import nn

from helpers import _looks, course, weights
from helpers._likelihood import elbo, iwae, log_likelihood
from helpers._quality import frechet, kid, nearest, precision_recall, retrieval, ssim

__all__ = [
    "Judge", "judge", "predict", "read_digits", "accuracy", "mse", "psnr", "largest_angle",
    "few_labels", "gathering", "elbo", "iwae", "log_likelihood",
    "mass_on_grid", "divergences", "modes_covered", "features", "frechet", "kid",
    "precision_recall", "nearest", "retrieval", "ssim",
]


class Judge(nn.Module):
    """A small digit classifier, the course's one judge: (N, 1, 28, 28) in [0, 1] → (N, 10) logits.

    `features` gives the 64 numbers before the last layer, in which later notebooks compare
    sets of pictures.
    """

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),      # (16, 14, 14)
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),     # (32, 7, 7)
            nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),     # (32, 3, 3)
            nn.Flatten(), nn.Linear(288, 64), nn.ReLU(),
        )
        self.last = nn.Sequential(nn.Dropout(0.25), nn.Linear(64, 10))

    def forward(self, x):
        return self.last(self.features(x))


@functools.cache
def judge() -> Judge:
    """The trained judge (notebook 01 trains it), in eval mode on the course's device."""
    model = Judge().to(course.device())
    weights.load(model, "01_judge")
    return model.eval()


@torch.no_grad()
def predict(model: nn.Module, images: torch.Tensor, batch_size: int = 1000) -> torch.Tensor:
    """Run a model in eval mode over images (N, …), in batches; uint8 becomes floats in [0, 1].

    Returns the outputs (N, …) on the CPU; the model's train or eval mode is put back.
    """
    from helpers import data

    training = model.training
    model.eval()
    try:
        parts = [model(x).cpu() for x in data.batches(images, batch_size, shuffle=False)]
    finally:
        model.train(training)
    return torch.cat(parts)


def read_digits(images: torch.Tensor) -> torch.Tensor:
    """The judge's probabilities (N, 10) for images (N, 1, 28, 28), floats in [0, 1] or uint8."""
    _digits(images)
    return predict(judge(), images).softmax(1)


def _digits(images: torch.Tensor) -> None:
    """Raise ValueError for what the judge can't read."""
    _looks.check("images", images)
    if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
        raise ValueError(
            f"images has shape {tuple(images.shape)}: the judge reads (N, 1, 28, 28), "
            "for rows of pixels x.view(-1, 1, 28, 28)."
        )


def features(images: torch.Tensor) -> torch.Tensor:
    """The judge's 64 features (N, 64) of digits (N, 1, 28, 28), floats in [0, 1] or uint8."""
    _digits(images)
    return predict(judge().features, images)


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of images (N, …) whose highest logit is at their label (N,)."""
    return (predict(model, images).argmax(1) == labels.cpu()).float().mean().item()


def mse(x: torch.Tensor, x_hat: torch.Tensor) -> float:
    """Mean squared error a pixel, both of one shape and in [0, 1]."""
    if x.shape != x_hat.shape:
        raise ValueError(
            f"x has shape {tuple(x.shape)} and x_hat {tuple(x_hat.shape)}: subtracting them "
            "would broadcast; bring both to one shape."
        )
    for name, images in (("x", x), ("x_hat", x_hat)):
        if images.dtype == torch.uint8:
            raise ValueError(f"{name} is uint8, 0 to 255, and the error is of pixels in [0, 1]: "
                             "data.floats(x) makes them.")
        _looks.check(name, images, float32=False)
    return (x.float().cpu() - x_hat.float().cpu()).square().mean().item()


def psnr(error: float) -> float:
    """Peak signal-to-noise ratio in dB of a mean squared error of pixels in [0, 1]."""
    return -10 * math.log10(error) if error > 0 else math.inf


def largest_angle(a, b) -> float:
    """The largest principal angle, in degrees, between the column spaces of a and b (d, p)."""
    from scipy.linalg import subspace_angles

    from helpers.show import numpy

    return math.degrees(subspace_angles(numpy(a), numpy(b)).max())


def few_labels(codes, labels, test_codes, test_labels, *, count=100, draws=10) -> dict:
    """What features are worth with few labels: accuracy of 1-NN and of a linear probe.

    codes (N, p), labels (N,): `count` of them are drawn, the same number of each class;
    test_codes (M, p), test_labels (M,). Returns {"1-NN": (mean, sd), "linear probe": (mean, sd)}
    over the draws. Features are standardised by the drawn ones (scikit-learn for all of it).
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from helpers.show import numpy

    codes, labels, test_codes, test_labels = map(numpy, (codes, labels, test_codes, test_labels))
    classes = np.unique(labels)
    scores = {"1-NN": [], "linear probe": []}
    for draw in range(draws):
        random = np.random.default_rng(draw)
        chosen = np.concatenate([
            random.choice(np.flatnonzero(labels == c), count // len(classes), replace=False)
            for c in classes
        ])
        for name, model in {
            "1-NN": KNeighborsClassifier(1),
            "linear probe": make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)),
        }.items():
            model.fit(codes[chosen], labels[chosen])
            scores[name].append(model.score(test_codes, test_labels))
    return {name: (float(np.mean(s)), float(np.std(s))) for name, s in scores.items()}


def gathering(codes, labels, test_codes, test_labels, *, neighbours: int = 5) -> dict[str, float]:
    """How much codes of the same digit gather: kNN accuracy and the silhouette score.

    codes (N, p), labels (N,) are searched for the neighbours of test_codes (M, p). The
    silhouette (−1 to 1) is of the first 2,000 test codes. Both by scikit-learn.
    """
    from sklearn.metrics import silhouette_score
    from sklearn.neighbors import KNeighborsClassifier

    from helpers.show import numpy

    codes, labels, test_codes, test_labels = map(numpy, (codes, labels, test_codes, test_labels))
    model = KNeighborsClassifier(neighbours).fit(codes, labels)
    return {"kNN accuracy": float(model.score(test_codes, test_labels)),
            "silhouette": float(silhouette_score(test_codes[:2000], test_labels[:2000]))}


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


def modes_covered(points, centres, radius: float) -> dict[str, float]:
    """How many modes a cloud of points (N, d) covers, centres (M, d).

    A mode is covered if at least a fifth of its fair share, N / (5 M) points, lies within
    `radius` of its centre. Returns {"modes": count, "on a mode": share of points near any}.
    """
    distance = torch.cdist(*(torch.as_tensor(x).float().cpu() for x in (points, centres)))
    nearest, which = distance.min(1)
    count = which[nearest < radius].bincount(minlength=len(centres))
    return {"modes": int((count >= len(distance) / (5 * len(centres))).sum()),
            "on a mode": (nearest < radius).float().mean().item()}
