"""An optional download: verified by sha256, goes on after a broken transfer, never half a file."""

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from pathlib import Path

from tqdm.auto import tqdm

CHUNK = 1 << 18


class DownloadError(RuntimeError):
    """A download failed; the message says why and what to do. The course works without any."""


def fetch(address: str, path: Path, size: int, sha256: str, tries: int = 3) -> Path:
    """Download `address` to `path` unless it lies there already; return `path`.

    size: bytes expected, said first; sha256: of the whole file. A transfer that breaks off is
    tried again from where it stopped, up to `tries` times; what came is kept as NAME.part for the
    next call. A file with another sum is removed. Raises DownloadError.
    """
    if path.exists():
        if _sum(path) == sha256:
            return path
        path.unlink()  # altered since: it is only a copy
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(f"{path.parent} can't be made ({error.strerror}).") from error
    amount = f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
    print(f"downloading {path.name}, {amount}, once")
    part = path.with_name(path.name + ".part")
    for _ in range(tries):
        problem = _transfer(address, part, size)
        have = part.stat().st_size if part.exists() else 0
        if have >= size:
            break
    else:
        raise DownloadError(
            f"{path.name} broke off at {have:,} of {size:,} bytes ({problem}). What came is kept: "
            "run the cell again to go on.")
    found = _sum(part)
    if found != sha256 or have != size:
        part.unlink()
        raise DownloadError(
            f"{path.name} came whole but is another file: {have:,} bytes, sha256 {found[:12]}…, "
            f"expected {size:,} and {sha256[:12]}…. It was removed; the source may have changed.")
    os.replace(part, path)
    return path


def _transfer(address: str, part: Path, size: int) -> str:
    """Append what the server gives to `part`; return what ended it early, or nothing."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(address)
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            goes_on = answer.status == 206  # else the server starts from the beginning
            have = have if goes_on else 0
            with part.open("ab" if goes_on else "wb") as file, tqdm(
                    total=size, initial=have, unit="B", unit_scale=True) as bar:
                while block := answer.read(CHUNK):
                    file.write(block)
                    bar.update(len(block))
                    have += len(block)
                    if have > size:
                        return "more came than expected"
            return "" if have == size else "the connection ended"
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing after what we have: start anew
            part.unlink()
            return "the kept part doesn't fit"
        raise DownloadError(
            f"{address} answers {error.code} ({error.reason}): the set has moved or is gone. "
            "The course works without it.") from error
    except urllib.error.URLError as error:
        raise DownloadError(f"{address} can't be reached ({error.reason}): this needs a network. "
                            "The course works without it.") from error
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        return f"{type(error).__name__}"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
