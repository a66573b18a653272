"""The course's one judge of digits."""

import functools

import torch
from torch import nn

from helpers import course, nets, weights
from helpers.data import looks


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


def read_digits(images: torch.Tensor) -> torch.Tensor:
    """The judge's probabilities (N, 10) for images (N, 1, 28, 28), floats in [0, 1] or uint8."""
    _digits(images)
    return nets.predict(judge(), images).softmax(1)


def confidence(images: torch.Tensor) -> float:
    """The judge's mean confidence in (N, 1, 28, 28): its probability of the digit that it reads."""
    return read_digits(images).amax(1).mean().item()


def _digits(images: torch.Tensor) -> None:
    """Raise ValueError for what the judge can't read."""
    looks.check("images", images)
    if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
        raise ValueError(
            f"images has shape {tuple(images.shape)}: the judge reads (N, 1, 28, 28), "
            "for rows of pixels x.view(-1, 1, 28, 28)."
        )


def features(images: torch.Tensor) -> torch.Tensor:
    """The judge's 64 features (N, 64) of digits (N, 1, 28, 28), floats in [0, 1] or uint8."""
    _digits(images)
    return nets.predict(judge().features, images)


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of images (N, …) whose highest logit is at their label (N,)."""
    return (nets.predict(model, images).argmax(1) == labels.cpu()).float().mean().item()
