"""A map of 2-D codes under the pointer: what a decoder draws there, and along a dragged path.

The map is an HTML widget whose own handlers write what the pointer does into two hidden text
widgets, which Python observes; no extension is needed.
"""

import io

import ipywidgets
import numpy as np
import torch
from torch import nn

from helpers import nets, show
from helpers.play.page import DOT, answering, enlarged, handler, on_pointer, put, screen
from helpers.show.picture import address

SIDE = 440  # of the map, in pixels
# At most one message in 40 ms, since the kernel answers each and none may wait in a queue; and one
# for the last place. A path has a text of its own: what waits for the kernel keeps its last value.
# Where only the page moved under a pointer nothing is told; a blank makes each message a new one.
POINT = """
const box = this, at = box.getBoundingClientRect(), r = box.dataset.range.split(',').map(Number);
const u = Math.min(1, Math.max(0, (event.clientX - at.left) / at.width));
const v = Math.min(1, Math.max(0, 1 - (event.clientY - at.top) / at.height));
const z = [r[0] + u * (r[1] - r[0]), r[2] + v * (r[3] - r[2])].map(a => a.toFixed(3)).join(' ');
if (event.type == 'pointermove' && z == box.z) return;
box.z = z; box.turn = !box.turn;
const send = (name, text) => {
  const input = box.closest('.course-map').querySelector(name + ' input'); input.value = text;
  input.dispatchEvent(new Event('input', {bubbles: true}));
  input.dispatchEvent(new Event('change', {bubbles: true})); };
const tell = () => { box.sent = performance.now(); send('.course-at', z + (box.turn ? ' ' : '')); };
const line = box.querySelector('polyline'), dot = box.querySelector('circle');
dot.setAttribute('cx', 100 * u); dot.setAttribute('cy', 100 - 100 * v);
if (event.type == 'pointerdown') { event.preventDefault(); box.setPointerCapture(event.pointerId);
  box.path = [z]; line.setAttribute('points', `${100 * u},${100 - 100 * v}`); }
else if (event.buttons && box.path) { box.path.push(z); line.setAttribute('points',
  line.getAttribute('points') + ` ${100 * u},${100 - 100 * v}`); }
clearTimeout(box.later);
if (event.type != 'pointermove') tell();
else box.later = setTimeout(tell, Math.max(0, (box.sent || 0) + 40 - performance.now()));
if (event.type == 'pointerup' && box.path) {
  if (box.path.length > 1) send('.course-path', box.path.join(' '));
  box.path = null; }
"""
# The marker follows the sliders.
MARK = ("const dot = this.closest('.course-map').querySelector('circle'); "
        "dot.setAttribute('cx', '{:.2f}'); dot.setAttribute('cy', '{:.2f}');")


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


def _map_html(codes, labels, low, high, start, path) -> str:
    """The scatter of codes as a picture that fills its box, with the handlers on it."""
    drawing = show.plt.figure(figsize=(SIDE / 110, SIDE / 110), dpi=110, layout="none")
    axis = drawing.add_axes((0, 0, 1, 1))
    axis.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    show.codes(codes, labels, axis=axis, alt="")
    axis.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="", ylabel="")
    axis.tick_params("x", direction="in", pad=-16, labelsize=10)
    axis.tick_params("y", direction="in", pad=-28, labelsize=10)
    axis.text(0.99, 0.07, "$z_1$ →", transform=axis.transAxes, ha="right")
    axis.text(0.08, 0.99, "$z_2$ ↑", transform=axis.transAxes, va="top")
    buffer = io.BytesIO()
    drawing.savefig(buffer, format="png")
    show.plt.close(drawing)
    ground = address(show.small(buffer.getvalue()))
    span = ",".join(f"{v:.4f}" for v in (low[0], high[0], low[1], high[1]))
    scaled = (show.numpy(path) - low) / (high - low) * 100
    points = " ".join(f"{x:.2f},{100 - y:.2f}" for x, y in scaled)
    x, y = (show.numpy(start) - low) / (high - low) * 100
    return (
        f'<div data-range="{span}" {on_pointer(POINT)} style="position:relative; width:{SIDE}px; '
        f'height:{SIDE}px; cursor:crosshair; touch-action:none"><img draggable="false" '
        'alt="Map of the codes, coloured by digit; a ring marks the code that is drawn beside it." '
        f'src="{ground}" style="display:block; width:100%; height:100%">'
        '<svg viewBox="0 0 100 100" style="position:absolute; inset:0; pointer-events:none" '
        'width="100%" height="100%" aria-hidden="true">'
        f'<polyline fill="none" stroke="black" stroke-width="0.8" points="{points}"/>'
        f'<circle r="2" fill="none" stroke="black" stroke-width="1" cx="{x:.2f}" '
        f'cy="{100 - y:.2f}"/></svg></div>'
    )


