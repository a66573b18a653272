"""A test module in a process of its own, in smoke and on one thread."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(module: str, path: Path) -> dict:
    """The JSON line that a module beside this one prints last for a notebook or a folder."""
    result = subprocess.run(
        [sys.executable, "-m", f"tests.notebooks.{module}", str(path)], cwd=ROOT, text=True,
        capture_output=True, env=os.environ | {
            "COURSE_PROFILE": "smoke", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"})
    assert result.returncode == 0, result.stderr[-3000:]
    return json.loads(result.stdout.splitlines()[-1])
