"""Every notebook in Colab's versions: each code cell twice in a row, then each control moved.

Run by `make test-colab` (ARGS="-k 04" for one), never by `make test`: the kernels are of
.venv-colab, which only that target makes. A notebook lies alone in an empty folder, and its setup
cell clones the course from a repository that holds this working tree.
"""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.published import ROOT, publish
from tests.shown import COLOUR, KERNEL, complaints, count_figures

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PYTHON = ROOT / ".venv-colab" / "bin" / "python"


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


@pytest.fixture
def client_for(tmp_path, monkeypatch, published):
    """notebook → a client whose kernel is Colab's, in an empty folder far from the checkout."""
    work, start, spec = (tmp_path / name for name in ("content", "start", "jupyter/kernels/colab"))
    for folder in (work, start, spec):
        folder.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("sitecustomize.py"), start)
    shutil.copy(ROOT / "tests" / "controls.py", start)
    (spec / "kernel.json").write_text(json.dumps({
        "argv": [str(PYTHON), "-Xfrozen_modules=off", "-m", "ipykernel_launcher",
                 "-f", "{connection_file}"],
        "display_name": "Colab", "language": "python",
        "env": published | {"PYTHONPATH": str(start), "IPYTHONDIR": str(tmp_path / "ipython")},
    }))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return lambda notebook: NotebookClient(
        notebook, timeout=300, kernel_name="colab", resources={"metadata": {"path": str(work)}})


def execute(client, cell, what: str, wanted: int = 0) -> None:
    """Run a code cell; fail with `what`, and with what is wrong, where a reader would see it."""
    try:
        client.execute_cell(cell, client.nb.cells.index(cell))
        wrong = complaints(cell, wanted)
    except CellExecutionError as error:
        wrong = [COLOUR.sub("", str(error))]
    if wrong:
        pytest.fail("\n".join([f"{what}:", *wrong]), pytrace=False)


def ask(client, code: str, what: str) -> str:
    """What one more cell prints."""
    cell = nbformat.v4.new_code_cell(code)
    client.nb.cells.append(cell)
    execute(client, cell, what)
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_cell_runs_twice_and_each_control_moves(path, client_for, subtests):
    client = client_for(nbformat.read(path, as_version=4))
    cells = [cell for cell in client.nb.cells if cell.cell_type == "code"]
    with client.setup_kernel():
        for cell in cells:
            wanted = count_figures(cell.outputs)
            for run in ("first", "second"):
                with subtests.test(f"{cell.id}, {run} run"):
                    execute(client, cell, f"{path.stem}, cell {cell.id}, {run} run", wanted)
        with subtests.test("the course is the clone"):
            clone = client.resources["metadata"]["path"]
            place = ask(client, "import helpers; print(helpers.__file__)", "import helpers")
            assert place.startswith(clone)
        with subtests.test("every control moves"):
            moved = ask(client, "import controls; print(controls.move_every_control())",
                        f"{path.stem}, the controls of its interactives")
            live = sum(bool(KERNEL.search(cell.source)) for cell in cells)
            assert int(moved.split()[-1]) >= 2 * live
