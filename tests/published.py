"""The course as its readers will clone it: this working tree under the release's tag."""

import os
import subprocess
from pathlib import Path

from tools import stamp

ROOT = Path(__file__).resolve().parents[1]


def address() -> str:
    """The public address, as pyproject.toml and the setup cells have it."""
    return f"https://github.com/{stamp.current().slug}"


def publish(folder: Path, tree: Path = ROOT, tag: str | None = None) -> dict[str, str]:
    """Make a repository in `folder` that holds a working tree: committed or not, not ignored.

    tag: by default the release's, which the setup cells clone. Returns the environment in which
    git fetches that repository where it is told the public address.
    """
    place = folder / address().rsplit("/", 1)[1]
    alone = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "as it is"],
        ["tag", tag or stamp.current().tag],
    ):
        subprocess.run(["git", f"--git-dir={place}", f"--work-tree={tree}", *command], check=True,
                       cwd=tree, env=alone, capture_output=True, text=True)
    return instead(place)


def instead(place: Path) -> dict[str, str]:
    """The environment in which git goes to `place` where it is told the public address."""
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{place.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": address()}
