"""What `make test-colab` stands on: its lock, its reader of outputs, its mover of controls."""

import re
import tomllib

import ipywidgets
import pytest
from controls import move_every_control
from nbformat.v4 import new_code_cell, new_output
from packaging.requirements import Requirement

from tests.published import ROOT
from tests.shown import WIDGET, complaints

IMAGE = '<img alt="A curve that falls from 3 to 1." src="data:image/png;base64,iVBORw0KGgo=">'


def pins(name: str) -> dict[str, str]:
    """Package → the version that a lock names, the first where it names one for each Python."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            pin = Requirement(line)
            (equal,) = pin.specifier
            assert equal.operator == "==", line
            found.setdefault(pin.name, equal.version)
    return found


def test_the_lock_holds_colabs_own_versions_and_leaves_out_what_it_says():
    chosen, lock = pins("tests/colab/versions.in"), pins("tests/colab/lock.txt")
    assert {"torch", "ipython", "ipywidgets", "ipykernel"} <= chosen.keys()
    assert {name: lock[name] for name in chosen} == chosen
    left_out = re.findall(r"^\w[\w-]*", (ROOT / "tests/colab/without.txt").read_text(), re.M)
    assert left_out and not lock.keys() & set(left_out)


def test_each_range_begins_at_a_version_that_the_tests_run_with():
    """Colab's version where its lock has the package, else the main lock's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = pins("requirements.txt") | pins("tests/colab/lock.txt")
    asked = map(Requirement, project["dependencies"] + project["optional-dependencies"]["test"])
    assert [str(one) for one in asked if str(one.specifier) != f">={tested[one.name]}"] == []


def ran(*outputs, source: str = "show.curves(losses)"):
    return new_code_cell(source, outputs=list(outputs))


def shown(**data):
    return new_output("display_data", {k.replace("_", "/", 1): v for k, v in data.items()})


def test_a_figure_with_alt_text_and_a_progress_bar_are_no_complaint():
    bar = new_output("stream", name="stderr", text="100%|██████████| 3/3")
    assert complaints(ran(bar, shown(text_html=IMAGE)), 1) == []
    live = new_output("display_data", {WIDGET: {}})
    assert complaints(ran(live, shown(text_html=IMAGE), source="play.film(frames)"), 1) == []
    page = shown(text_html=f'<div class="course-map">{IMAGE}<script>x</script></div>')
    assert complaints(ran(page, source="play.code_map(a, b, c)"), 1) == []
    done = new_output("stream", name="stdout", text="nothing to do: 3 of 3 epochs are done")
    assert complaints(ran(done), 1) == []


@pytest.mark.parametrize(("cell", "wanted", "said"), [
    (ran(new_output("error", ename="E", evalue="e", traceback=["\x1b[0;31mTypeError: alt"])), 0,
     "TypeError: alt"),
    (ran(new_output("stream", name="stderr", text="Traceback (most recent call last):\n  a\nE: e")),
     0, "E: e"),
    (ran(shown(image_png="iVBORw0KGgo=")), 1, "comes without <img"),
    (ran(shown(text_html=IMAGE.replace("A curve that falls from 3 to 1.", ""))), 1, "no alt text"),
    (ran(shown(text_html=IMAGE)), 2, "1 figures come, 2 are committed"),
    (ran(shown(text_html="<b>Picture</b>", text_plain="Picture: a curve")), 1, "0 figures come"),
    (ran(shown(text_html=IMAGE), source="x = 1\nplay.film(frames)"), 1, "without its live view"),
])
def test_what_a_reader_would_miss_is_a_complaint(cell, wanted, said):
    assert said in "\n".join(complaints(cell, wanted))


@pytest.fixture
def seen():
    """What the handlers of this test's controls were told; no other widgets live."""
    ipywidgets.Widget.close_all()
    yield []
    ipywidgets.Widget.close_all()


def watched(control, seen):
    control.observe(lambda change: seen.append(change["new"]), "value")
    return control


def test_each_control_goes_through_its_range_and_back(seen):
    slider = watched(ipywidgets.FloatSlider(value=0.5, min=-1, max=3), seen)
    whole = watched(ipywidgets.IntSlider(value=4, min=4, max=9), seen)
    choice = watched(ipywidgets.Dropdown(options=[("one", "1"), ("two", "2")]), seen)
    run = watched(ipywidgets.Play(value=0, min=0, max=1000, step=5), seen)
    button = ipywidgets.Button(description="reset")
    button.on_click(lambda _: seen.append("pressed"))
    ipywidgets.HTML("no control"), ipywidgets.IntProgress(value=3)
    assert move_every_control() == 5
    assert seen == [-1, 1, 3, 0.5, 6, 9, 4, "2", "1", 5, 10, 1000, 0, "pressed"]
    assert (slider.value, whole.value, choice.value, run.value) == (0.5, 4, "1", 0)


def broken(_):
    raise ValueError("cpu and cuda do not mix")


@pytest.mark.parametrize(("make", "named"), [
    (lambda: ipywidgets.IntSlider(description="digit").observe(broken, "value"),
     "IntSlider 'digit'"),
    (lambda: ipywidgets.ToggleButtons(options=["a", "b"]).observe(broken, "index"),
     "ToggleButtons"),
    (lambda: ipywidgets.Button(description="step D").on_click(broken), "Button 'step D'"),
    (lambda: ipywidgets.Text(description="a new one"), "say in tests/controls.py"),
])
def test_what_a_callback_raises_is_heard(seen, make, named):
    make()
    with pytest.raises((RuntimeError, NotImplementedError), match=re.escape(named)) as heard:
        move_every_control()
    assert named.startswith("say") or str(heard.value.__cause__) == "cpu and cuda do not mix"
