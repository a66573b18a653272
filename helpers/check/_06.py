"""Checks of notebook 06: CycleGAN."""

import math
import numbers

import numpy as np
import torch

from helpers.check.answer import called, number, shown
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, agree, mistaken, right, wrong


@exercise(
    "“What happens in one step?”: what does each of the two losses see? D_B gets pictures, but "
    "not the pictures that they were made of.",
    "Ask each loss in turn. D_B: which pictures come in, and does each come as often as it "
    "should? The cycle: G makes a fish of the cat; what does F make of that fish?")
def permuted_emoji(answer) -> Verdict:
    """Which loss objects to a G that draws every emoji perfectly, but the wrong one."""
    return choice(answer, {
        "a": "D sees perfect emoji of the other font, each as often as it should come: there is "
             "nothing to object to.",
        "b": "F undoes the permutation: F(G(a)) is a, to the pixel.",
        "c": "Yes: any one-to-one map passes both. Run on: four clusters show it, and what tells "
             "such maps apart.",
    }, "c")


@exercise(
    "“How much of a picture does D see?” has the rule: going backwards, a layer makes s·r + (k − "
    "s) of a field of r pixels.",
    "Go backwards from r = 1 with k = 4. The last layer, which is always there, makes 4 of it. "
    "Check your rule with strides (2, 2): 1, 4, 10, 22. Then add layers.")
def strides_for_field(strides) -> Verdict:
    """Strides of 4×4 convolutions, then one of stride 1, so that an answer sees 46 pixels."""
    if strides is None:
        return NOT_TRIED
    if isinstance(strides, (torch.Tensor, np.ndarray)) and strides.ndim == 1:
        strides = tuple(strides)
    wanted = "give a tuple of 1 to 30 ones and twos, such as (2, 2, 1)"
    if isinstance(strides, numbers.Number):
        return wrong(f"strides_for_field is {shown(strides)}, one number: {wanted}, a stride for "
                     "each layer before the last.")
    if not isinstance(strides, (tuple, list)) or not 1 <= len(strides) <= 30:
        return wrong(f"strides_for_field is {shown(strides)}: {wanted}.", form=True)
    read = [number(s, wanted, (1, 2).__contains__, "A stride", whole=True) for s in strides]
    verdict = next((verdict for _, verdict in read if verdict), None)
    if verdict:
        return verdict
    strides = [s for s, _ in read]
    r = _field(strides)
    if strides[-1] == 1 and _field(strides[:-1]) == 46:
        return wrong(f"With {tuple(strides)} an answer sees {r} pixels: the last convolution, of "
                     "stride 1, is there already and isn't given.")
    if r == 46 and 2 in strides:
        return right(f"46 pixels with {len(strides) + 1} layers: stride 2 doubles what all later "
                     "layers see, so it is cheap to see far.")
    if r == 46:
        return right(f"46 pixels, but it took {len(strides) + 1} layers: each of stride 1 adds "
                     "only 3. With strides of 2, which double, four are enough.")
    return wrong(f"With {tuple(strides)} an answer sees {r} pixels, too "
                 f"{'many' if r > 46 else 'few'}. Going backwards, stride 2 makes 2r + 2 of r, "
                 "stride 1 makes r + 3.")


def _field(strides: list[int]) -> int:
    """Pixels that an answer sees: 4×4 convolutions of these strides, and a last one of stride 1."""
    r = 4
    for s in reversed(strides):
        r = s * r + 4 - s
    return r


@exercise(
    "“Is it right?” measures retrieval: is the own twin the nearest of all? Here you also count "
    "how many are nearer.",
    "First make the table (N, N) of mean absolute differences: a row for each image, a column for "
    "each twin. The own twins are on its diagonal. Compare each row with its own diagonal entry, "
    "count, and take the mean last.")
def mean_rank(function) -> Verdict:
    """Images and their twins, (N, C, H, W) each → mean over images of how many twins are nearer."""
    fixed = torch.Generator().manual_seed(0)  # the notebook's own draws stay as they are
    twins = torch.rand(40, 1, 4, 4, generator=fixed) ** 3
    images = twins.lerp(torch.rand(40, 1, 4, 4, generator=fixed), 0.6)
    wanted = "return one number, the mean over the images"
    value, verdict = called(function, (images, twins), number, wanted, math.isfinite, "Your result")
    if verdict:
        return verdict
    gaps = (images[:, None] - twins).flatten(2)  # image, twin, pixel
    distance, squares = gaps.abs().mean(2), gaps.square().mean(2)
    nearer = (distance < distance.diag()[:, None]).sum(1).double()
    truth = nearer.mean()
    mistakes = [
        (truth + 1, "The own twin is counted too: nearer is <, not ≤."),
        (39 - truth, "Those are the twins that are farther away."),
        ((nearer == 0).double().mean(), "That is retrieval: how often the own twin comes first."),
        (nearer.sum(), "That is the sum over the images: give the mean."),
        (truth / 40, "That is a share of the twins: count them."),
        ((distance < distance.diag()).sum(0).double().mean(),
         "That asks each twin which images are nearer: ask each image which twins are."),
        ((squares < squares.diag()[:, None]).sum(1).double().mean(),
         "Those are squares: the distance is the mean absolute difference."),
        (distance.diag().mean(), "That is the distance to the own twin: count those below it."),
    ]
    if not agree(value, truth, rtol=1e-4):
        return mistaken(value, mistakes, rtol=1e-4) or wrong(
            f"Here the mean rank is {truth.item():.3f}; yours is {value:.3f}.")
    same, verdict = called(function, (twins[:7], twins[:7].clone()), number,
                           wanted, math.isfinite, "For seven equal pairs your result")
    if verdict:
        return verdict
    if same != 0:
        return wrong(f"Seven pictures that are their own twins must give 0, yours is {same:.3f}.")
    return right("0 is perfect, and by chance it is half of the other twins: 19.5 of these 40, "
                 "79.5 of 160.")
