"""Controls as Python sees them, and what an interactive leaves."""

import re

import ipywidgets
import pytest
import torch

from helpers import play, show
from helpers.play import controls
from tests.controls import living
from tests.play.widgets import alts, find


def grey(level) -> show.Picture:
    """A grey picture; 9 is broken."""
    if level == 9:
        raise ValueError("nine <is> too much")
    return show.grid(torch.full((1, 1, 4, 4), level / 9), alt=f"A grey picture of level {level}.")


@pytest.fixture
def displayed(monkeypatch):
    """The bundles that an interactive of a grey picture displays."""
    bundles = []
    monkeypatch.setattr(controls, "display", lambda bundle, raw: bundles.append(bundle))
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, animate="level", level=slider)
    return bundles


def test_an_interactive_leaves_its_figure_and_after_it_the_live_widget(displayed):
    still, live = displayed
    assert set(still) == {"text/html", "text/plain"} and set(live) == {controls.WIDGET}
    assert 'alt="A grey picture of level 3."' in still["text/html"]
    box, = (made for made in living() if made.model_id == live[controls.WIDGET]["model_id"])
    name = re.search(r'<div class="(course-\w+)"', still["text/html"])[1]
    assert f"{name}-live" in box._dom_classes and f".{name}-live" in still["text/html"]


def test_a_moved_control_redraws_the_picture_and_its_alt_text(shown):
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, level=slider)
    (widget, still), = shown
    image, = find(widget, ipywidgets.Image)
    assert alts(widget) == [still.alt] and image.value == still.data
    slider.value = 8
    assert alts(widget) == ["A grey picture of level 8."] and image.value == grey(8).data


def test_an_error_in_a_callback_is_told_on_the_screen_and_the_next_change_goes_on(shown):
    slider = play.slider("level", 0, 9, 3, 1)
    play.interactive(grey, level=slider)
    (widget, _), = shown
    image, = find(widget, ipywidgets.Image)
    with pytest.raises(ValueError):  # for the kernel's log, too
        slider.value = 9
    told = [text for text in find(widget, ipywidgets.HTML) if "stopped" in text.value]
    assert "stopped: ValueError: nine &lt;is&gt; too much" in told[0].value
    assert told[0].layout.display != "none" and image.value == grey(3).data
    slider.value = 4
    assert alts(widget) == ["A grey picture of level 4."] and told[0].layout.display == "none"


def test_a_linked_play_button_begins_where_its_slider_is(shown):
    slider = play.slider("level", 2, 8, 4, 2)
    play.interactive(grey, animate="level", level=slider)
    run, = find(shown[0][0], ipywidgets.Play)
    assert (run.value, run.min, run.max, run.step) == (4, 2, 8, 2)
