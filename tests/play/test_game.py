"""The 2-D game by its buttons, and the value function by its sliders."""

import ipywidgets
import numpy as np
import torch
from torch import nn

from helpers import play, show
from tests.play.widgets import find


def test_the_lab_steps_the_players_that_its_buttons_name(shown):
    calls = []

    def new_game(shape, noise):
        from types import SimpleNamespace
        torch.manual_seed(0)
        return SimpleNamespace(G=nn.Linear(2, 2), D=nn.Linear(2, 1),
                               real=lambda n: torch.randn(n, 2), noise=lambda n: torch.randn(n, 2))

    play.gan_lab(new_game, lambda game, real: calls.append("D"), lambda game, n: calls.append("G"),
                 ["a", "b"], ["c"])
    widget, still = shown[0]
    assert calls.count("D") == calls.count("G") == 400, "the static figure is after 400 steps"
    calls.clear()
    buttons = {b.description: b for b in find(widget, ipywidgets.Button)}
    picture, = find(widget, ipywidgets.Image)
    for name, expected in (("step D", "D" * 5), ("step G", "G" * 5), ("step both", "DG" * 5)):
        before = picture.value
        buttons[name].click()
        assert "".join(calls) == expected and picture.value != before
        calls.clear()
    find(widget, ipywidgets.SelectionSlider)[0].value = 1
    buttons["step D"].click()
    assert calls == ["D"]
    buttons["reset"].click()
    assert calls == ["D"]


def test_the_lab_starts_a_new_game_with_the_loss_that_is_chosen(shown):
    games = []

    def new_game(shape, noise, loss):
        from types import SimpleNamespace
        games.append((shape, noise, loss))
        return SimpleNamespace(G=nn.Linear(2, 2), D=nn.Linear(2, 1),
                               real=lambda n: torch.randn(n, 2), noise=lambda n: torch.randn(n, 2))

    play.gan_lab(new_game, lambda game, real: None, lambda game, n: None, ["a"], ["c"],
                 ["hinge", "least squares"])
    widget, _ = shown[0]
    assert set(games) == {("a", "c", "hinge")}
    choose = {d.description: d for d in find(widget, ipywidgets.Dropdown)}
    assert list(choose) == ["data", "noise", "loss"]
    picture, = find(widget, ipywidgets.Image)
    before = picture.value
    choose["loss"].value = "least squares"
    assert games[-1] == ("a", "c", "least squares") and picture.value != before


def test_the_value_function_draws_the_best_d_and_names_v_and_js(shown, monkeypatch):
    drawn, picture = [], show.picture
    monkeypatch.setattr(show, "picture",
                        lambda figure, **o: drawn.append(figure) or picture(figure, **o))
    normal = torch.distributions.Normal(torch.tensor(0.0), torch.tensor(1.0))
    play.value_function(normal)
    widget, still = shown[0]
    mean, width = find(widget, ipywidgets.FloatSlider)
    mean.value, width.value = 0.0, 1.0  # the fakes are the data
    data, fakes, best = drawn[-1].axes[0].lines[:3]
    assert np.allclose(fakes.get_ydata(), data.get_ydata(), atol=1e-6)
    assert np.allclose(best.get_ydata()[700:900], 0.5, atol=1e-6)
    title = drawn[-1].axes[0].get_title()
    assert "V(D*, G) = -1.386" in title and "JS = 0.000" in title and "best D" in still.alt
