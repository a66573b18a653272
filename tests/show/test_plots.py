"""The manifold's axes."""

import torch

from helpers import show
from tests.play.widgets import Corner


def test_the_manifold_shows_each_place_on_the_axes_of_the_codes(monkeypatch):
    seen = {}
    monkeypatch.setattr(show.plt.Axes, "imshow",
                        lambda axis, sheet, **options: seen.update(sheet=sheet, **options))
    show.manifold(Corner(), torch.randn(50, 2), torch.arange(50) % 10, size=6)
    sheet = torch.tensor(seen["sheet"])[..., 0].float()  # (6 · 28, 6 · 28)
    z1, z2 = sheet[0::28, 0::28], sheet[14::28, 14::28]  # upper left and lower right of tiles
    assert (z1.diff(dim=1) > 0).all() and (z1.diff(dim=0) == 0).all(), "z1 must grow to the right"
    assert (z2.diff(dim=0) < 0).all() and (z2.diff(dim=1) == 0).all(), "z2 must grow upwards"
    assert seen["extent"] == (0, 1, 0, 1) and seen.get("origin") in (None, "upper")
