"""Heights set by hand, and points coming out of noise."""

import ipywidgets
import pytest
import torch

from helpers import data, play
from tests.play.widgets import alts, find


def test_the_heights_begin_with_500_people_and_follow_their_sliders(shown):
    height = data.heights().height
    state = torch.get_rng_state()
    play.heights(height, best=-3.6)
    (widget, still), = shown
    components = next(s for s in find(widget, ipywidgets.IntSlider)
                      if s.description == "components")
    image, = find(widget, ipywidgets.Image)
    before = image.value
    assert "1 equal normal around 165 cm and 500 people" in still.alt
    components.value = 2
    assert image.value != before and "2 equal normals" in alts(widget)[0]
    assert torch.equal(state, torch.get_rng_state())  # the notebook's own draws go on


def test_points_run_from_noise_to_samples_under_the_slider(shown):
    noise = torch.zeros(3, 2)
    samples = torch.tensor([[1.0, 1.0], [2.0, 0.5], [-1.0, 0.0]])
    play.from_noise(noise, samples, torch.tensor([0, 1, 1]), names=("a", "b"),
                    labels=("height", "weight"), alt="Three points that leave one place.")
    (widget, still), = shown
    run, = find(widget, ipywidgets.Play)
    place = next(s for s in find(widget, ipywidgets.IntSlider))
    image, = find(widget, ipywidgets.Image)
    before = image.value
    assert (run.value, run.min, run.max, run.step) == (0, 0, 100, 5)
    place.value = 100
    assert image.value != before and "Time 100 %" in alts(widget)[0]
    assert still.alt.endswith("Times 0, 33, 67 and 100 %, side by side.")


def test_points_without_their_noise_are_refused():
    with pytest.raises(ValueError, match=r"give \(N, 2\), \(N, 2\) and \(N,\)"):
        play.from_noise(torch.zeros(3, 2), torch.zeros(4, 2), torch.zeros(3), names=("a",),
                        labels=("x", "y"), alt="Three points that leave one place.")
