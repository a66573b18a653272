"""Say in one sentence why this Python can't make the course's .venv; parses in Python 2.7 and up.

With `--made-here FOLDER`: exit 0 only if the Python that runs this belongs to that environment.
"""
import os
import platform
import sys
import sysconfig

OLDEST = (3, 11)
# Where the lock has wheels, PyTorch above all. `make lock` compares the new lock with these but for
# the free-threaded Pythons (tools/check_lock.py).
NEWEST = (3, 15)
FREE_THREADED = (3, 14)
GLIBC = (2, 28)
MACOS = 14

COLAB = "open the notebooks in Colab (the badges in README.md)"
OTHER = "name another Python with PYTHON=/path/to/python3"


def dotted(version):
    """The version (3, 11) as "3.11"."""
    return ".".join(str(number) for number in version)


def module_exists(name):
    """Whether `import name` works."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def glibc():
    """This Linux's glibc as (2, 36); (0, 0) where there is none, as on Alpine."""
    try:
        version = os.confstr("CS_GNU_LIBC_VERSION").split()[1]  # "glibc 2.36"
        return tuple(int(number) for number in version.split(".")[:2])
    except (AttributeError, IndexError, OSError, ValueError):
        return (0, 0)


def without_wheels():
    """Return (for what the lock has no packages, what to do), or None."""
    version = tuple(sys.version_info[:2])
    machine = platform.machine().lower()
    if platform.python_implementation() != "CPython":
        return platform.python_implementation(), OTHER
    if version > NEWEST:
        return "Python %s yet" % dotted(version), OTHER + " (%s to %s)" % (  # noqa: UP031
            dotted(OLDEST), dotted(NEWEST))
    if sysconfig.get_config_var("Py_GIL_DISABLED") and version < FREE_THREADED:
        return "a free-threaded Python %s" % dotted(version), OTHER  # noqa: UP031
    if sys.platform == "darwin":
        if machine != "arm64":
            return "Macs with an Intel processor, nor for a Python made for them", (
                COLAB + ", or on a Mac with Apple silicon " + OTHER + " made for arm64")
        if int((platform.mac_ver()[0] or str(MACOS)).split(".")[0]) < MACOS:
            return "macOS before %d" % MACOS, "update macOS, or " + COLAB  # noqa: UP031
    elif sys.platform == "win32":
        if sysconfig.get_platform() != "win-amd64":
            return "Windows with a 32-bit or ARM Python", (
                COLAB + ", or install a 64-bit (x86-64) Python")
    elif not sys.platform.startswith("linux"):
        return "the system '%s'" % sys.platform, COLAB  # noqa: UP031
    elif sys.maxsize < 2**32 or machine not in ("x86_64", "aarch64"):
        return "Linux with a 32-bit Python or another processor than x86-64 and ARM64", (
            COLAB + ", or " + OTHER)
    elif glibc() < GLIBC:
        return "Linux without glibc %s or newer" % dotted(GLIBC), COLAB  # noqa: UP031
    return None


def complaint():
    """Return what is wrong with this Python and what to do, or None."""
    version = dotted(sys.version_info[:2])
    if tuple(sys.version_info[:2]) < OLDEST:
        return (
            "This is Python %s, but the course needs Python 3.11 or newer: install one, or name it"  # noqa: UP031
            " with PYTHON=/path/to/python3.11." % version
        )
    missing = without_wheels()
    if missing:
        return "The course's PyTorch has no packages for %s: %s." % missing  # noqa: UP031
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
