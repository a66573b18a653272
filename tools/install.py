"""Install the lock where this Python lives, with the PyTorch that fits the machine.

    python tools/install.py [auto|cpu|all] [MARK]

auto: the CUDA packages only where there is an NVIDIA card, or where PyTorch's CPU build can't be
had; cpu: the CPU build, from PyTorch's own index; all: the lock as it is. Says what it fetches and
how large before it starts; writes `cpu` or `all` into the file MARK when all is there. Needs uv,
which the Makefile and environment.yml bring. JupyterLab then finds the course's extension too.
"""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from check_python import complaint

LOCK = Path(__file__).resolve().parents[1] / "requirements.txt"
EXTENSION = LOCK.parent / "web" / "present" / "course-present"
CUDA = re.compile(r"nvidia-|cuda-|triton==")
PYTORCH = re.compile(r"(torch|torchvision)==")
# Measured for this lock: to download where nothing is there yet, and in .venv when installed.
SIZES = {"all": "3.2 GB to download, 6.4 GB on disk", "cpu": "0.4 GB to download, 1.7 GB on disk",
         "no CUDA": "0.3 GB to download, 1.4 GB on disk"}
UV = [sys.executable, "-m", "uv", "pip"]
CPU = ["--torch-backend", "cpu"]


def has_nvidia() -> bool:
    """Whether an NVIDIA driver with a card is at work here."""
    if command := shutil.which("nvidia-smi"):
        try:
            listed = subprocess.run([command, "-L"], capture_output=True, text=True, timeout=20)
            return listed.stdout.startswith("GPU")
        except (OSError, subprocess.TimeoutExpired):
            return True  # there, and busy or not for us to ask: leave it the choice
    return Path("/proc/driver/nvidia/version").exists()


def cpu_build_offered(pins: list[str], seconds: float = 15) -> bool:
    """Whether PyTorch's own index answers soon, and with the locked versions."""
    torch = "\n".join(pin for pin in pins if PYTORCH.match(pin))
    patience = {"UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": str(seconds)}
    try:
        answer = subprocess.run(
            [*UV, "compile", "--python", sys.executable, *CPU, "--no-deps", "-"],
            input=torch, text=True, capture_output=True, timeout=seconds,
            env=os.environ | patience)
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


def choose(wanted: str, pins: list[str]) -> tuple[str, str]:
    """("cpu" or "all", what is fetched, why and how large); ValueError where "cpu" can't be had."""
    if not sys.platform.startswith("linux"):
        return "all", f"PyTorch, JupyterLab and the rest: about {SIZES['no CUDA']}."
    everything = f"the lock with its CUDA packages, about {SIZES['all']}."
    if wanted == "all":
        return "all", f"As asked: {everything}"
    if wanted == "auto" and has_nvidia():
        return "all", f"NVIDIA card found: {everything}"
    why = "As asked" if wanted == "cpu" else "No NVIDIA card found"
    if cpu_build_offered(pins):
        return "cpu", f"{why}: PyTorch's CPU build, about {SIZES['cpu']}."
    unreachable = "PyTorch's own package index, which has the CPU build, can't be reached from here"
    if wanted == "cpu":
        raise ValueError(f"{unreachable}: TORCH=all takes {everything}")
    return "all", f"{why}, but {unreachable}: {everything}"


def other_build(choice: str) -> bool:
    """Whether PyTorch lies here with CUDA where the CPU build is meant, or the other way round.

    Both have the same public version, so that one would pass for the other.
    """
    try:
        installed = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return False
    return sys.platform.startswith("linux") and installed.endswith("+cpu") != (choice == "cpu")


def hand_over_extension() -> None:
    """Copy what presents a notebook to where this Python's JupyterLab looks for extensions.

    A copy, not a link: Windows lets few users make one, and the course may be moved.
    """
    place = Path(sys.prefix, "share", "jupyter", "labextensions", EXTENSION.name)
    shutil.rmtree(place, ignore_errors=True)  # an older one may have files that this one hasn't
    shutil.copytree(EXTENSION, place, dirs_exist_ok=True)


def main(wanted: str = "auto", mark: str | None = None) -> int | str:
    if problem := complaint():
        return problem
    if wanted not in ("auto", "cpu", "all"):
        return f"{wanted!r} is unknown: use auto, cpu or all."
    pins = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line]
    try:
        choice, sentence = choose(wanted, pins)
    except ValueError as error:
        return str(error)
    print(sentence, flush=True)
    kept = [pin for pin in pins if choice == "all" or not CUDA.match(pin)]
    if other_build(choice):
        subprocess.run([*UV, "uninstall", "--python", sys.executable, "torch", "torchvision"])
    command = [*UV, "install", "--python", sys.executable, "--compile-bytecode",
               *(CPU if choice == "cpu" else []), "-r", "-"]
    if code := subprocess.run(command, input="\n".join(kept), text=True).returncode:
        return code
    hand_over_extension()
    if mark:
        # What was asked for, so that asking again finds it: without CUDA packages "cpu" is "all".
        Path(mark).write_text((choice if wanted == "auto" else wanted) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
