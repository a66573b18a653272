"""Reading what a learner gave: any kind of number, any function, and a sentence for the rest.

Each reader returns (what it read, None) or (None, the Verdict that says what was wrong), so that a
check goes on only with finite numbers in double precision on the CPU.
"""

import dis
import inspect
import numbers
from collections.abc import Callable

import numpy as np
import torch

from helpers.check.verdict import NOT_TRIED, Verdict, wrong


def number(value, wanted: str, allowed: Callable, name: str = "", whole: bool = False):
    """A number of any type: Python's, numpy's, or the only one in a tensor or an array.

    wanted: "give a number above 0"; allowed: the number → bool, which NaN and infinity must fail;
    name: of the answer; whole: an int comes back, from 2.0 too. True and False are no numbers.
    """
    given = value
    if isinstance(value, (torch.Tensor, np.ndarray, np.generic)) and np.prod(value.shape) == 1:
        value = _item(value)
    if isinstance(value, numbers.Number) and not isinstance(value, (bool, complex)):
        try:
            read = float(value)
            if allowed(read) and (not whole or read.is_integer()):
                return int(read) if whole else read, None
        except (OverflowError, TypeError, ValueError):  # 10**400, or a type without a float
            pass
    if isinstance(given, str):
        wanted = f"take off the quotes, and {wanted}"
    return None, wrong(f"{name} is {shown(given)}: {wanted}.", form=True)


def _item(value):
    """The Python number in a tensor or an array of one; None where it can't be read."""
    try:
        return value.item()
    except (RuntimeError, ValueError):  # a tensor on the device "meta" has none
        return None


def shown(value) -> str:
    """What a learner's value is, in a few words: at most 60 characters of one line."""
    if isinstance(value, (torch.Tensor, np.ndarray)) and np.prod(value.shape) != 1:
        return f"{kind(value)} of shape {tuple(value.shape)}"
    of_one = isinstance(value, tuple) and len(value) == 1
    if callable(value) or inspect.isgenerator(value) or of_one:
        return kind(value)
    try:
        text = " ".join(repr(value).split())
    except Exception:  # an int of more digits than Python prints, or a class's own __repr__
        return kind(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def kind(value) -> str:
    """ "a list", "an ndarray"; of the usual slips what to do."""
    if inspect.isgenerator(value):
        return "a generator (write return in place of yield)"
    if callable(value) and not isinstance(value, torch.nn.Module):
        return "a function (are its parentheses missing?)"
    if isinstance(value, tuple) and len(value) == 1:
        return "a tuple of one (is there a comma too many?)"
    name = "string" if isinstance(value, str) else type(value).__name__
    return f"a{'n' * (name[0].lower() in 'aeiou' or name == 'ndarray')} {name}"


ADVICE = {  # part of a message of torch → what to do
    "differentiated Tensors does not require grad":
        "switch gradients on for the input first: x.requires_grad_(True)",
    "leaf Variable that requires grad": "work on a copy, without in-place operations",
    "same device": "use the arguments only, or move the others to their device: .to(x.device)",
}


def call(function: Callable, *arguments):
    """What the function returns. A stub that still is one gives NOT_TRIED."""
    if function is None:
        return None, NOT_TRIED
    if not callable(function):
        return None, wrong(f"Give the function itself, by its name and without parentheses; "
                           f"this is {shown(function)}.")
    before = [x.detach().clone() if isinstance(x, torch.Tensor) else None for x in arguments]
    try:
        with torch.enable_grad():
            value = function(*arguments)
    except NameError as error:
        if isinstance(error, UnboundLocalError) or not error.name:
            return None, _stopped(error)
        return None, wrong(f"Your function uses the name {error.name!r}, which stands for nothing: "
                           "is it spelt right, and has the cell that makes it been run?")
    except (Exception, SystemExit) as error:  # whatever the learner's code does, it gets a sentence
        return None, _stopped(error)
    for at, (x, copy) in enumerate(zip(arguments, before, strict=True)):
        if copy is not None and not torch.equal(x.detach(), copy):
            name = _argument(function, at)
            return None, wrong(f"{name} itself was changed: work on a copy, or compute without "
                               "in-place operations such as x += 1 or x.mul_(2).")
    if value is None:
        return None, NOT_TRIED if _is_stub(function) else wrong(
            "Your function returns nothing: did you forget return?")
    return value, None


def called(function: Callable, arguments: tuple, reader: Callable, *options):
    """What a reader, `number` or `tensor` with its options, makes of what the function returns."""
    value, verdict = call(function, *arguments)
    return (None, verdict) if verdict else reader(value, *options)


def _stopped(error: BaseException) -> Verdict:
    message = (str(error).strip() or "no message").splitlines()[0]
    advice = next((text for part, text in ADVICE.items() if part in message), "")
    return wrong(f"Your function stopped with {type(error).__name__}: {message}"
                 + (f". What to do: {advice}." if advice else ""))


def _argument(function: Callable, at: int) -> str:
    """The name of a function's argument."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_varnames[at] if code and at < code.co_argcount else "An argument"


def _steps(function: Callable) -> set:
    """The instructions of a function, without its source; empty for what isn't Python's own."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return {(step.opname, step.argval) for step in dis.get_instructions(code)
            if step.opname != "NOP"} if code else set()


def _is_stub(function: Callable) -> bool:
    """Whether a function does nothing but return None: comments and a docstring are nothing."""
    return _steps(function) == _steps(lambda: None)


def tensor(value, shape: tuple):
    """A function's result that should be a tensor of that shape, as doubles on the CPU."""
    if not isinstance(value, torch.Tensor):
        return None, wrong(f"Return a tensor of shape {shape}; yours is {kind(value)}.", form=True)
    if tuple(value.shape) != shape:
        return None, wrong(f"Return shape {shape}; yours has {tuple(value.shape)}.", form=True)
    return _doubles(value)


def _doubles(value: torch.Tensor):
    coarse = value.is_floating_point() and torch.finfo(value.dtype).bits < 32
    if value.is_complex() or coarse:
        return None, wrong(f"Return numbers of the arguments' own type; yours are {value.dtype}.")
    try:
        dense = value.detach() if value.layout == torch.strided else value.detach().to_dense()
        value = dense.cpu().double()  # in this order: Apple's GPU has no doubles
    except (RuntimeError, NotImplementedError):  # a device, such as "meta", that gives none back
        return None, wrong(f"The numbers in your result can't be read on device {value.device}: "
                           "compute on the arguments' device.")
    if not value.isfinite().all():
        bad = value[~value.isfinite()].flatten()[0].item()
        return None, wrong(f"Your result holds {bad}: it must be finite. Look for a log of 0, a "
                           "division by 0 or the root of a negative number.")
    return value, None
