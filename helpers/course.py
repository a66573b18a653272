"""Start a notebook: profile, seed, device, threads, plot style."""

import contextlib
import functools
import math
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import numpy as np
import torch
from matplotlib import font_manager
from matplotlib import pyplot as plt

PROFILES = ("smoke", "lecture", "full")
STYLE = Path(__file__).with_name("course.mplstyle")
# Fonts with Hangul: Windows, macOS, Linux. Matplotlib reads the first face of Noto's collection,
# which is named JP and holds Hangul too.
HANGUL = ("Malgun Gothic", "Apple SD Gothic Neo", "AppleGothic", "Noto Sans CJK KR", "Noto Sans KR",
          "Noto Sans CJK JP", "NanumGothic", "NanumBarunGothic", "UnDotum", "Baekmuk Gulim")


def profile() -> str:
    """The profile in force: `COURSE_PROFILE`, or "lecture" where it is empty or not set.

    smoke: CI, reduced epochs; lecture: the class waits for it; full: a GPU, or a night.
    Raises ValueError for any other name.
    """
    name = os.environ.get("COURSE_PROFILE") or "lecture"
    if name not in PROFILES:
        raise ValueError(
            f"COURSE_PROFILE is {name!r}, which is no profile: set it to one of "
            f"{', '.join(PROFILES)}, or unset it for lecture."
        )
    return name


def pick(*, smoke, lecture, full):
    """The one of three values that belongs to the profile in force.

    A profile changes amounts (epochs, samples), never what is run.
    """
    return {"smoke": smoke, "lecture": lecture, "full": full}[profile()]


def device() -> torch.device:
    """The device that the course computes on: what `COURSE_DEVICE` names (cpu, cuda, mps).

    Where it is empty or not set: the GPU that PyTorch sees and has kernels for, else the CPU.
    Apple's GPU (mps) is taken by name only. Raises ValueError for a device that isn't there.
    """
    return _chosen(os.environ.get("COURSE_DEVICE") or "")[0]


@functools.cache
def _chosen(asked: str) -> tuple[torch.device, str]:
    """The device for a value of `COURSE_DEVICE`, and why it is that one."""
    found = [kind for kind in ("cpu", "cuda", "mps") if _is_there(kind)]
    lacking = _lacking_kernels() if "cuda" in found and asked in ("", "cuda") else ""
    if asked and (lacking or not _is_there(asked)):
        raise ValueError(
            f"COURSE_DEVICE is {asked!r}, but {lacking or 'PyTorch finds no such device'}: "
            f"set it to one of {', '.join(k for k in found if k != asked)}, or unset it."
        )
    if asked:
        return torch.device(asked), f"{asked}: chosen by COURSE_DEVICE"
    if "cuda" in found and not lacking:
        return torch.device("cuda"), "cuda by default"
    mps = "COURSE_DEVICE=mps takes Apple's GPU" if "mps" in found else "PyTorch sees no GPU"
    return torch.device("cpu"), f"cpu: {lacking or mps}"


def _is_there(kind: str) -> bool:
    try:
        return ":" not in kind and torch.get_device_module(kind).is_available()
    except RuntimeError:  # a name that this PyTorch doesn't know
        return False


def _lacking_kernels() -> str:
    """Why this PyTorch can't compute on the NVIDIA card, or "" where it can.

    Code for sm_XY runs on X.Y and later cards of the same X, that for compute_XY (PTX, compiled
    at the start) on all later ones too; sm_XYa on X.Y alone.
    """
    card = torch.cuda.get_device_capability()
    kernels = [re.fullmatch(r"(sm|compute)_(\d+)(\d)([af]?)", name)
               for name in torch.cuda.get_arch_list()]
    if not any(kernels):  # AMD's names, gfx…: another rule, PyTorch's own
        return ""
    for kind, major, minor, only in (kernel.groups() for kernel in kernels if kernel):
        built = int(major), int(minor)
        later = card >= built and (kind == "compute" or card[0] == built[0])
        if card == built or (later and only != "a"):
            return ""
    return (f"this PyTorch has no kernels for {torch.cuda.get_device_name()} "
            f"(sm_{card[0]}{card[1]}; it has {' '.join(torch.cuda.get_arch_list())})")


