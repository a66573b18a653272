"""Run notebooks top to bottom in the lecture profile and keep their outputs, cleaned.

    python tools/render.py [--dry] [notebooks/02_autoencoder.ipynb …]

--dry runs and measures, and writes nothing.

A notebook that fails, grows past 800 KB or names a path of this machine stays as it was.
"""

import os
import resource
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 800_000
WIDGET = "application/vnd.jupyter.widget-view+json"


def cleaned_outputs(outputs: list) -> list:
    """Outputs as a reader without a kernel should find them.

    A live widget leaves nothing: an interactive's static figure is an output before it, and a
    progress bar is over. Nor does the error stream; pieces of one text stream are joined.
    """
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stderr":
                continue
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        elif WIDGET in output.get("data", {}):
            continue
        kept.append(output)
    return kept


def clean(notebook) -> None:
    """Remove what changes from run to run, in place."""
    notebook.metadata = nbformat.from_dict({
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    })
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = cleaned_outputs(cell.outputs)


def largest_cells(notebook, most: int = 6) -> list[str]:
    """The cells with the most bytes of output, as "id 90 KB"."""
    sizes = {cell.id: sum(len(str(output)) for output in cell.get("outputs", []))
             for cell in notebook.cells}
    ordered = sorted(sizes, key=sizes.get, reverse=True)
    return [f"{name} {sizes[name] / 1e3:.0f} KB" for name in ordered[:most]]


def render(path: Path, dry: bool = False) -> str | None:
    """Execute one notebook in place; return what is wrong, or None."""
    notebook = nbformat.read(path, as_version=4)
    started = time.perf_counter()
    client = NotebookClient(
        notebook, timeout=1200, kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return str(error)
    seconds = time.perf_counter() - started
    clean(notebook)
    text = nbformat.writes(notebook) + "\n"
    for private in {str(ROOT), str(Path.home()) + os.sep}:
        if private in text:
            return f"an output names the path {private}"
    temporary = path.with_suffix(".tmp")
    if not dry:
        temporary.write_text(text, encoding="utf-8")
    if len(text.encode()) > LARGEST:
        kept = "" if dry else f"; the run itself is kept in {temporary.name}"
        return (f"{len(text.encode()):,} bytes, more than {LARGEST:,}: make its figures smaller; "
                f"largest: {', '.join(largest_cells(notebook))}{kept}")
    if not dry:
        os.replace(temporary, path)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    print(f"{path.stem}: {seconds:.0f} s, {len(text.encode()) / 1e3:.0f} KB, "
          f"peak {peak:.1f} GB (largest so far)", flush=True)
    return None


def main() -> None:
    os.environ.setdefault("COURSE_PROFILE", "lecture")
    dry = "--dry" in sys.argv
    names = [name for name in sys.argv[1:] if name != "--dry"]
    paths = [Path(name) for name in names] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    failed = False
    for path in paths:
        problem = render(path.resolve(), dry)
        if problem:
            failed = True
            print(f"{path.stem}: left as it was; {problem}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
