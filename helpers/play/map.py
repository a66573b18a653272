"""The map of 2-D codes under the pointer: what a decoder draws there, and along a dragged path.

The page computes the decoder itself (web/nn.js), so the map needs no kernel: it lives in exported
html too. A page that runs no scripts, such as an untrusted copy, shows the static figure.
"""

import numpy as np
import torch
from IPython.display import display
from matplotlib.ticker import MaxNLocator
from torch import nn

from helpers import nets, show
from helpers.play import export
from helpers.play.page import dead_views
from helpers.show.plots import TEN, number_places


def code_map(decoder: nn.Module, codes, labels) -> None:
    """Move the pointer over a map of 2-D codes; the decoder's picture follows. Drag for a path.

    decoder: (N, 2) → (N, 1, H, W), of layers that a page can compute (`helpers.play.export`),
    shown from 0 to 1; codes (N, 2) and labels (N,) make the map, with a 3 and a 0 among them:
    it begins with a path from the one to the other. The static figure is the map beside one
    decoded digit.
    """
    points, kinds = torch.as_tensor(show.numpy(codes)).float(), torch.as_tensor(show.numpy(labels))
    still = _map_and_digit(decoder, points, kinds)
    order = kinds.argsort(stable=True)  # equal neighbours take fewer bytes
    data = _frame(points, kinds) | {
        "layers": export.layers(decoder),
        "tensors": export.tensors(decoder, codes=points[order].half(),
                                  labels=kinds[order].to(torch.uint8))}
    live = export.script("nn.js", "manifold.js", then="course.manifold.wake();")
    style = f"<style>{dead_views('course-map')} {{ display: none }}</style>"
    element = f'<div class="course-map">{still.html}{style}{export.held(data)}{live}</div>'
    display({"text/plain": f"Interactive. {still.alt}", "text/html": element}, raw=True)


def _frame(points: torch.Tensor, kinds: torch.Tensor, steps: int = 12) -> dict:
    """What the page draws the map with beside the codes; lists of numbers in the units of z."""
    # a few codes far out must not set the scale
    low, high = np.quantile(points, (0.005, 0.995), axis=0)
    margin = 0.05 * (high - low)
    low, high = (low - margin).round(2), (high + margin).round(2)
    ends = torch.tensor(np.stack([low, high])).float()
    start, end = (start_code(points, kinds, digit).clamp(*ends) for digit in (3, 0))
    numbers = number_places(points.numpy(), kinds.numpy(), low, high, np.ones(2), least=0.06)
    return {
        "low": low.tolist(), "high": high.tolist(), "colours": TEN,
        "ticks": [[tick for tick in MaxNLocator(6).tick_values(a, b).round(3).tolist()
                   if a + 0.08 * (b - a) < tick < b - 0.05 * (b - a)]
                  for a, b in zip(low, high, strict=True)],
        "numbers": [[digit, *place.round(3).tolist()] for digit, place in numbers.items()],
        "start": _rounded(start), "path": [
            _rounded(z) for z in torch.lerp(start, end, torch.linspace(0, 1, steps)[:, None])]}


def _rounded(z: torch.Tensor) -> list[float]:
    return [round(number, 3) for number in z.tolist()]


def start_code(codes, labels, digit: int) -> torch.Tensor:
    """The code (2,) of this digit that has the most of its own kind among its 50 neighbours.

    A mean of codes may lie where another digit is drawn.
    """
    points, kinds = torch.as_tensor(show.numpy(codes)).float(), torch.as_tensor(show.numpy(labels))
    own = points[kinds == digit]
    near = torch.cdist(own, points).topk(min(50, len(points)), largest=False).indices
    share = (kinds[near] == digit).float().mean(1)
    best = own[share == share.max()]
    return best[(best - best.mean(0)).norm(dim=1).argmin()]


def _map_and_digit(decoder, codes, labels) -> show.Picture:
    z = start_code(codes, labels, 3)
    drawing, (left, right) = show.plt.subplots(1, 2, figsize=(9, 4.6), width_ratios=(1.25, 1))
    show.codes(codes, labels, axis=left, alt="")
    left.plot(*z.tolist(), "P", color="black", markersize=15, markeredgecolor="white",
              zorder=10)  # above the numbers
    right.imshow(show.numpy(nets.predict(decoder, z.view(1, 2))[0, 0]), cmap="gray",
                 vmin=0, vmax=1)
    right.set(xticks=[], yticks=[], title="decoder(z)")
    return show.picture(drawing, dpi=90, alt=(
        f"A map of 2-D codes coloured by digit with a cross at ({z[0]:.1f}, {z[1]:.1f}), "
        "among the 3s, and the picture that the decoder makes of that code."))
