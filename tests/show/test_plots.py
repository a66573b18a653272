"""The manifold's axes and pixels, and colours that everyone can tell apart."""

import io
from itertools import combinations

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import show
from helpers.show.plots import TEN
from tests.play.widgets import Corner


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


# linear RGB as seen without green cones: Machado, Oliveira and Fernandes 2009
DEUTERANOPIA = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                         [-0.011820, 0.042940, 0.968881]])
XYZ = np.array([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0178, 0.1095, 0.8730]])


def lab(linear):
    """CIELAB of linear RGB (N, 3), relative to white."""
    xyz = np.clip(linear, 0, 1) @ XYZ.T
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


@pytest.mark.parametrize(("eyes", "least"), [(np.eye(3), 40), (DEUTERANOPIA, 30)])
def test_any_two_of_the_ten_colours_are_far_apart_and_none_is_near_white(eyes, least):
    rgb = np.array([to_rgb(colour) for colour in TEN])
    seen = lab(np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ eyes.T)
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) > least
    assert (seen[:, 0] < 85).all()
