"""The checks of notebook 06: wrong answers get their reason."""

import pytest

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "perfect"), ("b", "undoes"), (1, "letters")])
def test_permuted_emoji_answers_each_wrong_letter(answer, word):
    verdict = check.permuted_emoji(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    ((2, 2, 1), "few"), ((2, 2, 2, 2), "many"), ((2, 2, 2, 1), "is there already"),
    ((2, 3), "ones and twos"), (46, "ones and twos"),
    ((), "ones and twos")])
def test_strides_for_field_says_what_is_wrong(answer, word):
    verdict = check.strides_for_field(answer)
    assert verdict.ok is False and word in verdict.text


def test_a_field_of_46_by_strides_of_one_is_not_praised_for_doubling():
    verdict = check.strides_for_field((1,) * 14)
    assert verdict.ok is True and "15 layers" in verdict.text and "cheap" not in verdict.text


def below(images, twins, over=1, power=1):
    """For each image how many twins are nearer than its own."""
    distance = (images[:, None] - twins).abs().pow(power).flatten(2).mean(2)
    own = distance.diag()
    return (distance < (own[:, None] if over else own)).sum(over).float()


@pytest.mark.parametrize(("function", "word"), [
    (lambda images, twins: below(images, twins).mean() + 1, "<, not"),
    (lambda images, twins: len(twins) - 1 - below(images, twins).mean(), "farther"),
    (lambda images, twins: (below(images, twins) == 0).float().mean(), "retrieval"),
    (lambda images, twins: below(images, twins).sum(), "sum"),
    (lambda images, twins: below(images, twins).mean() / len(twins), "share"),
    (lambda images, twins: below(images, twins, over=0).mean(), "asks each twin"),
    (lambda images, twins: below(images, twins, power=2).mean(), "squares"),
    (lambda images, twins: (images - twins).abs().mean(), "count those"),
    (lambda images, twins: below(images, twins), "one number"),
    (lambda images, twins: below(images, twins).mean() + (len(twins) < 8), "must give 0"),
    (lambda images, twins: 3.0, "yours is 3"),
])
def test_mean_rank_names_the_usual_mistakes(function, word):
    verdict = check.mean_rank(function)
    assert verdict.ok is False and word in verdict.text, verdict
