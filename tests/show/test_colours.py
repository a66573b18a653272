"""Colours that everyone can tell apart, and text that can be read."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb

from helpers import course, show
from helpers.show.plots import TEN

# linear RGB as others see it, severity 1: Machado, Oliveira and Fernandes 2009, table 1
EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                              [-0.003882, -0.048116, 1.051998]]),
    "no green cones": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                                [-0.011820, 0.042940, 0.968881]])}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041]])  # of linear sRGB, relative to D65


def linear(colour) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB of linear RGB (3,), relative to white."""
    xyz = XYZ @ rgb.clip(0, 1) / XYZ.sum(1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other) -> float:
    """The CIE's difference of two colours in CIELAB, (3,) each; some 2 can just be seen.

    Written from Sharma, Wu and Dalal 2005, equations 2 to 22.
    """
    (L1, a1, b1), (L2, a2, b2) = one, other
    few = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    G = 0.5 * (1 - np.sqrt(few / (few + 25**7)))
    polar = [(1 + G) * a1 + 1j * b1, (1 + G) * a2 + 1j * b2]
    (C1, C2), (h1, h2) = np.abs(polar), np.angle(polar, deg=True) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if C1 * C2 else 0.0
    L, C, h = (L1 + L2) / 2, (C1 + C2) / 2, (h1 + turn / 2) % 360 if C1 * C2 else h1 + h2
    T = 1 + sum(share * np.cos(np.radians(times * h + shift)) for share, times, shift in (
        (-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63)))
    lightness = (L2 - L1) / (1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2))
    chroma = (C2 - C1) / (1 + 0.045 * C)
    hue = 2 * np.sqrt(C1 * C2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * C * T)
    both = -2 * np.sqrt(C**7 / (C**7 + 25**7)) * np.sin(
        np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    return np.sqrt(lightness**2 + chroma**2 + hue**2 + both * chroma * hue)


def closest(colours, eyes: np.ndarray) -> float:
    seen = [lab(eyes @ linear(colour)) for colour in colours]
    return min(ciede2000(*pair) for pair in combinations(seen, 2))


def contrast(colour, ground) -> float:
    """WCAG 2's ratio, 1 to 21."""
    light = sorted(XYZ[1] @ linear(each) + 0.05 for each in (colour, ground))
    return light[1] / light[0]


@pytest.mark.parametrize(("one", "other", "apart"), [  # Sharma et al., table 1
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082)])
def test_the_difference_of_two_colours_is_the_published_one(one, other, apart):
    assert ciede2000(one, other) == pytest.approx(apart, abs=5e-5)
    assert ciede2000(other, one) == pytest.approx(apart, abs=5e-5)


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_lines_of_a_figure_are_ten_apart_for_everyone(eyes):
    with plt.rc_context():
        course.use_style()
        cycle = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    assert closest(cycle, EYES[eyes]) > 10


# Below ten: blues, and orange beside green. There the number counts (test_plots.py).
@pytest.mark.parametrize(("eyes", "least"), [
    ("all cones", 8.5), ("no red cones", 5), ("no green cones", 7.5)])
def test_the_colours_of_ten_digits_can_be_told_apart_and_from_white(eyes, least):
    assert closest(TEN, EYES[eyes]) > least
    assert min(closest([colour, "white"], EYES[eyes]) for colour in TEN) > 20


def test_a_label_of_any_arrow_has_a_contrast_that_can_be_read(monkeypatch):
    looks = {}
    written = plt.Axes.annotate
    monkeypatch.setattr(plt.Axes, "annotate", lambda axis, text, *places, **look: looks.update(
        {text: look.get("color", "black")}) or written(axis, text, *places, **look))
    show.diagram({"a": (0, 0), "b": (1, 0), "c": (2, 0)}, ["a → b: solid", "b ⇢ c: dashed"],
                 alt="Two arrows, one of them dashed.")
    assert all(contrast(looks[label], "white") >= 4.5 for label in ("solid", "dashed"))
