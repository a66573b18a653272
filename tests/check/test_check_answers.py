"""Odd answers to every check: a verdict, never an exception; any number type is read."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from helpers import check
from helpers.check.answer import shown
from tests.check.answers import CHOICES, FUNCTIONS, ODD, RIGHT, WHOLE, Many, asked, numbers


def test_the_tables_here_name_every_check():
    public = {name for name in check.__all__ if name not in ("NOT_TRIED", "Verdict")}
    assert len(public) == 30
    assert public == {*CHOICES, *RIGHT, *FUNCTIONS, "even_tripling", "strides_for_field"}


@pytest.mark.parametrize("name", [*CHOICES, *RIGHT, "strides_for_field"])
def test_an_odd_answer_gets_a_sentence(name):
    for answer in ODD:
        assert asked(name, answer).ok is False, answer


def test_an_odd_answer_at_any_of_three_places_gets_a_sentence():
    for answer in ODD:
        if isinstance(answer, int) and not isinstance(answer, bool) and abs(answer) < 17:
            continue  # whole numbers, only wrong ones
        for place in range(3):
            answers = Many((9, 3, 3)[:place] + (answer,) + (9, 3, 3)[place + 1:])
            assert asked("even_tripling", answers).ok is False, answers


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_no_function_gets_a_sentence(name):
    for answer in ODD:
        assert asked(name, answer).ok is False, answer


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_number_is_right_in_every_type(name):
    for answer in numbers(RIGHT[name]):
        assert asked(name, answer).ok is True, repr(answer)
    if name in WHOLE - {"strength_for_error"}:
        assert "whole" in asked(name, RIGHT[name] + 0.5).text or name == "samples_needed"


def test_right_strides_and_sizes_are_right_in_every_type():
    for two in numbers(2):
        assert asked("strides_for_field", (two, two, two)).ok is True, repr(two)
    for three in numbers(3):
        assert asked("even_tripling", Many((9, three, three))).ok is True, repr(three)
    for strides in [np.array([2, 2, 2]), torch.tensor([2, 2, 2]), [2.0, 2, 2]]:
        assert asked("strides_for_field", strides).ok is True


@pytest.mark.parametrize("name", CHOICES)
def test_a_letter_of_numpy_or_a_capital_is_a_letter(name):
    assert sum(asked(name, np.str_(letter)).ok for letter in "ABC") == 1


def test_the_readers_messages_are_short_and_on_one_line():
    for value in ODD:
        assert len(shown(value)) < 90 and "\n" not in shown(value)


def test_no_check_reads_a_number_by_its_type():
    """`isinstance(…, (int, float))` refuses numpy's and torch's: one reader knows them all."""
    for path in sorted(Path(inspect.getfile(check)).parent.glob("_[01]*.py")):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"isinstance\([^)]*\b(int|float|bool)\b|type\(\w+\) is", code), path
