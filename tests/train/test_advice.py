"""What torch says about a step, in the words of the course."""

import pytest
import torch
from torch import nn

from helpers import train
from tests.data.examples import CHW, UNIT


def fit(model, batches):
    def step(x):
        return {"loss": (model(x) - x).square().mean()}

    return train.fit(step, batches, 1)


def conv():
    return nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.Flatten(), nn.LazyLinear(784),
                         nn.Unflatten(1, (1, 28, 28)))


UP = nn.Sequential(nn.Flatten(), nn.LazyLinear(784), nn.Unflatten(1, (1, 28, 28)))
STEPS = [
    (nn.Linear(784, 784), [UNIT.detach()], r"shape \(60, 1, 28, 28\).*x\.flatten\(1\).*784"),
    (nn.Sequential(nn.Flatten(), nn.Linear(784, 9)), [torch.rand(8, 3, 32, 32)],
     r"expects 784 numbers and each item has 3,072.*nn\.Linear\(3072, …\).*data\.pictures"),
    (conv(), [torch.rand(8, 3, 28, 28)],
     r"expects 1 and each picture has 3: nn\.Conv2d\(3, …\).*channels=1"),
    (conv(), [UNIT.detach().flatten(1)], r"takes \(B, C, H, W\): x\.view\(-1, 1, 28, 28\)"),
    (UP, [torch.rand(8, 1, 32, 32)], r"must have the shape \(8, 1, 32, 32\).*28×28.*side=28"),
    (nn.Conv2d(1, 1, 4), [torch.rand(8, 1, 3, 3)], "3×3 pixels are too few"),
    (nn.BatchNorm1d(5), [torch.rand(4, 5), torch.rand(1, 5)],
     r"shape \(1, 5\).*last batch of one.*another batch size"),
    (nn.Linear(5, 5), [torch.rand(4, 5).double()], r"float64.*x\.float\(\)"),
    (nn.Conv2d(1, 1, 3), [UNIT.detach()[:, 0]], CHW),  # a loader of one's own, not data.batches
    (nn.Linear(28, 28), [UNIT.detach()[:, 0]], CHW),   # and no error of torch at all
    (nn.Linear(5, 5), [(torch.rand(4, 5), torch.arange(4))], r"2 parts, .* def step\(x, y\)"),
    (nn.Linear(5, 5), [{"x": torch.rand(4, 5)}], r"dict of shape \(4, 5\).*no tensor; data"),
    (nn.Linear(5, 5), range(3), r"batch of int .*no tensor; data\.batches"),
    (nn.Linear(5, 5), ["abc"], "batch of str .*no tensor"),
    (nn.Linear(5, 5), [[]], "batch of nothing .*has 0 parts, and"),
]


@pytest.mark.parametrize(("model", "batches", "sentence"), STEPS)
def test_what_a_step_cannot_take_is_said_with_what_to_do(model, batches, sentence):
    with pytest.raises(train.TrainError, match=sentence) as caught:
        fit(model, batches)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("batches", [range(3), [{"x": torch.rand(4, 5)}], ["abc"], [None], [()]])
def test_an_error_of_the_learners_own_passes_whatever_the_batch_is(batches):
    def step(*parts):
        return {"loss": torch.ones(2, 3) @ torch.ones(2, 3)}

    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        train.fit(step, batches, 1)
