"""The checks of notebook 06: wrong answers get their reason."""

import pytest

from helpers import check


@pytest.mark.parametrize(("answer", "word"), [("a", "perfect"), ("b", "undoes"), (1, "letters")])
def test_permuted_emoji_answers_each_wrong_letter(answer, word):
    verdict = check.permuted_emoji(answer)
    assert verdict.ok is False and word in verdict.text


@pytest.mark.parametrize(("answer", "word"), [
    ((2, 2, 1), "few"), ((2, 2, 2, 1), "many"), ((2, 3), "ones and twos"), (46, "ones and twos"),
    ((), "ones and twos")])
def test_strides_for_field_says_what_is_wrong(answer, word):
    verdict = check.strides_for_field(answer)
    assert verdict.ok is False and word in verdict.text


def test_a_field_of_46_by_strides_of_one_is_not_praised_for_doubling():
    verdict = check.strides_for_field((1,) * 14)
    assert verdict.ok is True and "15 layers" in verdict.text and "cheap" not in verdict.text


def mean(x):
    return x.abs().mean()


@pytest.mark.parametrize(("function", "word"), [
    (lambda G, F, a, b, lam=10: mean(F(G(a)) - a) + mean(G(F(b)) - b), "missing"),
    (lambda G, F, a, b, lam=10: lam * mean(F(G(a)) - a), "Only a"),
    (lambda G, F, a, b, lam=10: lam * mean(G(F(b)) - b), "Only b"),
    (lambda G, F, a, b, lam=10: lam * (mean(F(G(a)) - a) + mean(G(F(b)) - b)) / 2, "added"),
    (lambda G, F, a, b, lam=10: lam * ((F(G(a)) - a).abs().sum() + (G(F(b)) - b).abs().sum()),
     "Summed"),
    (lambda G, F, a, b, lam=10: lam * ((F(G(a)) - a) ** 2 + (G(F(b)) - b) ** 2).mean(), "squares"),
    (lambda G, F, a, b, lam=10: lam * (mean(G(F(a)) - a) + mean(F(G(b)) - b)), "order"),
    (lambda G, F, a, b, lam=10: lam * (mean(G(a) - a) + mean(F(b) - b)), "way back"),
    (lambda G, F, a, b, lam=10: lam * (mean(G(b) - b) + mean(F(a) - a)), "identity"),
    (lambda G, F, a, b, lam=10: lam * ((F(G(a)) - a).mean() + (G(F(b)) - b).mean()), "cancel"),
    (lambda G, F, a, b, lam=10: (10 * (mean(F(G(a)) - a) + mean(G(F(b)) - b))).detach(),
     "no gradient"),
    (lambda G, F, a, b, lam=10: 10 * (mean(F(G(a)) - a) + mean(G(F(b)) - b)), "no effect"),
    (lambda G, F, a, b, lam=10: lam * (mean(F(G(a).detach()) - a) + mean(G(F(b)) - b)),
     "its gradient in G is not"),
    (lambda G, F, a, b, lam=10: F(G(a)) - a, "one number"),
    (lambda G, F, a, b, lam=10: 0.7, "tensor"),
])
def test_cycle_loss_names_the_usual_mistakes(function, word):
    verdict = check.cycle_loss(function)
    assert verdict.ok is False and word in verdict.text, verdict
