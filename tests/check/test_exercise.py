"""What all exercises share: hints for whoever asks, how many are done, right in another form."""

import inspect
import re

import numpy as np
import pytest
import torch

from helpers import check
from helpers.check import exercise
from helpers.check.verdict import Hint
from tests.check.answers import CHOICES, FUNCTIONS, ODD, RIGHT, Many, asked

NAMES = [name for name in check.__all__ if name not in ("NOT_TRIED", "Verdict")]
RIGHT_LETTERS = dict(zip(CHOICES, "cbccacbbca", strict=True))
SPOILED = {  # prediction → what only the right option, or its reason, says
    "narrow_kernel": "rises|above every|score high", "shuffled_codes": "each number alone is drawn",
    "nearer_the_middle": "less sure|hardly any digit", "old_discriminator": "infinit|log 0|D = 1",
    "hundred_pictures": "[Pp]recision", "permuted_emoji": "none of|neither|both losses",
    "own_decoder": "half|shrink|smaller", "steeper_critic": "15|three|3 a", "comes_back":
    "[Mm]ore|eight|nearly all", "cooler_pen": "falls|fewer words|clearer"}


@pytest.fixture(autouse=True)
def fresh_kernel():
    for kept in (exercise.HINTS, exercise.DONE, exercise.OFFERED):
        kept.clear()


def hints(name):
    return [getattr(check, name)(None, hint=True) for _ in range(2)]


@pytest.mark.parametrize("name", NAMES)
def test_hints_come_one_at_a_time_whatever_the_answer(name):
    ask = getattr(check, name)
    answers = [None, RIGHT.get(name), FUNCTIONS.get(name), *ODD]
    first, second, none, again = ([ask(answer, hint=True) for answer in answers * 4])[:4]
    assert repr(first).startswith("? Hint 1 of 2: ")
    assert repr(second).startswith("? Hint 2 of 2: ")
    assert "no more hints" in none.text and again == first
    assert ask(hint=True) is not None and not exercise.DONE
    for hint in (first, second, none):
        assert type(hint) is Hint and hint.ok is None and hint != check.NOT_TRIED
        assert 40 < len(hint.text) < 400 and "\n" not in hint.text


@pytest.mark.parametrize("name", NAMES)
def test_no_hint_holds_the_answer(name):
    text = " ".join(hint.text for hint in hints(name))
    if name in CHOICES:
        assert not re.search(r"\*\*|[“\"'(][abc][”\"')]|option|(answer|letter) [abc]\b", text)
        assert not re.search(SPOILED[name], text)
    elif name in RIGHT:
        assert not re.search(rf"(?<![\d.]){re.escape(str(RIGHT[name]))}(?![\d.]\d)", text)
    else:
        assert f"def {name}" not in text and "(2, 2, 2)" not in text and "kernel 9" not in text


@pytest.mark.parametrize("name", CHOICES)
def test_a_wrong_letters_sentence_leaves_the_right_one_open(name):
    said = {letter: getattr(check, name)(letter) for letter in "abc"}
    assert said.pop(RIGHT_LETTERS[name]).ok is True
    for letter, verdict in said.items():
        assert verdict.ok is False and not re.search(SPOILED[name], verdict.text), (letter, verdict)


def test_a_check_keeps_its_name_and_text_and_shows_its_keyword():
    for name in NAMES:
        ask = getattr(check, name)
        assert ask.__name__ == name and len(ask.__doc__) > 30
        assert list(inspect.signature(ask).parameters)[-1] == "hint"
    assert str(inspect.signature(check.best_scale)).startswith("(b, log_p=None, *, hint=False)")


def test_each_notebook_has_three_exercises():
    assert len(exercise.NAMES) == 10 and {len(own) for own in exercise.NAMES.values()} == {3}


