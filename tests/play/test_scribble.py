"""The scribble: painted, wiped, mended anew at each change."""

import ipywidgets
import pytest
import torch

from helpers import play
from tests.play.widgets import alts, find, painted, pixels


def mend(picture, t):
    return (picture * t).expand(3, -1, -1, -1)


@pytest.fixture
def scribble(shown):
    play.scribble(mend, torch.full((1, 1, 28, 28), 0.8), t=play.slider("t", 0.0, 1.0, 0.5),
                  stages={"t = 0.5": {"t": 0.5}})
    return shown[0][0]


def level(widget) -> int:
    image, = find(widget, ipywidgets.Image)
    seen = pixels(image.value).float()
    return int(seen[2:100, 2:100].mean())


def test_a_scribble_is_mended_at_each_stroke_and_each_change(scribble):
    assert level(scribble) == 102
    drawn, = (text for text in find(scribble, ipywidgets.Text))
    drawn.value = painted(28, 100)
    assert level(scribble) == 50
    slider, = find(scribble, ipywidgets.FloatSlider)
    slider.value = 1.0
    assert level(scribble) == 100
    assert alts(scribble) == ["What becomes of your own scribble: 3 pictures, t 1.0."]


def test_nonsense_on_the_canvas_is_ignored_and_wiping_empties_it(scribble):
    drawn, = (text for text in find(scribble, ipywidgets.Text))
    for nonsense in ("", "data:image/png;base64,!", "hello", painted(16, 20)):
        drawn.value = nonsense
        assert level(scribble) == 102
    wipe, = (b for b in find(scribble, ipywidgets.Button) if "wipe" in b.description)
    wipe.click()
    assert level(scribble) == 0 and "an empty canvas" in alts(scribble)[0]


def test_a_start_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="1, 1, S, S"):
        play.scribble(mend, torch.zeros(28, 28), stages={}, t=play.slider("t", 0.0, 1.0, 0.5))
