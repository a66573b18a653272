"""A mixture of normals, set by hand over people's heights."""

import torch
from torch.distributions import Categorical, MixtureSameFamily, Normal

from helpers import course, show
from helpers.play.controls import interactive, slider


def heights(values: torch.Tensor, best: float) -> None:
    """Set a mixture of equal normals by hand over the heights (N,) in cm, and draw people from it.

    best: the log-likelihood of EM for the same people, shown beside one's own.
    """
    grid = torch.linspace(140, 210, 200, dtype=values.dtype)

    def draw(mean, spread, components, gap, people):
        shift = torch.arange(components) - (components - 1) / 2
        model = MixtureSameFamily(
            Categorical(torch.ones(components)), Normal(mean + gap * shift, spread))
        with course.fork_rng():
            torch.manual_seed(0)  # the same people again, so that more of them only adds
            made = torch.stack([model.sample() for _ in range(people)]) if people else []
        drawing, axis = show.plt.subplots(figsize=(8.4, 3.6))
        options = {"bins": 28, "range": (140, 210), "density": True}
        axis.hist(show.numpy(values), color="#cccccc", label="real", **options)
        axis.plot(grid, model.log_prob(grid).exp(), label="your model")
        if people:
            axis.hist(show.numpy(made), histtype="step", lw=2, color="C1",
                      label=f"{people} people drawn", **options)
        score = model.log_prob(values).mean().item()
        axis.set(title=f"log-likelihood {score:.3f}   (EM: {best:.3f})",
                 xlabel="cm", ylabel="density", ylim=(0, 0.08))
        axis.legend(loc="upper left")
        return show.picture(drawing, alt=(
            f"Heights with a mixture of {components} normals around {mean:.0f} cm and {people} "
            f"people drawn from it; log-likelihood {score:.3f}."), quick=True)

    interactive(
        draw, animate="people",
        mean=slider("mean (cm)", 150, 190, 165, 1), spread=slider("spread (cm)", 2, 15, 10, 1),
        components=slider("components", 1, 3, 1, 1), gap=slider("gap (cm)", 0, 25, 13, 1),
        people=slider("people drawn", 0, 1000, 500, 50),
    )
