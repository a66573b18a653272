"""Say in one sentence why this Python can't make the course's .venv; parses in Python 2.7 and up.

With `--made-here FOLDER`: exit 0 only if the Python that runs this belongs to that environment.
"""
import os
import sys

OLDEST = (3, 11)


def module_exists(name):
    """Whether `import name` works."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def complaint():
    """Return what is wrong with this Python and what to do, or None."""
    version = "%d.%d" % tuple(sys.version_info[:2])  # noqa: UP031
    if tuple(sys.version_info[:2]) < OLDEST:
        return (
            "This is Python %s, but the course needs Python 3.11 or newer: install one, or name it"  # noqa: UP031
            " with PYTHON=/path/to/python3.11." % version
        )
    for name in ("venv", "ensurepip"):
        if not module_exists(name):
            return (
                "This Python %s has no '%s' module, so it can't make an environment: install it"  # noqa: UP031
                " (Debian, Ubuntu: apt-get install python%s-venv), or name another Python with"
                " PYTHON=/path/to/python3." % (version, name, version)
            )
    return None


def made_here(folder):
    """Whether this Python is the one of `folder`, with pip: not a copied or half-made one."""
    config = os.path.join(folder, "pyvenv.cfg")
    same = os.path.isdir(folder) and os.path.samefile(sys.prefix, folder)
    return same and os.path.isfile(config) and module_exists("pip")


if __name__ == "__main__":
    problem = complaint()
    if sys.argv[1:2] == ["--made-here"]:
        sys.exit(1 if problem or not made_here(sys.argv[2]) else 0)
    if problem:
        sys.stderr.write(problem + "\n")
        sys.exit(1)
