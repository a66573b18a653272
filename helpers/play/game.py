"""The game: its value function by sliders, and the 2-D game in slow motion."""

import math
from collections.abc import Callable

import ipywidgets
import torch
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers import course, show
from helpers.play.controls import interactive, present, slider
from helpers.play.page import answering, laid_out, put, screen
from helpers.show.game import VERDICT, Stage, game_frame, lab_frame_alt


def _stage(frame: dict):
    """A figure with the two axes of a frame and a legend of all that is drawn → (figure, stage)."""
    drawing, axes = show.plt.subplots(1, 2, figsize=(8.4, 4.9))
    stage = Stage(*axes, frame)
    axes[0].set_xlabel("plane of the data")
    axes[1].set_xlabel("the grid of noise after G")
    drawing.legend(loc="outside lower center", ncols=3, handles=[
        Line2D([], [], marker=".", ms=9, ls="", color="#0072B2", label="data"),
        Line2D([], [], marker=".", ms=9, ls="", color="#D55E00", label="fakes"),
        Line2D([], [], marker="$\\longrightarrow$", ms=22, ls="", color="black",
               label="where D pulls a fake"),
        Patch(color=VERDICT(1.0), label="D says: data"),
        Patch(color=VERDICT(0.0), label="D says: fake"),
        Line2D([], [], color="#009E73", lw=1, label="grid of noise"),
    ])
    laid_out(drawing)
    return drawing, stage


def lab_widget(new_game: Callable, step_D: Callable, step_G: Callable, shapes: list[str],
               noises: list[str], losses: list[str]) -> tuple[ipywidgets.VBox, show.Picture]:
    """The widget, before the first step, and its static figure, the game after 400 steps."""
    box = {}

    def reset(change=None) -> None:
        box.update(game=new_game(*(control.value for control in chosen)), D=0, G=0)
        game = box["game"]
        with course.fork_rng():
            torch.manual_seed(1)
            box.update(real=game.real(300), z=game.noise(200))
        put(picture, drawn())

    def step(players: str, times: int) -> None:
        game = box["game"]
        for _ in range(times):
            if "D" in players:
                step_D(game, game.real(128))
            if "G" in players:
                step_G(game, 128)
        for player in players:
            box[player] += times
        put(picture, drawn())

    def drawn() -> show.Picture:
        game = box["game"]
        frame = game_frame(game.G, game.D, box["real"], box["z"],
                           f"D: {box['D']} steps   G: {box['G']} steps")
        if "stage" not in box:
            box["drawing"], box["stage"] = _stage(frame)
        box["stage"].show(frame)
        return show.picture(box["drawing"], lab_frame_alt((box["D"], box["G"])), quick=True)

    def button(label: str, players: str) -> ipywidgets.Button:
        made = ipywidgets.Button(description=label, layout={"width": "110px"})
        made.on_click(answering(lambda _: step(players, speed.value), picture))
        return made

    chosen = [ipywidgets.Dropdown(options=options, description=name, layout={"width": "240px"})
              for name, options in (("data", shapes), ("noise", noises), ("loss", losses))
              if options]
    speed = ipywidgets.SelectionSlider(options=[1, 5, 20, 100], value=5, description="steps each")
    run = ipywidgets.Play(min=0, max=100_000, interval=200)
    again = ipywidgets.Button(description="reset", layout={"width": "110px"})
    picture = screen(show.Picture(b"", "The game has not begun."))
    reset()
    step("DG", 400)
    still = drawn()
    reset()
    for control in chosen:
        control.observe(answering(reset, picture), "value")
    again.on_click(answering(reset, picture))
    run.observe(answering(lambda change: change["new"] and step("DG", speed.value), picture),
                "value")
    buttons = [button("step D", "D"), button("step G", "G"), button("step both", "DG"), again, run]
    wrap = {"flex_flow": "row wrap"}
    return ipywidgets.VBox([ipywidgets.HBox([*chosen, speed], layout=wrap),
                            ipywidgets.HBox(buttons, layout=wrap), picture]), still


def gan_lab(new_game: Callable, step_D: Callable, step_G: Callable, shapes: list[str],
            noises: list[str], losses: list[str] | None = None) -> None:
    """The 2-D game in slow motion: step D, step G or both, run, reset, speed, data, noise.

    new_game(shape, noise) → a game with G, D (2-D), real(n) and noise(n); step_D(game, real) and
    step_G(game, n) are the notebook's own steps. The static figure is the game after 400 steps.
    losses: names for one more list to choose from; then it is new_game(shape, noise, loss).
    """
    present(*lab_widget(new_game, step_D, step_G, shapes, noises, losses or []))


def value_function(data_law) -> None:
    """Mean and width of normal fakes by slider against 1-D data; V(D*, G) and JS in the title.

    data_law: a distribution over numbers with log_prob, between about −4 and 4.
    """
    x = torch.linspace(-8, 8, 1601, dtype=torch.float64)
    p = data_law.log_prob(x).exp()
    drawing, axis = show.plt.subplots(figsize=(8.4, 3.6))
    axis.plot(x, p, label="p (data)")
    fakes, = axis.plot(x, p, label="q (fakes)")
    best, = axis.plot(x, p, "k--", label="best D")
    axis.axhline(0.5, color="0.7", lw=1)
    axis.set(xlim=(-5, 5), ylim=(0, 1.25), xlabel="x", ylabel="density, and D(x)")
    axis.legend(loc="upper left", ncols=3, fontsize=11)
    axis.set_title("V(D*, G)")
    drawing.canvas.draw()
    drawing.set_layout_engine("none")  # laid out once, here: each answer comes a third sooner

    def draw(mean, width):
        q = torch.distributions.Normal(mean, width).log_prob(x).exp()
        D = (p / (p + q).clamp_min(1e-300)).clamp(1e-12, 1 - 1e-12)
        value = torch.trapezoid(torch.xlogy(p, D) + torch.xlogy(q, 1 - D), x).item()
        js = (value + math.log(4)) / 2
        fakes.set_ydata(q.clamp_max(1.2))
        best.set_ydata(D)
        axis.set_title(f"V(D*, G) = {value:.3f}   JS = {js:.3f}   (lowest V: −1.386)")
        return show.picture(drawing, quick=True, alt=(
            f"Data with two hills, fakes around {mean:.1f} of width {width:.2f}, and the best D "
            f"between them: V is {value:.3f} and JS {js:.3f}."))

    interactive(draw, mean=slider("mean of q", -4, 4, 1, 0.1),
                width=slider("width of q", 0.2, 3, 1.2, 0.1))
