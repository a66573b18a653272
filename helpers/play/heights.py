"""A mixture of normals, set by hand over people's heights; and points coming out of noise."""

import torch
from torch.distributions import Categorical, MixtureSameFamily, Normal

from helpers import course, show
from helpers.play.controls import interactive, slider
from helpers.play.page import laid_out

MOST = 1000  # people that can be drawn


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
            made = model.sample((MOST,))[:people]
        drawing, axis = show.plt.subplots(figsize=(8.4, 3.6))
        # two inches wide: most people gave whole inches, and narrower bars would show that
        options = {"bins": 14, "range": (140, 211.12), "density": True}
        axis.hist(show.numpy(values), color="#cccccc", label="real", **options)
        axis.plot(grid, model.log_prob(grid).exp(), label="your model")
        if people:
            axis.hist(show.numpy(made), histtype="step", lw=2, color="C1",
                      label=f"{people} people drawn", **options)
        score = model.log_prob(values).mean().item()
        axis.set(title=f"log-likelihood {score:.3f}   (EM: {best:.3f})",
                 xlabel="cm", ylabel="density", ylim=(0, 0.08))
        axis.legend(loc="upper left")
        return show.picture(drawing, quick=True, alt=(
            f"Heights, the density of {components} equal normal{'s' * (components > 1)} around "
            f"{mean:.0f} cm and {people} people drawn from it; log-likelihood {score:.3f}."))

    interactive(
        draw, animate="people",
        mean=slider("mean (cm)", 150, 190, 165, 1), spread=slider("spread (cm)", 2, 15, 10, 1),
        components=slider("components", 1, 3, 1, 1), gap=slider("gap (cm)", 0, 25, 13, 1),
        people=slider("people drawn", 0, MOST, 500, 50),
    )


def from_noise(noise, samples, group, *, names, labels: tuple[str, str], alt: str) -> None:
    """Points on straight ways from noise (N, 2) to samples (N, 2): at time t, (1 − t) noise + t x.

    group: (N,), whole numbers, an index into `names`: its points have one colour; labels: of the
    two axes. ▶ runs t from 0 to 100 %. The static figure shows four times, from the noise to the
    samples. Raises ValueError where the shapes differ.
    """
    noise, samples, group = (show.numpy(x) for x in (noise, samples, group))
    if noise.shape != samples.shape or noise.shape[1:] != (2,) or group.shape != noise.shape[:1]:
        raise ValueError(f"noise is {noise.shape}, samples {samples.shape}, group {group.shape}: "
                         "give (N, 2), (N, 2) and (N,).")
    side = max(abs(noise).max(), abs(samples).max()) * 1.05

    def points(percent, k):
        own = group == k
        return (noise[own] + percent / 100 * (samples[own] - noise[own])).T

    def panel(axis, percent):
        for k, name in enumerate(names):
            axis.plot(*points(percent, k), ".", ms=4, alpha=0.7, label=name, color=f"C{k}")
        axis.set(title=f"t = {percent} %", xlabel=labels[0], xlim=(-side, side),
                 ylim=(-side, side), aspect="equal")

    def above(drawing, axis):  # the legend, where it covers no point
        drawing.legend(*axis.get_legend_handles_labels(), loc="outside upper center",
                       ncols=len(names), markerscale=2)

    alone, axis = show.plt.subplots(figsize=(5, 5.2))
    panel(axis, 100)  # the widest title
    axis.set_ylabel(labels[1])
    above(alone, axis)
    laid_out(alone)

    def draw(percent):
        for k, line in enumerate(axis.lines):
            line.set_data(*points(percent, k))
        axis.set_title(f"t = {percent} %")
        return show.picture(alone, alt=f"{alt} Time {percent} %.", quick=True)

    drawing, axes = show.plt.subplots(1, 4, figsize=(11, 3.9), sharey=True)
    for one, percent in zip(axes, (0, 33, 67, 100), strict=True):
        panel(one, percent)
    axes[0].set_ylabel(labels[1])
    above(drawing, axes[0])
    still = show.picture(drawing, alt=f"{alt} Times 0, 33, 67 and 100 %, side by side.")
    interactive(draw, animate="percent", still=still,
                percent=slider("time t (%)", 0, 100, 0, 5))
