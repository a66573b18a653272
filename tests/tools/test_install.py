"""The installation: which PyTorch a machine gets, what it is told beforehand, what is kept."""

import asyncio
import importlib.metadata
import os
import re
import sys

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from packaging.specifiers import SpecifierSet

from tests.tools.shell import LOCK, PINS, PROJECT, ROOT, needs_make, run
from tools import save_hook, stamp


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A Linux without PyTorch, whose nvidia-smi and uv are ours: machine(cards, index) sets what
    they say and returns tools/install.py; machine.log holds what uv was told to install."""
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.syspath_prepend(ROOT / "tools")
    install = importlib.import_module("install")
    log, index, smi = tmp_path / "log", tmp_path / "index", tmp_path / "nvidia-smi"
    (tmp_path / "uv.py").write_text(
        "import sys, time\nfrom pathlib import Path\n"
        f"index, log = Path({str(index)!r}), Path({str(log)!r})\n"
        "pins = sys.stdin.read()\n"
        "if 'compile' in sys.argv:\n"
        "    time.sleep(600 if index.read_text() == 'silent' else 0)\n"
        "    sys.exit(index.read_text() != 'there')\n"
        "log.open('a').write(' '.join(sys.argv[1:]) + '\\n' + pins)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # what is copied there is ours too
    monkeypatch.setattr(install, "complaint", lambda: None)
    monkeypatch.setattr(install.importlib.metadata, "version", missing)

    def machine(cards, at):
        smi.write_text(f"#!/bin/sh\n{cards}\n")
        smi.chmod(0o755)
        index.write_text(at)
        return install

    machine.log = log
    return machine


CARD, NO_CARD = "echo 'GPU 0: NVIDIA H100 (UUID: GPU-1)'", "echo 'No devices were found'; exit 6"


@pytest.mark.parametrize(("wanted", "cards", "index", "choice", "said"), [
    ("auto", CARD, "there", "all", "NVIDIA card found"),
    ("auto", NO_CARD, "there", "cpu", "No NVIDIA card found: PyTorch's CPU build"),
    ("auto", "exit 9", "there", "cpu", "No NVIDIA card found: PyTorch's CPU build"),
    ("auto", NO_CARD, "away", "all", "can't be reached"),
    ("all", NO_CARD, "there", "all", "CUDA"),
    ("cpu", CARD, "there", "cpu", "CPU build"),
])
def test_the_machine_chooses_and_is_told_what_before_it_starts(
        machine, capfd, tmp_path, wanted, cards, index, choice, said):
    assert machine(cards, index).main(wanted, str(tmp_path / "mark")) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 1 and said in lines[0] and re.search(r"\d GB to download", lines[0])
    assert (tmp_path / "mark").read_text() == choice + "\n"
    command, *pins = machine.log.read_text().splitlines()
    assert ("--torch-backend cpu" in command) == (choice == "cpu")
    cuda = re.compile("cuda|nvidia|triton")
    assert pins == [pin for pin in LOCK.splitlines() if choice == "all" or not cuda.match(pin)]


def test_a_silent_index_is_not_waited_for(machine):
    install = machine(NO_CARD, "silent")
    assert not install.cpu_build_offered(["torch==2.15.0"], seconds=0.5)


def test_cpu_that_cannot_be_had_says_so_and_installs_nothing(machine, tmp_path):
    problem = machine(NO_CARD, "away").main("cpu", str(tmp_path / "mark"))
    assert "can't be reached" in problem and "TORCH=all" in problem
    assert not machine.log.exists() and not (tmp_path / "mark").exists()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_a_system_without_cuda_packages_takes_the_lock(machine, monkeypatch, system):
    install = machine(NO_CARD, "there")
    monkeypatch.setattr(sys, "platform", system)
    choice, sentence = install.choose("auto", [])
    assert choice == "all" and "CUDA" not in sentence and "0.3 GB" in sentence


def test_what_was_asked_for_is_kept_where_both_builds_are_one(machine, monkeypatch, tmp_path):
    install = machine(NO_CARD, "there")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert install.main("cpu", str(tmp_path / "mark")) == 0
    assert (tmp_path / "mark").read_text() == "cpu\n"  # else each TORCH=cpu would install anew


@pytest.mark.parametrize(("index", "version", "replaced"), [
    ("there", "2.15.0", True), ("there", "2.15.0+cpu", False), ("there", None, False),
    ("away", "2.15.0", False), ("away", "2.15.0+cpu", True),
])
def test_one_build_of_pytorch_does_not_pass_for_the_other(
        machine, monkeypatch, index, version, replaced):
    install = machine(NO_CARD, index)
    if version:
        monkeypatch.setattr(install.importlib.metadata, "version", lambda name: version)
    assert install.main("auto") == 0
    assert ("pip uninstall" in machine.log.read_text()) == replaced


def test_a_broken_installation_leaves_no_mark(machine, monkeypatch, tmp_path):
    install = machine(NO_CARD, "there")
    (tmp_path / "uv.py").write_text("import sys; sys.exit('compile' not in sys.argv)")
    assert install.main("auto", str(tmp_path / "mark")) != 0
    assert not (tmp_path / "mark").exists()


def test_jupyterlab_of_this_python_finds_the_extension_as_it_is_now(machine, tmp_path):
    ours, there = ROOT / "web/present", tmp_path / "share/jupyter/labextensions"
    (there / "course-present/of_an_older.one").mkdir(parents=True)
    for _ in range(2):
        assert machine(NO_CARD, "there").main() == 0
        meant, found = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")}
                        for root in (ours, there))
        assert found == meant


def test_the_cpu_build_leaves_out_the_cuda_packages_and_nothing_else(machine):
    install = machine(NO_CARD, "there")
    left_out = {pin.name for pin in PINS if install.CUDA.match(str(pin))}
    assert left_out == {pin.name for pin in PINS if re.search("(?i)cuda|nvidia|triton", pin.name)}
    asked = {pin.name for pin in PINS if install.PYTORCH.match(str(pin))}
    assert asked == {"torch", "torchvision"}


def test_conda_and_binder_install_by_the_same_command():
    text = (ROOT / "environment.yml").read_text()
    python = re.search(r"python=(3\.\d+)", text)[1]
    assert f"{python}.0" in SpecifierSet(PROJECT["requires-python"])
    pin = re.search(r"^UV := (uv==\S+)$", (ROOT / "Makefile").read_text(), re.M)[1]
    assert f"- {pin}\n" in text
    binder = ROOT / "postBuild"
    assert "python tools/install.py" in binder.read_text()
    assert os.access(binder, os.X_OK)
    assert "python tools/install.py" in (ROOT / "README.md").read_text()


def test_the_readme_says_the_sizes_and_pythons_that_the_installation_says(machine):
    install = machine(NO_CARD, "there")
    check = importlib.import_module("check_python")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for sizes in install.SIZES.values():
        assert "| {} | {} |".format(*re.findall(r"[\d.]+ GB", sizes)) in readme
    assert f"Python {check.dotted(check.OLDEST)} to {check.dotted(check.NEWEST)}," in readme


def test_the_readme_clones_from_the_address_that_stamp_writes():
    moved = stamp.Stamp("new--home/gen-models", "v2.0.0")
    readme = stamp.restamp((ROOT / "README.md").read_text(encoding="utf-8"), moved)
    assert re.findall(r"git clone (\S+)", readme) == ["https://github.com/new--home/gen-models.git"]


@needs_make
def test_a_kept_choice_is_not_chosen_again(bare):
    for kept, told, wanted in (("cpu", [], "cpu"), ("all", ["TORCH=auto"], "all"),
                               ("cpu", ["TORCH=all"], "all"), (None, [], "auto")):
        (bare / ".venv").mkdir(exist_ok=True)
        mark = bare / ".venv/.ready"
        mark.write_text(kept) if kept else mark.unlink(missing_ok=True)
        result = run("make", "--dry-run", "test", *told, folder=bare)
        assert f"tools/install.py {wanted} .venv/.ready" in result.stdout


@needs_make
def test_a_notebook_that_make_lab_only_opened_and_saved_is_as_git_knows_it(tmp_path):
    hook = re.search(r"--ContentsManager\.pre_save_hook=(\S+)", run("make", "-n", "lab").stdout)[1]
    manager = AsyncLargeFileManager(root_dir=str(tmp_path), pre_save_hook=hook)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        opened = nbformat.read(path, as_version=4)
        # what JupyterLab 4.6 writes when it opens one, from the kernel's own words
        opened.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
        opened.metadata["language_info"].update(
            version="3.12.1", mimetype="text/x-python", file_extension=".py",
            codemirror_mode={"name": "ipython", "version": 3},
            nbconvert_exporter="python", pygments_lexer="ipython3")
        model = {"type": "notebook", "format": "json", "content": opened}
        asyncio.run(manager.save(model, path.name))
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_notebook_of_another_kernel_is_saved_as_it_is():
    julia = {"kernelspec": {"name": "julia-1.11", "display_name": "Julia"}, "language_info": {}}
    model = {"type": "notebook", "content": {"metadata": dict(julia)}}
    save_hook.keep_metadata(model=model, path="mine.ipynb")
    save_hook.keep_metadata(model={"type": "file", "content": "text"}, path="a.txt")
    assert model["content"]["metadata"] == julia