def random_state() -> dict[str, torch.Tensor]:
    """The state of torch's random numbers, on the CPU and on the course's device."""
    state, kind = {"cpu": torch.get_rng_state()}, device().type
    if kind != "cpu":
        state[kind] = torch.get_device_module(kind).get_rng_state()
    return state


def set_random_state(state: dict[str, torch.Tensor]) -> None:
    """Undo what was drawn since `random_state()`; of another machine's device nothing is taken."""
    torch.set_rng_state(state["cpu"])
    kind = device().type
    if kind != "cpu" and kind in state:
        torch.get_device_module(kind).set_rng_state(state[kind])


@contextlib.contextmanager
def fork_rng() -> Iterator[None]:
    """What is drawn inside leaves torch's random numbers as they were.

    On the CPU and the course's device only: `torch.random.fork_rng` alone wakes every GPU, and
    warns of it, and has no way to name Apple's.
    """
    state = random_state()
    try:
        yield
    finally:
        set_random_state(state)


def threads(
    process: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")
) -> int:
    """How many threads to compute with: as many as this process has CPUs, at least 1.

    The least of the CPUs that it may run on and the quotas, rounded up, of its control group and
    the groups above (containers, JupyterHub). process, groups: where Linux says so.
    """
    have_mask = hasattr(os, "sched_getaffinity")
    cpus = len(os.sched_getaffinity(0)) if have_mask else torch.get_num_threads()
    return min([cpus, *map(math.ceil, _quotas(process, groups))])


def _quotas(process: Path, groups: Path) -> Iterator[float]:
    """CPUs that the groups of a process allow it, by version 1 or 2 of Linux's control groups."""
    for line in process.read_text().splitlines() if process.exists() else []:
        _, kinds, own = line.split(":", 2)
        if kinds and "cpu" not in kinds.split(","):
            continue
        roots = [groups / "cpu", groups / kinds] if kinds else [groups, groups / "unified"]
        own = Path(own.lstrip("/"))
        for folder in (root / part for root in roots for part in (own, *own.parents)):
            with contextlib.suppress(OSError):
                if kinds:
                    quota, period = ((folder / f"cpu.cfs_{what}_us").read_text()
                                     for what in ("quota", "period"))
                else:
                    quota, period = (folder / "cpu.max").read_text().split()
                if quota != "max" and int(quota) > 0:
                    yield int(quota) / int(period)


def use_style() -> None:
    """Set the course's matplotlib style, with a Korean font for what its own font lacks."""
    matplotlib.rcdefaults()
    plt.style.use(STYLE)
    known = {font.name for font in font_manager.fontManager.ttflist}
    korean = [name for name in HANGUL if name in known][:1]
    matplotlib.rcParams["font.family"] = [*matplotlib.rcParams["font.family"], *korean]


def begin(seed: int = 0) -> None:
    """Seed everything, set threads and the plot style, and print one status line.

    Everything: Python's, numpy's and torch's random numbers. Threads: `threads()`, unless
    OMP_NUM_THREADS is set. Denormals are flushed to zero: on MNIST's dead border pixels Adam's
    moments become denormal numbers, with which a CPU computes many times slower.
    """
    name = profile()
    where, why = _chosen(os.environ.get("COURSE_DEVICE") or "")
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(threads())
    torch.set_flush_denormal(True)
    use_style()
    card = f" ({torch.cuda.get_device_name()})" if where.type == "cuda" else ""
    print(f"profile {name} · {why}{card} · {torch.get_num_threads()} threads · "
          f"torch {torch.__version__} · seed {seed}")
