"""Write the repository's address and the release's tag into README, CITATION.cff and notebooks.

    python tools/stamp.py [https://github.com/owner/name]

Both live once, in pyproject.toml: without an argument they are written out from there; with one
the address in pyproject.toml is changed first. Badges (Colab, Binder) and the setup cells follow.
"""

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import nbformat

ROOT = Path(__file__).resolve().parents[1]
SLUG = r"[\w.-]+/[\w.-]+"
URL = re.compile(rf"https://github\.com/({SLUG}?)(?:\.git)?/?")


class Stamp(NamedTuple):
    """slug: "owner/name" on GitHub; tag: of the release that Colab and Binder open."""

    slug: str
    tag: str


def slug_of(url: str) -> str:
    """"owner/name" of a GitHub address; ValueError for anything else."""
    match = URL.fullmatch(url)
    if match is None:
        raise ValueError(f"{url!r} is no address like https://github.com/owner/name.")
    return match[1]


def current(root: Path = ROOT) -> Stamp:
    """What pyproject.toml says."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Stamp(slug_of(project["urls"]["Repository"]), f"v{project['version']}")


def restamp(text: str, stamp: Stamp, old_slugs: set[str] = frozenset()) -> str:
    """The text with our address and tag where a badge, a setup cell or an old address stands."""
    for old in sorted(old_slugs, key=len, reverse=True):
        text = re.sub(rf"(?<=github\.com/){re.escape(old)}(?![\w-])", stamp.slug, text)
    name = stamp.slug.split("/")[1]
    for pattern, new in {
        rf"(?<=colab\.research\.google\.com/github/){SLUG}/blob/[^/]+(?=/)":
            f"{stamp.slug}/blob/{stamp.tag}",
        rf"(?<=git clone https://github\.com/){SLUG}?(?=(\.git)?\s)": stamp.slug,
        rf"(?<=mybinder\.org/v2/gh/){SLUG}/[\w.-]+": f"{stamp.slug}/{stamp.tag}",
        r'^NAME, TAG = ".*", ".*"$': f'NAME, TAG = "{name}", "{stamp.tag}"',
        r'^repository-code: ".*"$': f'repository-code: "https://github.com/{stamp.slug}"',
        r"^version: [\d.]+$": f"version: {stamp.tag[1:]}",
        r'^( *)URL = "https://github\.com/.*"$': rf'\1URL = "https://github.com/{stamp.slug}"',
    }.items():
        text = re.sub(pattern, new, text, flags=re.M)
    return text


def write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a broken-off run leaves the old or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def stamp_all(root: Path, stamp: Stamp, old_slugs: set[str], save: bool = True) -> list[Path]:
    """Stamp README, CITATION.cff and every notebook; return the files that were not up to date."""
    stale = []
    for path in filter(Path.exists, (root / "README.md", root / "CITATION.cff")):
        before = path.read_text(encoding="utf-8")
        after = restamp(before, stamp, old_slugs)
        if after != before:
            stale.append(path)
            if save:
                write(path, after)
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        notebook = nbformat.read(path, as_version=4)
        sources = [restamp(cell.source, stamp, old_slugs) for cell in notebook.cells]
        if sources != [cell.source for cell in notebook.cells]:
            stale.append(path)
            for cell, source in zip(notebook.cells, sources, strict=True):
                cell.source = source
            if save:
                write(path, nbformat.writes(notebook) + "\n")
    return stale


def main(arguments: list[str], root: Path = ROOT) -> None:
    old, tag = current(root)
    slug = slug_of(arguments[0]) if arguments else old
    if slug != old:
        project = root / "pyproject.toml"
        text = project.read_text(encoding="utf-8")
        write(project, text.replace(f"https://github.com/{old}", f"https://github.com/{slug}"))
    stale = stamp_all(root, Stamp(slug, tag), {old})
    print(f"https://github.com/{slug} at {tag}: {len(stale)} files rewritten")
    print(f"The badges open and the setup cells clone the tag {tag}, so commit and push it:\n"
          f"    git tag {tag} && git push origin {tag}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
