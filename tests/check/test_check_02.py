"""The checks of notebook 02: a reason for every usual mistake."""

import pytest
import torch

from helpers import check


def test_a_prediction_gets_its_reason():
    assert check.linear_layers(None).ok is None
    assert check.linear_layers("B").ok is True
    assert check.linear_layers("a").ok is False and "product" in check.linear_layers("a").text
    assert check.linear_layers("c").ok is False and "letters a, b, c" in check.linear_layers(7).text


def test_components_are_compared_with_the_shipped_network():
    assert check.components_worth(None).ok is None
    assert "more components" in check.components_worth(8).text
    assert "fewer would do" in check.components_worth(300).text
    assert "whole number" in check.components_worth(2.5).text
    answers = [check.components_worth(n).ok for n in range(20, 80)]
    assert answers.count(True) == 1  # one smallest number does it


def mask(z, keep):
    return z * keep


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda z, k: mask(z, torch.arange(4) >= k.view(-1, 1)), "keeps the tail"),
        (lambda z, k: mask(z, torch.arange(4) <= k.view(-1, 1)), "One too many"),
        (lambda z, k: mask(z, torch.arange(4) < k[0]), "cut alike"),
        (lambda z, k: mask(z, torch.arange(4) >= 4 - k.view(-1, 1)), "keeps the last"),
        (lambda z, k: mask(z, torch.arange(4) < k.view(-1, 1)) * 2, "rescale"),
        (lambda z, k: z.mul_(torch.arange(4) < k.view(-1, 1)), "z itself was changed"),
        (lambda z, k: torch.arange(4) < k.view(-1, 1), "mask itself"),
        (lambda z, k: (torch.arange(4) < k.view(-1, 1)).float(), "mask itself"),
        (lambda z, k: z * 0, "Nothing is kept"),
        (lambda z, k: mask(z, torch.arange(4) < torch.tensor([[1], [4], [3]])),
         "Row 2 of rows 0 to 2 should keep 2 of 4 numbers; yours keeps 3"),
        (lambda z, k: mask(z, torch.tensor([[1, 0, 0, 0], [1, 1, 1, 1], [1, 0, 1, 0]])),
         "Row 2 should keep its first 2 numbers; yours keeps 2 in other places"),
        (lambda z, k: z[:, : k[0]], "shape (3, 4)"),
        (lambda z, k: [1], "a tensor of shape"),
        (lambda z, k: z @ k, "stopped with RuntimeError"),
        (lambda z, k: z.clone(), "Nothing is cut"),
        (lambda z, k: mask(z, torch.arange(4) != k.view(-1, 1)), "should keep 1 of 4"),
    ],
)
def test_a_wrong_head_gets_its_reason(function, reason):
    verdict = check.keep_head(function)
    assert verdict.ok is False and reason in verdict.text, verdict


def test_the_head_kept_by_a_loop_is_right_too():
    def by_loop(z, kept):
        out = torch.zeros_like(z)
        for row in range(len(z)):
            out[row, : kept[row]] = z[row, : kept[row]]
        return out

    assert check.keep_head(by_loop).ok is True
    assert check.keep_head(lambda z, kept: None).ok is None
