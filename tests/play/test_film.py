"""The film and the walk in z."""

import ipywidgets
import pytest
import torch

from helpers import play
from tests.play.widgets import find, pixels


def test_the_film_shows_the_frame_and_step_under_the_scrubber(shown):
    frames = {n: torch.full((4, 1, 28, 28), n / 100) for n in (0, 50, 100)}
    play.film(frames, alt="A picture that a test has drawn.")
    widget, still = shown[0]
    image, = find(widget, ipywidgets.Image)
    place, = find(widget, ipywidgets.SelectionSlider)
    run, = find(widget, ipywidgets.Play)
    assert (run.value, run.min, run.max) == (0, 0, 2)
    seen = {}
    for i in range(3):
        place.index = i
        seen[place.value] = pixels(image.value)[5, 5].item()
    assert seen == {0: 0, 50: pytest.approx(128, abs=4), 100: 255}  # a grid has 32 greys
    assert "steps 0, 50, 100" in still.alt
    with pytest.raises(ValueError, match="empty"):
        play.film({}, alt="A picture that a test has drawn.")


def test_a_walk_in_z_goes_along_its_direction_and_back(shown):
    def sample(z):  # brightness is the first coordinate, from −6 to 6
        return ((z[:, 0] + 6) / 12).view(-1, 1, 1, 1).expand(-1, 1, 28, 28)

    play.walk(sample, torch.zeros(3), torch.eye(3)[:2])
    widget, still = shown[0]
    first, second = find(widget, ipywidgets.FloatSlider)
    image, = find(widget, ipywidgets.Image)
    start = image.value
    second.value = 3.0
    assert image.value == start  # another direction
    first.value = 6.0
    assert pixels(image.value).min() == 255
    button, = find(widget, ipywidgets.Button)
    button.click()
    assert image.value == start and "2 rows of nine" in still.alt