def pointer_map(decoder: nn.Module, codes, labels, steps: int = 12) -> ipywidgets.VBox:
    """The map, the digit at its marker, the film strip of a path: at first from a 3 to a 0.

    decoder: (N, 2) → (N, 1, 28, 28), in [0, 1]; codes (N, 2), labels (N,).
    """
    points = show.numpy(codes)
    # a few codes far out must not set the scale
    low, high = np.quantile(points, (0.005, 0.995), axis=0)
    margin = 0.05 * (high - low)
    low, high = (low - margin).round(2), (high + margin).round(2)
    step = ((high - low) / 50).round(2).clip(0.01)
    ends = torch.tensor(np.stack([low, high])).float()
    start, end = (start_code(codes, labels, digit).clamp(*ends) for digit in (3, 0))
    first_path = torch.lerp(start, end, torch.linspace(0, 1, steps)[:, None])  # (steps, 2)

    def digit_at(z) -> show.Picture:
        picture = nets.predict(decoder, z.view(1, 2)).clamp(0, 1)
        return enlarged(picture, 10, f"What the decoder draws at z = ({z[0]:.2f}, {z[1]:.2f}).")

    def strip_of(z) -> show.Picture:
        return enlarged(nets.predict(decoder, z).clamp(0, 1), 2, (
            f"{steps} digits along a path from ({z[0, 0]:.2f}, {z[0, 1]:.2f}) to "
            f"({z[-1, 0]:.2f}, {z[-1, 1]:.2f})."))

    def numbers(change) -> torch.Tensor:
        return torch.tensor([float(n) for n in change["new"].split()]).view(-1, 2)

    def look(z, mark: bool = False) -> None:
        place.value = f"z = ({z[0]:.2f}, {z[1]:.2f})"
        if mark:
            x, y = (z.numpy() - low) / (high - low) * 100
            ring.value = f'<img src="{DOT}" alt="" onload="{handler(MARK.format(x, 100 - y))}">'
        put(digit, digit_at(z))

    def nearby(z) -> list[float]:
        """The sliders' own steps: a page brings them there, and would tell it as their move."""
        return (low + ((z.numpy() - low) / step).round() * step).tolist()

    def on_map(change) -> None:
        z, = numbers(change)
        slid, by["pointer"] = by["slider"], True  # the sliders follow, and don't answer
        across.value, up.value = nearby(z)
        by.update(pointer=False, slider=False)
        look(z, mark=slid)  # a slider's ring may have come after the pointer's

    def on_slider(change) -> None:
        if not by["pointer"] and abs(change["new"] - change["old"]) > 1e-6:
            by["slider"] = True
            look(torch.tensor([across.value, up.value]), mark=True)

    def on_path(change) -> None:
        z = numbers(change)  # the path's points, evenly spaced in the order they were passed
        chosen = torch.linspace(0, len(z) - 1, steps).round().long()
        put(strip, strip_of(z[chosen]))
        said.value = f"A path of {len(z)} points, and {steps} digits along it:"

    by = {"pointer": False, "slider": False}  # who moves, and who moved last
    ring, at, path = (kind(layout={"display": "none"}) for kind in (
        ipywidgets.HTML, ipywidgets.Text, ipywidgets.Text))
    at.add_class("course-at")
    path.add_class("course-path")
    digit, strip = screen(digit_at(start)), screen(strip_of(first_path))
    place = ipywidgets.Label()
    said = ipywidgets.Label(f"{steps} digits along the line from a 3 to a 0; drag your own:")
    across, up = (  # the same by keyboard
        ipywidgets.FloatSlider(value=nearby(start)[i], min=low[i], max=high[i], step=step[i],
                               description=f"z{i + 1}", layout={"width": "300px"})
        for i in (0, 1))
    look(start)
    at.observe(answering(on_map, digit), "value")
    path.observe(answering(on_path, digit), "value")
    for slider in (across, up):
        slider.observe(answering(on_slider, digit), "value")
    ground = ipywidgets.HTML(_map_html(points, labels, low, high, start, first_path))
    right = ipywidgets.VBox([digit, place, across, up], layout={"margin": "0 0 0 12px"})
    box = ipywidgets.VBox([ipywidgets.HBox([ground, right]), said, strip, ring, at, path])
    box.add_class("course-map")
    return box
