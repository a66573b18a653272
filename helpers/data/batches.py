"""From a set to what a net takes: floats on the course's device, in batches; and back to numpy."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from helpers import course
from helpers.data import looks


def floats(images: Tensor) -> Tensor:
    """uint8 0 to 255, any shape → float32 0 to 1, on the course's device; else a ValueError."""
    if not isinstance(images, Tensor) or images.dtype != torch.uint8:
        raise ValueError(f"floats takes a uint8 tensor of pictures (0 to 255), not "
                         f"{looks.describe(images)}: data.pictures(x) makes one.")
    return images.to(course.device()).to(torch.float32).div_(255)


def binarised(images: Tensor, seed: int = 0) -> Tensor:
    """Grey pictures, uint8 or floats 0 to 1 → 0.0 or 1.0, each pixel drawn with its grey value.

    The same for the same seed, so that log-likelihoods in nats can be compared. Raises ValueError
    for pictures of another range.
    """
    looks.check("images", images)
    grey = floats(images) if images.dtype == torch.uint8 else images
    return torch.bernoulli(grey.cpu(), generator=torch.Generator().manual_seed(seed)).to(grey)


class Batches:
    """What `batches` returns: `len` counts the batches, each `for` goes once through the data."""

    def __init__(self, tensors: tuple[Tensor, ...], batch_size: int, shuffle: bool):
        self.tensors, self.batch_size, self.shuffle = tensors, batch_size, shuffle

    def __len__(self) -> int:
        return -(-len(self.tensors[0]) // self.batch_size)

    def __iter__(self) -> Iterator[Tensor | tuple[Tensor, ...]]:
        count, device = len(self.tensors[0]), course.device()
        # torch's global generator: a saved and restored state gives the same order again.
        order = torch.randperm(count) if self.shuffle else torch.arange(count)
        for some in order.split(self.batch_size):
            picked = (x.index_select(0, some.to(x.device)) for x in self.tensors)
            batch = tuple(floats(x) if x.dtype == torch.uint8 else x.to(device) for x in picked)
            yield batch if len(batch) > 1 else batch[0]


def batches(x: Tensor, batch_size: int, *others: Tensor, shuffle: bool = True) -> Batches:
    """Batches of x, (N, …) → (B, …), in a new order each time; with `others`, tuples.

    uint8 becomes float32 from 0 to 1; all is moved to the course's device. The last batch may be
    smaller. Raises ValueError for a batch size below 1, for no data, if lengths differ, and for
    what looks like pictures of another layout, type or range: `data.pictures` reads those.
    """
    if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1:
        raise ValueError(f"batch_size is a whole number, 1 or more, and not {batch_size!r}.")
    for tensor in (x, *others):
        if not isinstance(tensor, Tensor) or tensor.dim() == 0:
            kind = "a single number" if isinstance(tensor, Tensor) else looks.describe(tensor)
            raise ValueError(f"batches takes tensors of shape (N, …), and got {kind}: data.pictures"
                             " makes one of pictures, torch.as_tensor of numbers.")
        if len(tensor) != len(x):
            raise ValueError(f"batches pairs items one to one: {len(x)} and {len(tensor)} differ.")
    if len(x) == 0:
        raise ValueError(f"There is nothing to take batches from: x has shape {tuple(x.shape)}.")
    for tensor in (x, *others):  # a model may want pictures of −1 to 1
        looks.check("batches", tensor, unit=False)
    return Batches((x, *others), batch_size, shuffle)


def numpy(values) -> np.ndarray:
    """A tensor, list or array as a numpy array on the CPU."""
    if isinstance(values, torch.Tensor):
        return values.detach().cpu().numpy()
    return np.asarray(values)
