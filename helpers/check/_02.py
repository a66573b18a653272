"""Checks of notebook 02: the autoencoder."""

import functools

import torch

from helpers.check._verdict import NOT_TRIED, Verdict, call, choice, right, tensor, wrong


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
    if type(components) is not int or not 1 <= components <= 783:
        return wrong(f"components is {components!r}: give a whole number from 1 to 783.")
    from helpers import weights

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
    from helpers import data

    x_train, _, x_test, _ = data.mnist()
    train, test = (data.floats(x).cpu().flatten(1) for x in (x_train, x_test))
    mean = train.mean(0)
    axes = torch.linalg.eigh((train - mean).T @ (train - mean)).eigenvectors.flip(1)
    rest = ((test - mean) @ axes).square().mean(0).flip(0).cumsum(0).flip(0) / 784
    return [*rest.tolist(), 0.0]


def keep_head(function) -> Verdict:
    """(B, M), (B,) → the first kept[b] numbers of each row, the others 0."""
    z = torch.arange(1.0, 13).view(3, 4)
    kept = torch.tensor([1, 4, 2])
    given = z.clone()
    value, verdict = call(function, z, kept)
    if verdict is None and not torch.equal(z, given):
        return wrong("z itself was changed: work on a copy, or multiply by a mask.")
    verdict = verdict or tensor(value, (3, 4))
    if verdict:
        return verdict
    position, limit = torch.arange(4), kept.view(-1, 1)
    value, hit = value.float(), value != 0
    if torch.equal(hit, position < limit):
        if torch.allclose(value[hit], given[hit]):
            return right("A tail of each code is gone: this is what TailDrop does in training.")
        return wrong("The right places, but the kept numbers changed: TailDrop doesn't rescale "
                     "as dropout does.")
    if torch.equal(hit, position <= limit):
        return wrong("One too many is kept in each row: positions count from 0, so keep < kept[b].")
    if torch.equal(hit, position >= limit):
        return wrong("This keeps the tail and drops the head: turn the comparison round.")
    if torch.equal(hit, position >= 4 - limit):
        return wrong("This keeps the last kept[b] numbers: the first ones must survive.")
    if (hit == hit[0]).all():
        return wrong("Every row is cut alike: kept has one number a row, kept.view(-1, 1).")
    return wrong(f"Row 1 of three should keep 1 of 4 numbers; yours keeps {int(hit[0].sum())}.")
