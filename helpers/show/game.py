"""The 2-D game of notebook 04 as pictures, after GAN Lab (Kahng et al. 2018)."""

import torch
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from torch import nn
from torch.nn import functional as F

from helpers.show.picture import Picture, picture

LOW, HIGH, CELLS = -1.7, 1.7, 60
# where D says fake: light orange; undecided: white; real: light blue
VERDICT = LinearSegmentedColormap.from_list("verdict", ["#F3B27A", "#FFFFFF", "#8FC3E8"])


def game_frame(G: nn.Module, D: nn.Module, real, z, title: str = "") -> dict:
    """One moment of the game as arrays: D's heat map, data, fakes, their arrows, the bent grid.

    G: (N, 2) → (N, 2); D: (N, 2) → (N, 1) logits; real (N, 2), z (M, 2). An arrow is the way in
    which −log D falls fastest for a fake.
    """
    ticks = torch.linspace(LOW, HIGH, CELLS)
    span = max(1.0, min(2.0, z.abs().max().item()))
    t, along = torch.linspace(-span, span, 11), torch.linspace(-span, span, 41)
    lines = torch.stack([torch.stack([t[:, None].expand(-1, 41), along.expand(11, -1)], 2),
                         torch.stack([along.expand(11, -1), t[:, None].expand(-1, 41)], 2)])
    with torch.no_grad():
        plane = torch.cartesian_prod(ticks, ticks).to(z.device)
        heat = D(plane).sigmoid().view(CELLS, CELLS).T
        bent = G(lines.view(-1, 2).to(z.device)).view(22, 41, 2)
        fake = G(z)
    place = fake.clone().requires_grad_()
    slope, = torch.autograd.grad(F.softplus(-D(place)).sum(), place)
    length = slope.norm(dim=1, keepdim=True).clamp_min(1e-9)
    arrow = -slope / length * (0.15 * length).clamp_max(0.45)  # long ones are cut
    arrays = {"heat": heat, "real": real, "fake": fake, "arrow": arrow, "bent": bent}
    return {name: value.detach().cpu().numpy() for name, value in arrays.items()} | {
        "title": title}


class Stage:
    """Two axes that show a frame: the game, and the noise grid as G bends it."""

    def __init__(self, game_axis, grid_axis, frame: dict):
        box = {"xlim": (LOW, HIGH), "ylim": (LOW, HIGH), "aspect": "equal", "xticks": [],
               "yticks": []}
        self.game = game_axis
        game_axis.set(**box)
        grid_axis.set(**box)
        self.heat = game_axis.imshow(frame["heat"], extent=(LOW, HIGH, LOW, HIGH), cmap=VERDICT,
                                     origin="lower", vmin=0, vmax=1)
        self.real, = game_axis.plot(*frame["real"].T, ".", color="#0072B2", ms=4, label="data")
        self.fake, = game_axis.plot(*frame["fake"].T, ".", color="#D55E00", ms=4, label="fakes")
        some = slice(None, None, 3)
        self.some, self.arrows = some, game_axis.quiver(
            *frame["fake"][some].T, *frame["arrow"][some].T, angles="xy", scale_units="xy",
            scale=1, width=0.004, color="black", alpha=0.6)
        self.grid = LineCollection(list(frame["bent"]), colors="#009E73", linewidths=0.8)
        grid_axis.add_collection(self.grid)
        self.spots, = grid_axis.plot(*frame["fake"].T, ".", color="#D55E00", ms=3)
        self.show(frame)

    def show(self, frame: dict) -> None:
        self.heat.set_data(frame["heat"])
        self.real.set_data(*frame["real"].T)
        self.fake.set_data(*frame["fake"].T)
        self.spots.set_data(*frame["fake"].T)
        self.arrows.set_offsets(frame["fake"][self.some])
        self.arrows.set_UVC(*frame["arrow"][self.some].T)
        self.grid.set_segments(list(frame["bent"]))
        self.game.set_title(frame["title"])


def game_film(frames: list[dict], *, alt: str) -> Picture:
    """Frames side by side: above the game, below the square of noise as G bends it."""
    drawing, axes = plt.subplots(2, len(frames), figsize=(2.9 * len(frames), 6), squeeze=False)
    for (above, below), frame in zip(axes.T, frames, strict=True):
        Stage(above, below, frame)
    axes[0, 0].legend(loc="lower left", fontsize=10)
    axes[0, 0].set_ylabel("game: D's colours, arrows")
    axes[1, 0].set_ylabel("noise grid after G")
    return picture(drawing, alt)


def lab_frame_alt(steps: tuple[int, int]) -> str:
    return (f"The 2-D game after {steps[0]} steps of D and {steps[1]} of G: D's colours with data "
            "and fakes and their arrows, and the grid of noise as G bends it.")


