"""Pictures of the wrong kind get a sentence wherever they come in."""

import pytest
import torch
from torch import nn

from helpers import data, measure, show
from tests.data.examples import CHW, GREY, HWC, RGB, UNIT

ALT = "Pictures that a test shows to nobody."


def encoder():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 4))


def decoder():
    return nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28)))


WRONG = {
    "(N, 28, 28): a grey mean, in silence": (GREY[:, 0], "blems", CHW),
    "(N, 28, 28) of floats": (UNIT.detach()[:, 0], "blems", CHW),
    "(N, 28, 28, 1)": (GREY.permute(0, 2, 3, 1), "blems", HWC),
    "(N, 28, 28, 3)": (RGB.permute(0, 2, 3, 1), "blems", HWC),
    "floats 0 to 255: a loss of 6464": (GREY.float(), "blems", r"looks like .* 0 to 255.* / 255"),
    "float64": (UNIT.detach().double(), "ble", r"float64.*x\.float\(\)"),
    "float16": (UNIT.detach().half(), "ble", r"float16.*x\.float\(\)"),
    "int64": (GREY.long(), "blems", r"int64.*0 to 255"),
    "int64, 0 and 1": ((GREY > 99).long(), "blems", r"int64.*x\.float\(\) if 1 is white"),
    "bool": (GREY > 99, "ble", r"bool.*x\.float\(\)"),
    "−1 to 1 for 0 to 1: Fréchet 138 for 13": ((2 * UNIT - 1).detach(), "lems", r"\(x \+ 1\) / 2"),
    "rows of 0 to 255": (GREY.flatten(1).float(), "b", "looks like .* 0 to 255"),
    "an array": (GREY.numpy(), "b", r"uint8.*data\.pictures"),
}
DOORS = {
    "b": lambda x: data.batches(x, 20),
    "l": lambda x: measure.features(x),
    "e": lambda x: measure.elbo(encoder(), decoder(), x),
    "m": lambda x: measure.ssim(x, x) if x.ndim == 4 else data.batches(x, 20),
    "s": lambda x: show.grid(x, alt=ALT),
}


@pytest.mark.parametrize(
    ("given", "door", "sentence"),
    [pytest.param(given, door, sentence, id=f"{name}-{door}")
     for name, (given, doors, sentence) in WRONG.items() for door in dict.fromkeys(doors)])
def test_each_wrong_kind_of_picture_gets_a_clear_sentence_at_each_door(given, door, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        DOORS[door](given)
    assert "\n" not in str(caught.value)


def test_the_measures_of_pixels_refuse_other_ranges():
    pictures = UNIT.detach()
    for bad in (pictures * 255, 2 * pictures - 1):
        with pytest.raises(ValueError, match="expected 0 to 1"):
            measure.nearest(bad, GREY)
        with pytest.raises(ValueError, match="expected 0 to 1"):
            measure.mse(pictures, bad)
        with pytest.raises(ValueError, match="expected 0 to 1"):
            data.binarised(bad)
    with pytest.raises(ValueError, match=r"x_hat is uint8.*data\.floats"):
        measure.mse(pictures, GREY)
    with pytest.raises(ValueError, match="there is no likelihood"):
        measure.elbo(encoder(), decoder(), 1.5 * pictures)


FINE = [
    torch.randn(60, 2), torch.arange(60), torch.randn(60), torch.eye(10)[torch.arange(60) % 10],
    (2 * UNIT - 1).detach(), torch.randn(60, 1, 28, 28), torch.rand(60, 3, 32, 32) * 1.2 - 0.1,
    torch.rand(60, 3, 28, 28), torch.full((60, 1), 170.0), torch.randn(60, 64, 7, 7) * 50,
    torch.randn(60, 256).relu() * 50, torch.randint(0, 512, (60, 7, 7)), GREY.flatten(1), GREY, RGB,
    torch.randint(0, 512, (60, 49)), torch.randn(60, 5, 3).double(), torch.randn(60).double(),
]


@pytest.mark.parametrize("x", FINE, ids=lambda x: f"{tuple(x.shape)} {x.dtype}")
def test_what_the_course_takes_batches_of_is_not_refused(x):
    assert sum(map(len, data.batches(x, 16))) == 60
    assert sum(len(a) for a, _ in data.batches(GREY, 16, x)) == 60


def test_pictures_as_the_course_shows_and_measures_them_are_not_refused():
    noise, dot = torch.randn(20, 1, 28, 28), UNIT.detach().clone()
    dot[0, 0, 5, 5] = -0.95  # a net without a bound may miss by so much here and there
    for x in (dot, noise, (noise + 1) / 2, UNIT.detach() * 1.3 - 0.2,
              torch.zeros(9, 1, 28, 28) - 0.6, torch.full((9, 3, 32, 32), float("nan")),
              GREY > 99, UNIT.detach().double()):
        show.grid(x, alt=ALT)
    x, around = UNIT.detach(), UNIT.detach() + 0.3 * torch.randn(60, 1, 28, 28)
    assert measure.mse(x, around) > 0 and len(measure.nearest(around, GREY)[0]) == 60
