"""The manifold's axes and pixels, and numbers that tell classes apart where colours don't."""

import io

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from PIL import Image

from helpers import show

ALT = "Five classes of codes in a plane."


class Corner(torch.nn.Module):
    """Draws z: brightness of the left half is z1, of the lower half z2, from −3 to 3."""

    def forward(self, z):
        picture = torch.zeros(len(z), 1, 28, 28)
        picture[..., :14] += ((z[:, 0] + 3) / 12).view(-1, 1, 1, 1)
        picture[..., 14:, :] += ((z[:, 1] + 3) / 12).view(-1, 1, 1, 1)
        return picture


def test_the_manifold_shows_each_place_on_the_axes_of_the_codes(monkeypatch):
    seen = {}
    monkeypatch.setattr(show.plt.Axes, "imshow",
                        lambda axis, sheet, **options: seen.update(sheet=sheet, **options))
    show.manifold(Corner(), torch.randn(50, 2), torch.arange(50) % 10, size=6)
    sheet = torch.tensor(seen["sheet"])[..., 0].float()  # (6 · 28, 6 · 28)
    z1, z2 = sheet[0::28, 0::28], sheet[14::28, 14::28]  # upper left and lower right of tiles
    right, up = z1.diff(dim=1), -z2.diff(dim=0)  # 12 greys: a step may be none
    assert (right >= 0).all() and right.any() and (z1.diff(dim=0) == 0).all(), "z1 grows rightwards"
    assert (up >= 0).all() and up.any() and (z2.diff(dim=1) == 0).all(), "z2 grows upwards"
    assert seen["extent"] == (0, 1, 0, 1) and seen.get("origin") in (None, "upper")


@pytest.mark.parametrize("codes", [(), (torch.randn(50, 2), torch.arange(50) % 10)])
def test_a_pixel_of_a_digit_in_the_manifold_is_two_by_two_of_the_picture(codes):
    picture = show.manifold(Corner(), *codes, size=6)
    image = np.asarray(Image.open(io.BytesIO(picture.data)).convert("RGB")).astype(int)
    sheet = image[34:34 + 336, 64:64 + 336]
    inner = sheet[4:-4, 4:-4]  # the axes' frame lies on the rim
    blocks = inner.reshape(164, 2, 164, 2, 3)
    assert (blocks == blocks[:, :1, :, :1]).all() and inner.std() > 5
    assert ("codes of test digits" in picture.alt) == bool(codes)


@pytest.fixture
def drawn(monkeypatch):
    """What codes and manifold write (text → place) and draw (label → marker), as a pair."""
    texts, markers = {}, []
    monkeypatch.setattr(plt.Axes, "text", lambda axis, x, y, text, **look: texts.update(
        {text: (x, y)}))
    monkeypatch.setattr(plt.Axes, "scatter", lambda axis, x, y, **look: markers.append(
        look["marker"]) or axis.update_datalim(np.stack([x, y], 1)) or axis.autoscale_view())
    return texts, markers


FIVE = torch.tensor([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [1.0, 1.0]])


def test_each_class_of_codes_carries_its_number_for_whom_two_colours_are_one(drawn):
    labels = torch.tensor([2, 4, 8, 3, 9])
    show.codes(FIVE.repeat_interleave(3, 0), labels.repeat_interleave(3), alt=ALT)
    assert {int(text): place for text, place in drawn[0].items()} == {
        digit: pytest.approx(place) for digit, place in zip(labels.tolist(), FIVE.tolist(),
                                                            strict=True)}


def test_the_manifold_draws_each_code_as_its_digit(drawn):
    show.manifold(Corner(), FIVE, torch.tensor([2, 4, 8, 3, 9]), size=2)
    assert drawn[1] == ["$2$", "$3$", "$4$", "$8$", "$9$"] and set(drawn[0]) == set("23489")
