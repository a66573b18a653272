"""What a training shows while it runs, and the interrupt button ■."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable

import torch
from IPython import get_ipython
from IPython.display import display

from helpers import course

_pressed = {"cell": None}  # the number of the cell in which ■ was last pressed


def _cell() -> int | None:
    """The number of the cell that is running, or None outside a notebook."""
    shell = get_ipython()
    return None if shell is None else shell.execution_count


def stopped() -> bool:
    """Whether ■ was pressed in the cell that is running: one press ends all of its trainings."""
    return _cell() is not None and _cell() == _pressed["cell"]


class LivePicture:
    """A figure redrawn in place; shows nothing outside a notebook."""

    def __init__(self, draw: Callable | None):
        self.draw = draw if get_ipython() is not None else None
        self.handle, self.drawn = None, time.perf_counter()

    def refresh(self, seconds: float) -> None:
        """Redraw if the last drawing is at least that old."""
        if self.draw is None or time.perf_counter() - self.drawn < seconds:
            return
        # a fork of the random numbers: a picture must not change the training that it shows
        with course.fork_rng(), torch.no_grad():
            figure = self.draw()
        if self.handle is None:
            self.handle = display(figure, display_id=True)
        else:
            self.handle.update(figure)
        self.drawn = time.perf_counter()


@contextlib.contextmanager
def interruptible():
    """Turn the first interrupt into a flag, so that a batch is always finished."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return

    def on_interrupt(number, frame):
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()
        _pressed["cell"] = _cell()

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, previous)
