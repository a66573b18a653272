"""What codes and reconstructions are worth: errors, angles, neighbours, few labels."""

import math

import numpy as np
import torch

from helpers.data import looks
from helpers.data.batches import numpy


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
        looks.check(name, images, float32=False)
    return (x.float().cpu() - x_hat.float().cpu()).square().mean().item()


def psnr(error: float) -> float:
    """Peak signal-to-noise ratio in dB of a mean squared error of pixels in [0, 1]."""
    return -10 * math.log10(error) if error > 0 else math.inf


def largest_angle(a, b) -> float:
    """The largest principal angle, in degrees, between the column spaces of a and b (d, p)."""
    from scipy.linalg import subspace_angles

    return math.degrees(subspace_angles(numpy(a), numpy(b)).max())


def few_labels(codes, labels, test_codes, test_labels, *, count=100, draws=10) -> dict:
    """What features are worth with few labels: accuracy of 1-NN and of a linear probe.

    codes (N, p), labels (N,): `count` of them are drawn, the same number of each class;
    test_codes (M, p), test_labels (M,). Returns {"1-NN": (mean, sd), "linear probe": (mean, sd)}
    over the draws. The probe's features are standardised by the drawn ones (by scikit-learn).
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

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


def best_naming(codes, labels, kinds: int = 10) -> tuple[float, list[int], torch.Tensor]:
    """Codes (N,) named by the labels (N,), one to one, so that most fit; both 0 to kinds − 1.

    Returns the share that fits, the label of each code, and how often which code met which label,
    (kinds, kinds). The assignment is scipy's (Kuhn and Munkres).
    """
    from scipy.optimize import linear_sum_assignment

    counts = torch.zeros(kinds, kinds)  # code by label
    counts.index_put_((codes, labels), torch.ones(len(codes)), accumulate=True)
    chosen, named = linear_sum_assignment(-counts)
    return counts[chosen, named].sum().item() / len(codes), named.tolist(), counts


def gathering(codes, labels, test_codes, test_labels, *, neighbours: int = 5) -> dict[str, float]:
    """How much codes of the same digit gather: kNN accuracy and the silhouette score.

    codes (N, p), labels (N,) are searched for the neighbours of test_codes (M, p). The
    silhouette (−1 to 1) is of the first 2,000 test codes. Both by scikit-learn.
    """
    from sklearn.metrics import silhouette_score
    from sklearn.neighbors import KNeighborsClassifier

    codes, labels, test_codes, test_labels = map(numpy, (codes, labels, test_codes, test_labels))
    model = KNeighborsClassifier(neighbours).fit(codes, labels)
    return {"kNN accuracy": float(model.score(test_codes, test_labels)),
            "silhouette": float(silhouette_score(test_codes[:2000], test_labels[:2000]))}