def test_what_is_done_is_counted_for_each_notebook():
    assert repr(check.narrow_kernel(None)) == repr(check.NOT_TRIED)
    assert "done" not in repr(check.narrow_kernel("a"))
    assert repr(check.narrow_kernel("c")).endswith("\n1 of 3 done.")
    assert check.best_scale(None) == check.NOT_TRIED
    assert repr(check.best_scale(None)) == f"{check.NOT_TRIED!r}\n1 of 3 done."
    assert "\n1 of 3 done." in repr(check.sample_mixture(len))
    assert repr(check.shuffled_codes(None)) == repr(check.NOT_TRIED)  # of notebook 02
    assert repr(check.best_scale(10.7)).endswith("\n2 of 3 done.")
    assert "\n2 of 3 done." in repr(check.narrow_kernel("a"))  # what was done stays done
    last = check.sample_mixture(FUNCTIONS["sample_mixture"])
    assert repr(last).endswith("\n3 of 3 done: you have solved all exercises of this notebook.")
    assert "</div>" in last._repr_html_() and "<br>3 of 3 done" in last._repr_html_()


def test_the_first_wrong_answer_tells_that_there_are_hints_and_no_other_does():
    assert "hint=True" in check.narrow_kernel("a").more
    assert "hint=True" not in check.narrow_kernel("b").more
    check.best_scale(1, hint=True)
    assert "hint=True" not in check.best_scale(1).more
    assert "hint=True" not in check.sample_mixture(FUNCTIONS["sample_mixture"]).more


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours such as "#0072B2"."""
    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_hint_has_a_symbol_and_a_colour_of_its_own():
    hint = check.narrow_kernel(hint=True)
    others = [check.Verdict(ok, "") for ok in (None, True, False)]
    assert hint.look()[0] not in [other.look()[0] for other in others]
    assert hint.look()[1] not in [other.look()[1] for other in others]
    assert contrast(hint.look()[1], "#ffffff") >= 4.5 and contrast(hint.look()[1], "#111111") >= 3
    assert not re.search(r"(?<!-)color:|background", hint._repr_html_())  # the text has the page's


@pytest.mark.parametrize("name", NAMES)
def test_a_call_with_too_few_or_too_many_answers_gets_a_sentence(name):
    for answers in (Many(), Many([1] * 7)):
        verdict = asked(name, answers)
        assert verdict.ok is False and f"The call must be check.{name}(" in verdict.text
    assert getattr(check, name)(no_such_argument=1).ok is False


@pytest.mark.parametrize(("change", "words"), [
    (lambda x: x.numpy(), "in a numpy array"), (lambda x: [x], "in a list of one"),
    (lambda x: (x,), "in a tuple of one"), (list, "in a list of tensors"),
    (lambda x: x.tolist(), "in a list: torch.tensor"), (lambda x: x[:, None], "length 1"),
    (lambda x: x[None], "length 1")])
def test_right_numbers_in_another_form_are_said_to_be_right(change, words):
    for name in ("sample_mixture", "gaussian_elbo"):
        verdict = asked(name, lambda *a, name=name: change(FUNCTIONS[name](*a)))
        assert verdict.ok is False and verdict.text.startswith("The value is right, but ")
        assert words in verdict.text
        verdict = asked(name, lambda *a, name=name: change(FUNCTIONS[name](*a) + 1))
        assert verdict.ok is False and "right, but" not in verdict.text
    assert not exercise.DONE


def test_a_right_mask_that_is_turned_is_said_to_be_right():
    verdict = check.nested_mask(lambda u, M, p: FUNCTIONS["nested_mask"](u, M, p).T)
    assert verdict.ok is False and "right, but with rows and columns exchanged" in verdict.text
    wrong = check.nested_mask(lambda u, M, p: torch.zeros(M, len(u)))
    assert wrong.ok is False and "Return shape" in wrong.text


def test_a_right_number_in_quotes_is_said_to_be_right_and_a_wrong_one_loses_its_quotes():
    assert "right, but in a string" in check.best_scale(" 10.7 ").text
    assert check.best_scale("9").text.startswith("best_scale is '9': take off the quotes, and give")
    assert "right, but" in check.strides_for_field(np.array([[2, 2, 2]]).tolist()).text
