"""Start a notebook: profile, seed, device, threads, plot style."""

import os

import torch

from helpers import show

PROFILES = ("smoke", "lecture", "full")


def profile() -> str:
    """The profile in force: `COURSE_PROFILE`, or "lecture" where it is not set.

    smoke: CI, reduced epochs; lecture: the class waits for it; full: a GPU, or a night.
    Raises ValueError for any other name.
    """
    name = os.environ.get("COURSE_PROFILE", "lecture")
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
    """The GPU where PyTorch sees one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def begin(seed: int = 0) -> None:
    """Seed everything, set threads and the plot style, and print one status line.

    Denormals are flushed to zero: on MNIST's dead border pixels Adam's moments become
    denormal numbers, with which a CPU computes many times slower.
    """
    name = profile()
    torch.manual_seed(seed)
    if "OMP_NUM_THREADS" not in os.environ and hasattr(os, "sched_getaffinity"):
        torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.set_flush_denormal(True)
    show.use_style()
    where = torch.cuda.get_device_name() if device().type == "cuda" else (
        f"cpu, {torch.get_num_threads()} threads"
    )
    print(f"profile {name} · {where} · torch {torch.__version__} · seed {seed}")
