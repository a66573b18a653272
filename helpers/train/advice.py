"""What torch says about a training step, in the words of the course."""

import math
import re

from torch import Tensor

from helpers.data.looks import describe, wrong_layout


def layout(parts) -> str | None:
    """What to say about a batch with pictures of a wrong layout; None where all is well."""
    problems = (wrong_layout(x.shape, x.dtype) for x in parts if isinstance(x, Tensor))
    return next((f"A batch of {p}." for p in problems if p), None)


def translated(error: Exception, batch) -> str | None:
    """What to do about an error of a step on `batch`, in a sentence; None for any other error."""
    text = (str(error).splitlines() or [""])[0]
    parts = list(batch) if isinstance(batch, (tuple, list)) else [batch]
    inside = list(batch.values()) if isinstance(batch, dict) else parts
    x = next((part for part in inside if isinstance(part, Tensor)), None)
    kinds = {type(part).__name__ for part in parts if not isinstance(part, Tensor)}
    if isinstance(error, TypeError) and "positional argument" in text and (
            error.__traceback__ and error.__traceback__.tb_next is None):  # the call itself failed
        advice = (f"a batch has {len(parts)} part{'s' * (len(parts) != 1)}, and the step is called "
                  "with each as an argument of its own, as in def step(x, y)")
    elif any(f"'{kind}' object" in text or f"not {kind}" in text for kind in kinds):
        advice = "it is no tensor; data.batches(x, 128) gives tensors, or take it apart in the step"
    else:
        advice = None if x is None else _advice(text, tuple(x.shape))
    found = " and ".join(map(describe, inside)) or "nothing"
    found = f"a dict of {found}" if isinstance(batch, dict) else found
    return advice and f"The step can't take a batch of {found} ({text}): {advice}."


def _advice(text: str, shape: tuple[int, ...]) -> str | None:
    if "more than 1 value per channel" in text:
        return ("batch norm needs two or more items, and a last batch of one was left over: take "
                "another batch size, or one item fewer, x[:-1]")
    if re.search(r"dtype|not implemented for|type \(.*should be the same", text):
        return "the nets take float32: x.float(), and data.pictures(x) for pictures of any type"
    if match := re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", text):
        has, wants, size = int(match[2]), int(match[3]), math.prod(shape[1:])
        if size == wants:
            return f"x.flatten(1) turns {shape} into rows of {wants:,} numbers"
        if has in (size, *shape[-1:]):
            return (f"the model's first layer expects {wants:,} numbers and each item has "
                    f"{size:,}: begin the model with nn.Flatten(), nn.Linear({size}, …), or bring "
                    "pictures to the size that it is made for, data.pictures(…, side=28)")
        return f"one layer of the model gives {has:,} numbers and the next takes {wants:,}"
    if match := re.search(r"to have (\d+) channels, but got (\d+) channels", text):
        wants, has = int(match[1]), int(match[2])
        if len(shape) == 4 and has == shape[1]:
            return (f"the model's first layer expects {wants} and each picture has {has}: "
                    f"nn.Conv2d({has}, …) there, or data.pictures(…, channels={wants})")
        return f"one layer of the model gives {has} channels and the next takes {wants}"
    if re.search(r"[34]D \(.*but got input of size", text):
        side = math.isqrt(shape[1]) if len(shape) == 2 else 0
        view = f"1, {side}, {side}" if side and side**2 == shape[1] else "C, H, W"
        return f"a convolution takes (B, C, H, W): x.view(-1, {view}) makes pictures of rows"
    if "ernel size can't be greater" in text and len(shape) == 4:
        return (f"{shape[2]}×{shape[3]} pixels are too few for so many layers of stride 2: one "
                "layer less, or data.pictures(…, side=…) with a larger side")
    if "must match the size" in text or "must be the same as" in text:
        return (f"what the model makes must have the shape {shape} too; a decoder made for 28×28 "
                "can't answer other sizes: change its layers, or data.pictures(…, side=28)")
    if re.search("shape|size|dimension|channels", text):
        return "compare it with what the model's first layer expects, and each layer with the next"
    return None
