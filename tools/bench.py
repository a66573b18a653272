"""Measure what the course promises: `make bench` prints times of this machine, in one run.

    make bench ARGS=--notebooks     also runs every notebook, in smoke and in lecture
    make bench ARGS=--browser       also how soon each interactive answers, in JupyterLab
    make bench ARGS=--site          also the web edition: sizes, requests, its live models
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

import gzip

from helpers import course, data, train
from tools.answers import answers
from tools.site_speed import game, models, pages


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
    batches = data.batches(data.mnist().x_train.flatten(1), 128)
    taken = seconds(lambda: [None for _ in batches])
    print(f"60,000 digits in batches of 128: {taken:.2f} s   (expected: at most 0.4 s)")


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


# 784-400-20 and back, two threads: waits for a line from its parent, then says steps a second.
TRAINING = """
import sys, time, torch
from torch import nn
torch.set_num_threads(2)
net = nn.Sequential(nn.Linear(784, 400), nn.ReLU(), nn.Linear(400, 20),
                    nn.Linear(20, 400), nn.ReLU(), nn.Linear(400, 784))
optimizer, x, steps = torch.optim.Adam(net.parameters()), torch.rand(128, 784), 0
for seconds in 1, 10:  # the first to get going
    print(flush=True)
    sys.stdin.readline()
    began, steps = time.perf_counter(), 0
    while time.perf_counter() < began + seconds:
        optimizer.zero_grad()
        (net(x) - x).square().mean().backward()
        optimizer.step()
        steps += 1
print(steps / seconds)
"""


def together(count: int, first: str) -> list[float]:
    """Steps a second of so many trainings at once, each in a process that runs `first` first."""
    environment = {k: v for k, v in os.environ.items()
                   if k not in ("OMP_NUM_THREADS", "GOMP_SPINCOUNT")}
    running = [subprocess.Popen([sys.executable, "-c", first + TRAINING], text=True,
                                cwd=data.FOLDER.parent, env=environment,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
               for _ in range(count)]
    for _ in range(2):
        for process in running:
            process.stdout.readline()  # all are ready
        for process in running:
            process.stdin.write("\n")
            process.stdin.flush()
    return [float(process.communicate()[0]) for process in running]


def two_trainings() -> None:
    """Two notebooks that train at once: idle threads sleep (as `helpers` says), or spin."""
    alone, = together(1, "import helpers\n")
    print(f"784-400-20 on two threads, steps a second: {alone:.0f} alone", end="")
    for name, first in (("two at once", "import helpers\n"), ("two that spin", "")):
        print(f" · {name} " + " and ".join(f"{speed:.1f}" for speed in together(2, first)), end="")
    print(f"   (expected of two at once: at least {0.4 * alone:.0f} each)")


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
    two_trainings()
    if "--browser" in sys.argv:
        answers()
    if "--site" in sys.argv:
        pages()
        models()
        game()
    if "--notebooks" in sys.argv:
        notebooks()
