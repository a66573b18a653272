"""The translator: chosen, painted, turned round."""

import ipywidgets
import pytest
import torch

from helpers import play
from tests.play.widgets import alts, find, painted, pixels


@pytest.fixture
def translator(shown):
    """A translator that darkens there and lightens back, of two emoji."""
    a, b = torch.full((2, 3, 32, 32), 0.8), torch.full((2, 3, 32, 32), 0.4)
    play.translator(lambda x: x / 2, lambda x: x * 2, {"soft": a, "flat": b}, ["cat", "dog"])
    return shown[0][0]


def levels(widget) -> list[int]:
    return [int(pixels(image.value).float().mean()) for image in find(widget, ipywidgets.Image)]


def test_the_translator_goes_there_and_back_and_the_other_way_round(translator):
    assert levels(translator) == [102, 204]
    way, = find(translator, ipywidgets.ToggleButtons)
    way.value = 1
    assert levels(translator) == [204, 102]


def test_a_painted_picture_is_translated_and_nonsense_is_ignored(translator):
    drawn = find(translator, ipywidgets.Text)[0]
    drawn.value = painted(32, 200)
    assert levels(translator) == [100, 200]
    for nonsense in ("", "data:image/png;base64,!", "hello", painted(16, 20)):
        drawn.value = nonsense
        assert levels(translator) == [100, 200]
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    wipe.click()
    assert levels(translator) == [128, 255]


def test_turning_the_translator_round_keeps_the_drawing(translator):
    canvas, = (text for text in find(translator, ipywidgets.HTML) if "<canvas" in text.value)
    way, = find(translator, ipywidgets.ToggleButtons)
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    wipe.click()
    white = canvas.value
    way.value = 1
    assert canvas.value == white and levels(translator) == [255, 255]
    assert "the drawing, translated to soft" in alts(translator)[0]


def test_the_canvas_holds_the_chosen_picture_and_a_new_one_after_each_wipe(translator):
    canvas, = (text for text in find(translator, ipywidgets.HTML) if "<canvas" in text.value)
    which, = find(translator, ipywidgets.Dropdown)
    seen = {canvas.value}
    which.value = 1
    seen.add(canvas.value)
    wipe, = (b for b in find(translator, ipywidgets.Button) if "wipe" in b.description)
    for _ in range(2):
        wipe.click()
        seen.add(canvas.value)
    assert len(seen) == 4 and all("<canvas" in value for value in seen)
