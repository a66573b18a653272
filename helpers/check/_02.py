"""Checks of notebook 02: the autoencoder."""

import functools

import torch

from helpers import data, weights
from helpers.check.answer import call, number, tensor
from helpers.check.verdict import NOT_TRIED, Verdict, choice, right, wrong


def linear_layers(answer) -> Verdict:
    """What several linear layers without activations can reach."""
    return choice(answer, {
        "a": "Lower than PCA needs a curve somewhere: what is a product of four matrices?",
        "b": "Yes: layers without activations multiply to one matrix of rank 2, and PCA is the "
             "best of those.",
        "c": "Not higher: the four matrices can be PCA's two, split up, and training gets there.",
    }, "b")


def components_worth(components) -> Verdict:
    """How many PCA components reach the shipped network's error at 8 numbers, just."""
    if components is None:
        return NOT_TRIED
    components, verdict = number(components, "give a whole number from 1 to 783",
                                 lambda n: 1 <= n <= 783, "components", whole=True)
    if verdict:
        return verdict
    network = weights.card("02_conv_p8")["metric"]["test_mse"]
    errors = _pca_errors()
    mine, one_less = errors[components], errors[components - 1]
    numbers = f"PCA with {components}: {mine:.4f}; the network with 8: {network:.4f}"
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


def keep_head(function) -> Verdict:
    """(B, M), (B,) → the first kept[b] numbers of each row, the others 0."""
    z, kept = torch.arange(1.0, 13).view(3, 4), torch.tensor([1, 4, 2])
    value, verdict = call(function, z, kept)
    if verdict is None:
        value, verdict = tensor(value, (3, 4))
    if verdict:
        return verdict
    position, limit = torch.arange(4), kept.view(-1, 1)
    head, hit = position < limit, value != 0
    if torch.equal(hit, head):
        if torch.equal(value[hit], z[hit].double()):
            return right("A tail of each code is gone: this is what TailDrop does in training.")
        if torch.equal(value, head.double()):
            return wrong("This is the mask itself: multiply z by it.")
        return wrong("The right places, but the kept numbers changed: TailDrop doesn't rescale "
                     "as dropout does.")
    if hit.all() or not hit.any():
        return wrong(f"{'Nothing is cut' if hit.all() else 'Nothing is kept'}: row b keeps its "
                     "first kept[b] numbers, the others become 0.")
    if torch.equal(hit, position <= limit):
        return wrong("One too many is kept in each row: positions count from 0, so keep < kept[b].")
    if torch.equal(hit, position >= limit):
        return wrong("This keeps the tail and drops the head: turn the comparison round.")
    if torch.equal(hit, position >= 4 - limit):
        return wrong("This keeps the last kept[b] numbers: the first ones must survive.")
    if (hit == hit[0]).all():
        return wrong("Every row is cut alike: kept has one number a row, kept.view(-1, 1).")
    row = int((hit != head).any(1).nonzero()[0])
    if hit[row].sum() == kept[row]:
        return wrong(f"Row {row} should keep its first {kept[row]} numbers; yours keeps "
                     f"{kept[row]} in other places.")
    return wrong(f"Row {row} of rows 0 to 2 should keep {kept[row]} of 4 numbers; yours keeps "
                 f"{int(hit[row].sum())}.")
