"""What tests of the map of codes share: a map, and where it says and shows that its ring is."""

import re

import torch
from torch import nn

from helpers import play

CODES = torch.cat([torch.randn(40, 2), torch.tensor([[3.5, 3.5], [-3.5, -3.5]])])
LABELS = torch.arange(42) % 10
ALT = re.compile(r"What the decoder draws at z = \((−?\d+\.\d\d), (−?\d+\.\d\d)\)\.")


def corner() -> nn.Sequential:
    """Draws z: brightness of the left half is z1, of the lower half z2, from −3 to 3."""
    linear = nn.Linear(2, 784)
    with torch.no_grad():
        weight = linear.weight.zero_().view(28, 28, 2)
        weight[:, :14, 0] = weight[14:, :, 1] = 1 / 12
        bias = linear.bias.zero_().view(28, 28)
        bias[:, :14] += 0.25
        bias[14:] += 0.25
    return nn.Sequential(linear, nn.Unflatten(1, (1, 28, 28)))


def output(monkeypatch, *about) -> dict:
    """What `code_map` displays."""
    kept = []
    monkeypatch.setattr("helpers.play.map.display", lambda shown, raw: kept.append(shown))
    play.code_map(*about)
    return kept[0]


def place(box) -> list[float]:
    """Where the picture says that it was decoded."""
    box.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    said = ALT.fullmatch(box.locator(".digit").get_attribute("aria-label"))
    assert box.locator(".place").inner_text() == f"z = ({said[1]}, {said[2]})"
    return [float(number.replace("−", "-")) for number in said.groups()]


def bounds(box) -> list[list[float]]:
    """The lowest and the highest value of each slider, which are the map's."""
    return [[float(slider.get_attribute(name)) for name in ("min", "max")]
            for slider in box.locator("input[type=range]").all()]


def ring(box) -> tuple[float, float]:
    """Shares of the map's width and height at which the ring stands, by its black pixels."""
    found = box.locator(".map").evaluate("""map => {
      const {data} = map.getContext('2d').getImageData(0, 0, map.width, map.height);
      const black = [];
      for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 40)
        black.push([i / 4 % map.width, Math.floor(i / 4 / map.width)]);
      // the pixel that most black ones stand around, at the ring's own distance
      const votes = new Map();
      for (const [x, y] of black) for (let a = 0; a < 40; a++) {
        const at = Math.round((x + 14 * Math.cos(a * Math.PI / 20)) / 2) * 1000 +
          Math.round((y + 14 * Math.sin(a * Math.PI / 20)) / 2);
        votes.set(at, (votes.get(at) || 0) + 1); }
      const [[best]] = [...votes].sort((a, b) => b[1] - a[1]);
      return [2 * Math.floor(best / 1000) / map.width, 2 * (best % 1000) / map.height]; }""")
    return tuple(found)
