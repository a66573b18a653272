"""Measure what the course promises: `make bench` prints times of this machine, in one run.

    make bench ARGS=--notebooks     also runs every notebook, in smoke and in lecture
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from helpers import course, data, train


def seconds(action, repeats: int = 3) -> float:
    """The median time of an action."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return median(times)


def loaders() -> None:
    for load in (data.mnist, data.emoji, data.heights, data.people):
        print(f"data.{load.__name__}(): {seconds(load):.2f} s   (expected: at most 1 s)")


def epoch() -> tuple:
    """One epoch of the 784-400-20 network and back, as a function of its batches."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 20),
                          nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))
    optimizer = torch.optim.Adam(model.parameters())

    def step(x, *labels):
        loss = (model(x) - x.flatten(1)).square().mean()
        train.update(optimizer, loss)
        return {"loss": loss}

    return lambda batches: train.fit(step, batches, 1, keep={"model": model})


def against_dataloader() -> None:
    """The same epoch from one indexed tensor, and through torchvision's dataset and DataLoader."""
    import gzip

    from torchvision.datasets import MNIST
    from torchvision.transforms import ToTensor

    x_train = data.mnist().x_train
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "MNIST" / "raw"
        raw.mkdir(parents=True)
        for path in (data.FOLDER / "mnist").glob("*.gz"):
            (raw / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
        dataset = MNIST(folder, transform=ToTensor())
        loader = torch.utils.data.DataLoader(dataset, batch_size=128, shuffle=True)
        run = epoch()
        ours, theirs = [], []
        for _ in range(3):  # in turns, so that a busy machine is busy for both
            ours.append(seconds(lambda: run(data.batches(x_train, 128)), 1))
            theirs.append(seconds(lambda: run(loader), 1))
    ours, theirs = median(ours), median(theirs)
    print(f"an epoch of 784-400-20: {ours:.2f} s; through torchvision's dataset, ToTensor and "
          f"DataLoader: {theirs:.2f} s; ratio {ours / theirs:.2f}   (expected: at most 0.33)")


def setup_cell() -> None:
    """The first code cell in a fresh process, as a student meets it."""
    import nbformat

    path = sorted((data.FOLDER.parent / "notebooks").glob("*.ipynb"))[0]
    code = next(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")
    command = [sys.executable, "-c", code]
    taken = seconds(lambda: subprocess.run(command, cwd=path.parent, check=True,
                                           stdout=subprocess.DEVNULL))
    print(f"setup cell in a fresh process: {taken:.1f} s   (expected: at most 5 s)")


def notebooks() -> None:
    """Each notebook in a process of its own: seconds, size and peak memory."""
    root = data.FOLDER.parent
    for profile in ("smoke", "lecture"):
        most = 40 if profile == "smoke" else 300
        print(f"profile {profile}   (expected: at most {most} s and 3 GB each)", flush=True)
        for path in sorted((root / "notebooks").glob("*.ipynb")):
            subprocess.run([sys.executable, "tools/render.py", "--dry", str(path)], cwd=root,
                           env={**os.environ, "COURSE_PROFILE": profile}, check=True,
                           stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    os.environ.setdefault("COURSE_PROFILE", "lecture")
    course.begin()
    setup_cell()
    loaders()
    against_dataloader()
    if "--notebooks" in sys.argv:
        notebooks()
