"""A time-lapse with a scrubber, and a walk in z."""

from collections.abc import Callable

import ipywidgets
import torch

from helpers import show
from helpers.play.controls import choices, interactive, present, redrawn
from helpers.play.page import enlarged, screen


def film(frames: dict, *, alt: str, columns: int = 10) -> None:
    """A time-lapse with a scrubber: frames, step → images (N, C, H, W), the same N in each.

    The static figure shows the first 10 images of six frames from first to last.
    """
    steps = list(frames)
    if not steps:
        raise ValueError("frames is empty: record at least one, frames[step] = images.")
    pictures = {n: show.grid(frames[n], columns=columns, alt=f"{alt} Step {n}.") for n in steps}
    few = [steps[round(i * (len(steps) - 1) / 5)] for i in range(6)] if len(steps) > 5 else steps
    still = show.rows({f"step {n}": frames[n][:10] for n in dict.fromkeys(few)}, alt=(
        f"{alt} Rows: steps {', '.join(map(str, dict.fromkeys(few)))}, one below the other."))
    interactive(lambda step: pictures[step], animate="step", still=still,
                step=choices("step", steps, steps[0]))


def walk(sample: Callable, start: torch.Tensor, directions: torch.Tensor) -> None:
    """Walk in z: one slider for each direction, and the picture that the generator makes.

    sample: z (N, d), on the CPU → images (N, C, H, W) in [0, 1]; start (d,); directions (K, d),
    each of length 1. A slider is a distance in units of z's own spread. The static figure shows
    each direction from −4 to 4.
    """
    start, directions = start.cpu(), directions.cpu()
    steps = torch.linspace(-4, 4, 9)
    still = show.rows({
        f"direction {i}": sample(start + steps[:, None] * way)
        for i, way in enumerate(directions, 1)}, title="−4 ←          the start          → 4", alt=(
        f"{len(directions)} rows of nine pictures: in each one direction of z is walked from −4 "
        "to 4, the picture in the middle is the same in all."))
    sliders = [ipywidgets.FloatSlider(0, min=-6, max=6, step=0.5, description=f"direction {i}",
                                      layout={"width": "360px"})
               for i in range(1, len(directions) + 1)]

    def drawn() -> show.Picture:
        amount = torch.tensor([slider.value for slider in sliders])
        image = sample((start + amount @ directions)[None])
        moved = ", ".join(f"{a:g} along {i}" for i, a in enumerate(amount.tolist(), 1) if a)
        return enlarged(image, 320 // image.shape[3], alt=(
            f"The picture at this place in z: {moved or 'the start'}."))

    picture = screen(drawn())
    picture.layout.margin = "0 0 0 12px"
    again = ipywidgets.Button(description="back to start")
    again.on_click(lambda _: [setattr(slider, "value", 0.0) for slider in sliders])
    redrawn(picture, drawn, sliders)
    present(ipywidgets.HBox([ipywidgets.VBox([*sliders, again]), picture]), still)
