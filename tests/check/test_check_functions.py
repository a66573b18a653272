"""Odd functions to every check that takes one: a verdict that fits, never an exception."""

import functools
import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from helpers import check
from helpers.check import _01, _03, _04, _05, _06, _07, _08, _09, _10
from helpers.check.verdict import agree
from tests.check.answers import FUNCTIONS, ODD, asked


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_may_return_anything(name):
    for returned in ODD:
        assert asked(name, lambda *arguments, returned=returned: returned).ok is False, returned


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_odd_function_gets_a_sentence(name):
    right = FUNCTIONS[name]

    def changed(change):
        return functools.wraps(right)(lambda *arguments: change(right(*arguments)))

    def yields(*arguments):
        yield right(*arguments)

    def stops(*arguments):
        raise SystemExit

    def endless(*arguments):
        return endless(*arguments)

    def speaks(*arguments):
        print("hello")

    odd = [yields, stops, endless, speaks, print, len, dict, torch.nn.Linear(2, 2), lambda: 1,
           functools.partial(right), lambda *arguments: 1 / 0, lambda *arguments: [][1],
           *(changed(change) for change in [
               lambda x: x.detach().numpy(), lambda x: [x], lambda x: (x,), lambda x: x.tolist(),
               lambda x: x.to("meta"), lambda x: x * math.nan, lambda x: x / 0, lambda x: x.half(),
               lambda x: x.to(torch.complex64), lambda x: x[None], lambda x: x.flatten()[:0],
               lambda x: x.mean, lambda x: str(x), lambda x: x.int(), lambda x: x.bool(),
               lambda x: x.detach().to_sparse()])]
    for function in odd:
        asked(name, function)
    assert "generator" in asked(name, yields).text
    assert "comma" in asked(name, changed(lambda x: (x,))).text
    assert asked(name, changed(lambda x: x * math.nan)).ok is False
    assert asked(name, functools.partial(right)).ok is True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_result_is_right_in_double_precision_and_with_gradients(name):
    right = FUNCTIONS[name]
    assert asked(name, right).ok is True
    assert asked(name, lambda *arguments: right(*arguments).double()).ok is True
    for change in (lambda x: x.double().requires_grad_(True), torch.nn.Parameter):
        assert asked(name, lambda *a, change=change: change(right(*a))).ok is True


def test_a_distance_may_be_any_kind_of_number():
    for kind in (float, np.float32, lambda x: np.array([x]), lambda x: x[None], lambda x: x.item()):
        assert check.frechet_1d(lambda a, b, kind=kind: kind(FUNCTIONS["frechet_1d"](a, b))).ok


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_forgotten_return_is_told_from_a_stub(name):
    def stub(*arguments):
        """What it is to do."""
        # a comment is no answer
        return None

    def emptied(*arguments):
        ...

    def forgotten(*arguments):
        FUNCTIONS[name](*arguments)

    def shown(*arguments):
        value = FUNCTIONS[name](*arguments)
        print(value)
        return None

    assert asked(name, stub) == asked(name, emptied) == asked(name, None) == check.NOT_TRIED
    assert asked(name, lambda *arguments: None) == check.NOT_TRIED
    for function in (forgotten, shown, functools.partial(stub)):
        assert "did you forget return?" in asked(name, function).text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_second_call_that_fails_is_told_as_it_is(name):
    """Some checks call twice: what goes wrong only then is no wrong result."""
    for fail in (lambda: None, lambda: math.nan, lambda: 1 / 0, lambda: [1], lambda: "0"):
        calls = []

        def function(*arguments, fail=fail, calls=calls):
            calls.append(1)
            return FUNCTIONS[name](*arguments) if len(calls) == 1 else fail()

        assert asked(name, function).ok is not None
        assert asked(name, function).ok is False


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_name_that_stands_for_nothing_is_named(name):
    text = asked(name, lambda *a: no_such_cell(*a)).text  # noqa: F821
    assert "the name 'no_such_cell', which stands for nothing" in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_a_cells_own_variable_gets_a_sentence(name):
    """It uses logits, x, a … of the notebook in place of its arguments."""
    for outside in (torch.ones(4, 1, requires_grad=True), torch.randn(5), torch.randn(1000)):
        asked(name, lambda *arguments, outside=outside: F.softplus(-outside).mean())
    seen = []

    def first_arguments(*arguments):  # right once, for the wrong reason
        seen.append(arguments)
        return FUNCTIONS[name](*seen[0])

    asked(name, first_arguments)


@pytest.mark.parametrize(("name", "argument"), [
    ("sample_mixture", "mu"), ("draw_digit", "codes"), ("gaussian_elbo", "mu"),
    ("frechet_1d", "b"), ("mean_rank", "images"), ("nested_mask", "u"), ("sliced_w1", "a"),
    ("keep_known", "noise"), ("heun_step", "x")])
def test_an_argument_changed_in_place_is_named(name, argument):
    code = FUNCTIONS[name].__code__
    place = code.co_varnames.index(argument)

    def change(*arguments):
        value = FUNCTIONS[name](*arguments)
        arguments[place].add_(1)
        return value

    change.__wrapped__ = FUNCTIONS[name]  # as a decorator leaves it: the names of the arguments
    assert asked(name, change).text.startswith(f"{argument} itself was changed")


def test_a_check_leaves_the_notebooks_draws_and_modes_alone():
    torch.manual_seed(7)  # not what a check itself may seed
    before, seen = torch.get_rng_state(), set()
    for name, function in FUNCTIONS.items():
        with torch.no_grad():
            asked(name, function)
            seen.add(torch.is_grad_enabled())
    assert torch.equal(before, torch.get_rng_state()) and seen == {False}


MODULES = {"sample_mixture": _01, "gaussian_elbo": _03, "js_from_logits": _04,
           "frechet_1d": _05, "mean_rank": _06, "nested_mask": _07, "sliced_w1": _08,
           "keep_known": _09, "heun_step": _10}


@pytest.mark.parametrize("name", MODULES)
def test_no_usual_mistake_looks_like_another_or_like_what_is_right(name, monkeypatch):
    """Else a learner is told the reason of another mistake."""
    seen = []

    def record(value, mistakes, *, atol=0.0, rtol=0.0):
        seen.append((mistakes, atol, rtol))

    monkeypatch.setattr(MODULES[name], "mistaken", record)

    def off(*arguments):
        value = FUNCTIONS[name](*arguments)
        return value * 3.3 + 1.7 * len(value.shape)

    asked(name, off)
    (mistakes, atol, rtol), = seen
    results = [torch.as_tensor(result).double() for result, _ in mistakes]
    for at, one in enumerate(results):
        for other in results[:at]:
            assert not agree(one, other, atol=5 * atol, rtol=5 * rtol), mistakes[at][1]
    # a mistake isn't taken for what is right: each, returned, is called wrong
    monkeypatch.undo()
    for result, reason in mistakes:
        verdict = asked(name, lambda *arguments, result=result: result)
        assert verdict.ok is False and verdict.text == reason, verdict
