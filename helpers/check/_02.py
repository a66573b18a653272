"""Checks of notebook 02: the autoencoder."""

import functools

import torch

from helpers import course, data, weights
from helpers.check.answer import called, number, tensor
from helpers.check.exercise import exercise
from helpers.check.letter import choice
from helpers.check.verdict import NOT_TRIED, Verdict, right, wrong


@exercise(
    "The section “So who learns the distribution of z?”: which of its densities know how the "
    "numbers of one code go together, and which know each number only by itself?",
    "Write down what the shuffling keeps and what it destroys. Then ask the same of each of the "
    "three things that it is compared with: which one keeps and lacks about the same?")
def shuffled_codes(answer) -> Verdict:
    """What the judge says when each number of the codes is shuffled among the digits by itself."""
    return choice(answer, {
        "a": "Each number alone is as it was; but do the sixteen of one code still go together?",
        "b": "Yes: the right values of each number are not enough. A density must know how they "
             "go together, as the mixture does.",
        "c": "N(0, I) misses even the scale of the numbers; here every one keeps its own values.",
    }, "b")


@exercise(
    "“How does the error fall with p?” has a table: the shipped network's error with 8 numbers, "
    "and PCA's with up to 32. Is PCA as good there, and how fast does its error fall?",
    "Try 8: the check prints both errors. Then try twice as many, until PCA is better, and halve "
    "the interval. The answer is right when one component fewer is too few.")
def components_worth(components) -> Verdict:
    """How many PCA components reach the shipped network's error at 8 numbers, just."""
    if components is None:
        return NOT_TRIED
    components, verdict = number(components, "give a whole number from 1 to 783",
                                 lambda n: 0 < n <= 784, "components_worth")
    if verdict:
        return verdict
    if components < 1:
        return wrong(f"components_worth is {components:g}, as small as an error or a share: how "
                     "many components does it take?")
    if not components.is_integer():
        return wrong(f"components_worth is {components:g}: give a whole number.")
    components = int(components)
    network = weights.card("02_conv_p8")["metric"]["test_mse"]
    errors = _pca_errors()
    mine, one_less = errors[components], errors[components - 1]
    numbers = f"PCA with {components}: {mine:.4f}; the network with 8: {network:.4f}"
    if components == 8:
        return wrong(f"As many numbers as the network has, but PCA's map is flat: {numbers}.")
    if mine > network:
        return wrong(f"Still worse than the network: take more components. {numbers}.")
    if one_less <= network:
        return wrong(f"Good, but fewer would do: take the smallest number that does. {numbers}.")
    return right(f"{numbers}. A curved map does with 8 what a flat one needs {components} for.")


@functools.cache
def _pca_errors() -> list[float]:
    """Test MSE of PCA with 0, 1, … 784 components, fitted to the training digits."""
    x_train, _, x_test, _ = data.mnist()
    train, test = (data.floats(x).cpu().flatten(1) for x in (x_train, x_test))
    mean = train.mean(0)
    axes = torch.linalg.eigh((train - mean).T @ (train - mean)).eigenvectors.flip(1)
    rest = ((test - mean) @ axes).square().mean(0).flip(0).cumsum(0).flip(0) / 784
    return [*rest.tolist(), 0.0]


@exercise(
    "The section “So who learns the distribution of z?” fits densities to the codes of all digits "
    "and draws from them. Which codes may such a density see here?",
    "First pick the codes that carry the wanted label. Then fit to them a density that can lie in "
    "several clouds, such as the notebook's mixture with fewer normals, and draw n times from it.")
def draw_digit(function) -> Verdict:
    """(N, p) codes, (N,) labels, a digit, n → (n, p) new codes of that digit."""
    with course.fork_rng():
        torch.manual_seed(7)
        codes, labels = _three_classes()
        for digit in (1, 2):  # two clouds, one cloud
            value, verdict = called(function, (codes, labels, digit, DRAWS), tensor, (DRAWS, 2))
            verdict = verdict or _misses(value.float(), codes, labels, digit)
            if verdict:
                return verdict
    return right("New codes of that digit, in each of its clouds: P(z | digit), the supervised "
                 "generative model of notebook 01.")


DRAWS = 300


def _three_classes() -> tuple[torch.Tensor, torch.Tensor]:
    """Codes (600, 2) and labels (600,): digits 0 and 2 in one cloud, 1 in two, left and right."""
    labels = torch.arange(600) % 3
    side = torch.randint(2, (600,)) * 2.0 - 1
    centre = torch.stack([6 * side * (labels == 1), 6.0 * (labels - 1)], 1)
    return centre + torch.randn(600, 2) @ torch.tensor([[0.9, 0.5], [0.0, 0.5]]), labels


def _misses(draws, codes, labels, digit) -> Verdict | None:
    """What is wrong with draws (n, 2) for that digit; None where nothing is."""
    own = codes[labels == digit]
    near = torch.cdist(draws, codes)
    between = torch.cdist(own, own).fill_diagonal_(torch.inf).amin(1)
    if near.amin(1).median() < 0.5 * between.median():
        return wrong("Most of these are training codes, handed out again as they are or nearly so: "
                     "draw new ones from a density that is fitted to them.")
    empty = (torch.cdist(draws, own).amin(1) > between.quantile(0.99)).float().mean().item()
    other = (labels[near.argmin(1)] != digit).float().mean().item()
    if min(empty, other) > 0.3:
        return wrong(f"{other:.0%} of the draws for digit {digit} lie among codes of other digits: "
                     "fit the density to codes[labels == digit] only.")
    if (draws.mean(0).abs() < 0.3).all() and ((draws.std(0) - 1).abs() < 0.2).all():
        return wrong("These look like draws from N(0, I), which knows nothing of the codes: fit a "
                     "density to codes[labels == digit].")
    spread = draws.std(0)
    if ((spread / own.var(0) - 1).abs() < 0.15).all() and not (
            (spread / own.std(0) - 1).abs() < 0.15).all():
        return wrong("The draws are spread by the codes' variance: scale by its root, the standard "
                     "deviation.")
    if digit == 1 and draws[:, 0].std() > 0.5 and (
            abs((draws[:, 0] > 0).float().mean() - 0.5) > 0.3):
        return wrong("Digit 1 has two clouds of codes, and your draws leave one of them out.")
    if (draws.std(0) < 0.4 * own.std(0)).any():
        return wrong(f"The draws for digit {digit} are much alike: they must spread as its codes "
                     "do, in every direction.")
    together = torch.corrcoef(draws.T)[0, 1] / torch.corrcoef(own.T)[0, 1]
    if digit == 2 and together < 0.5:  # its codes are one cloud
        return wrong("The numbers of a code don't go together: each is drawn by itself. Exercise 1 "
                     "showed what becomes of such codes; fit all numbers at once.")
    if empty > 0.25:
        return wrong(f"{empty:.0%} of the draws for digit {digit} lie where none of its codes are. "
                     "Does one normal span the gap between two clouds, or is a kernel too wide?")
    return None
