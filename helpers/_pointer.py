"""A map of 2-D codes under the pointer: what a decoder draws there, and along a dragged path.

ipywidgets has no pointer events. The map is an HTML widget whose own handlers write what the
pointer does into a hidden text widget, which Python observes; no extension is needed.
"""

import base64
import html
import io

import ipywidgets
import numpy as np
import torch
from torch import nn

from helpers import measure, show

# At most one message in 40 ms: the kernel answers each, and none may wait in a queue.
HANDLER = """
const box = this, at = box.getBoundingClientRect(), r = box.dataset.range.split(',').map(Number);
const u = Math.min(1, Math.max(0, (event.clientX - at.left) / at.width));
const v = Math.min(1, Math.max(0, 1 - (event.clientY - at.top) / at.height));
const z = [r[0] + u * (r[1] - r[0]), r[2] + v * (r[3] - r[2])].map(a => a.toFixed(3)).join(' ');
const input = box.closest('.course-map').querySelector('.course-at input');
const send = t => { input.value = t; input.dispatchEvent(new Event('input', {bubbles: true}));
                    input.dispatchEvent(new Event('change', {bubbles: true})); };
const line = box.querySelector('polyline'), dot = box.querySelector('circle');
dot.setAttribute('cx', 100 * u); dot.setAttribute('cy', 100 - 100 * v);
if (event.type == 'pointerdown') { event.preventDefault(); box.setPointerCapture(event.pointerId);
  box.path = [z]; line.setAttribute('points', ''); }
if (event.buttons && box.path) { box.path.push(z); line.setAttribute('points',
  line.getAttribute('points') + ` ${100 * u},${100 - 100 * v}`); }
if (event.type == 'pointerup' && box.path) { send('path ' + box.path.join(' ')); box.path = null; }
else if (event.type == 'pointerdown' || event.timeStamp - (box.sent || 0) > 40) {
  box.sent = event.timeStamp; send('at ' + z); }
"""


def _map_html(codes, labels, low, high, alt: str) -> str:
    """The scatter of codes as a picture that fills its box, with the handlers on it."""
    drawing = show.plt.figure(figsize=(5, 5), dpi=80, layout="none")
    axis = drawing.add_axes((0, 0, 1, 1))
    show.codes(codes, labels, axis=axis, alt="")
    axis.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="", ylabel="")
    axis.tick_params(direction="in", pad=-16, labelsize=10)
    buffer = io.BytesIO()
    drawing.savefig(buffer, format="png")
    show.plt.close(drawing)
    data = base64.b64encode(buffer.getvalue()).decode()
    handler = " ".join(HANDLER.split()).replace('"', "&quot;")
    events = " ".join(f'onpointer{name}="{handler}"' for name in ("down", "move", "up"))
    span = ",".join(f"{v:.4f}" for v in (low[0], high[0], low[1], high[1]))
    return (
        f'<div data-range="{span}" {events} style="position:relative; width:400px; height:400px; '
        f'cursor:crosshair; touch-action:none"><img src="data:image/png;base64,{data}" '
        f'alt="{html.escape(alt)}" draggable="false" style="width:100%; height:100%">'
        '<svg viewBox="0 0 100 100" style="position:absolute; inset:0; pointer-events:none" '
        'width="100%" height="100%"><polyline fill="none" stroke="black" stroke-width="1"/>'
        '<circle r="2" fill="none" stroke="black" stroke-width="1" cx="-9" cy="-9"/></svg></div>'
    )


def _png(images: torch.Tensor, factor: int) -> bytes:
    """A row of images (N, 1, H, W) as one PNG, enlarged without smoothing."""
    sheet = show.tile(images.clamp(0, 1), len(images)).repeat(factor, 0).repeat(factor, 1)
    return show.png(sheet)


def pointer_map(decoder: nn.Module, codes, labels, still: show.Picture, steps: int = 12):
    """The widget: the map, the digit under the pointer, the film strip of the last dragged path.

    decoder: (N, 2) → (N, 1, 28, 28), in [0, 1]; codes (N, 2), labels (N,); `still` gives the alt.
    """
    points = show.numpy(codes)
    # a few codes far out must not set the scale
    low, high = np.quantile(points, (0.005, 0.995), axis=0)
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)
    middle = torch.tensor(points[show.numpy(labels) == 3].mean(0)).view(1, 2).float()
    at = ipywidgets.Text(layout={"display": "none"})
    at.add_class("course-at")
    words = {"width": "300px"}
    digit = ipywidgets.Image(value=_png(measure.predict(decoder, middle), 8), format="png",
                             layout={"width": "240px", "height": "240px"})
    digit.add_class("course-picture")
    strip = ipywidgets.Image(value=_png(torch.zeros(steps, 1, 28, 28), 2), format="png")
    strip.add_class("course-strip")
    text = ipywidgets.Label("Move over the map; drag to record a path.", layout=words)

    def on_pointer(change):
        kind, *numbers = change["new"].split()
        z = torch.tensor([float(n) for n in numbers]).view(-1, 2)
        if kind == "path":  # the path's points, evenly spaced in the order they were passed
            chosen = torch.linspace(0, len(z) - 1, steps).round().long()
            strip.value = _png(measure.predict(decoder, z[chosen]), 2)
            text.value = f"A path of {len(z)} points; below, {steps} digits along it."
        else:
            digit.value = _png(measure.predict(decoder, z), 8)
            text.value = f"z = ({z[0, 0]:.2f}, {z[0, 1]:.2f})"

    def on_slider(change):
        at.value = f"at {across.value:.3f} {up.value:.3f}"

    at.observe(on_pointer, "value")
    across, up = (  # the same by keyboard
        ipywidgets.FloatSlider(value=middle[0, i].item(), min=low[i], max=high[i], step=0.05,
                               description=f"z{i + 1}", layout={"width": "240px"})
        for i in (0, 1))
    across.observe(on_slider, "value")
    up.observe(on_slider, "value")
    ground = ipywidgets.HTML(_map_html(points, labels, low, high, still.alt))
    right = ipywidgets.VBox([digit, text, across, up])
    box = ipywidgets.VBox([ipywidgets.HBox([ground, right]), strip, at])
    box.add_class("course-map")
    return box
