"""After `make lock`: does the new lock have wheels wherever tools/check_python.py lets one in?

Asks the registry and installs nothing. Only the heavy packages must have one: a light one (PyYAML
for the newest Python, today) is built from its source without a compiler.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from check_python import GLIBC, MACOS, NEWEST, OLDEST, dotted

LOCK = Path(__file__).resolve().parents[1] / "requirements.txt"
HEAVY = re.compile(r"(torch|torchvision|numpy|scipy|scikit-learn|matplotlib|pillow|safetensors)==")
LINUX = "manylinux_{}_{}".format(*GLIBC)
PLATFORMS = (f"x86_64-{LINUX}", f"aarch64-{LINUX}", "aarch64-apple-darwin",
             "x86_64-pc-windows-msvc")


def has_wheels(python: str, platform: str) -> bool:
    """Whether the heavy packages of the lock have wheels there; OSError if uv can't tell."""
    pins = [pin for pin in LOCK.read_text(encoding="utf-8").splitlines() if HEAVY.match(pin)]
    answer = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--no-deps", "--only-binary", ":all:",
         "--python", sys.executable,
         "--python-version", python, "--python-platform", platform, "-"],
        input="\n".join(pins), text=True, capture_output=True,
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": f"{MACOS}.0"})
    if answer.returncode and "No solution found" not in answer.stderr:
        raise OSError(answer.stderr)
    return answer.returncode == 0


def main() -> int:
    after = (NEWEST[0], NEWEST[1] + 1)
    wrong = []
    for minor in range(OLDEST[1], after[1] + 1):
        python = dotted((OLDEST[0], minor))
        for platform in PLATFORMS:
            if has_wheels(python, platform) != ((OLDEST[0], minor) <= NEWEST):
                wrong.append(f"Python {python} on {platform}")
    for place in wrong:
        print(f"tools/check_python.py is wrong about the new lock: {place}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
