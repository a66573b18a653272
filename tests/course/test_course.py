"""Profiles, seeds, threads, the style, and what must stand before torch is loaded."""

import os
import random
import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers import course


@pytest.mark.parametrize("name", course.PROFILES)
def test_pick_gives_the_value_of_the_profile_in_force(monkeypatch, name):
    monkeypatch.setenv("COURSE_PROFILE", name)
    assert course.pick(smoke="smoke", lecture="lecture", full="full") == name


def test_lecture_is_the_default_profile(monkeypatch):
    monkeypatch.delenv("COURSE_PROFILE", raising=False)
    assert course.profile() == "lecture"
    monkeypatch.setenv("COURSE_PROFILE", "")
    assert course.profile() == "lecture"


def test_an_unknown_profile_is_an_error_that_lists_the_three(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "fast")
    with pytest.raises(ValueError, match="'fast'.*smoke, lecture, full"):
        course.begin()


def test_begin_makes_random_numbers_repeat_and_flushes_denormals(capsys):
    def drawn():
        course.begin(seed=3)
        return [*torch.rand(4).tolist(), *np.random.rand(4), random.random()]

    assert drawn() == drawn()
    assert (torch.tensor([1e-39]) * 1).item() == 0.0
    assert "seed 3" in capsys.readouterr().out


CPUS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


@pytest.mark.skipif(CPUS is None, reason="control groups are Linux's")
@pytest.mark.parametrize(("process", "files", "expected"), [
    ("0::/\n", {"cpu.max": "250000 100000"}, 3),                     # rounded up
    ("0::/\n", {"cpu.max": "max 100000"}, 64),
    ("0::/\n", {"cpu.max": "9900000 100000"}, 64),                   # never more than it has
    ("0::/\n", {"cpu.max": "5000 100000"}, 1),
    ("0::/a/b\n", {"a/b/cpu.max": "max 100000", "a/cpu.max": "200000 100000"}, 2),
    ("0::/of/the/host\n", {"cpu.max": "400000 100000"}, 4),          # seen from a container
    ("0::/\n1:cpu:/a\n", {"unified/cpu.max": "300000 100000"}, 3),
    ("4:cpu,cpuacct:/a\n", {"cpu,cpuacct/a/cpu.cfs_quota_us": "150000",
                            "cpu,cpuacct/a/cpu.cfs_period_us": "50000"}, 3),
    ("1:cpu:/host\n", {"cpu/cpu.cfs_quota_us": "200000",
                       "cpu/cpu.cfs_period_us": "100000"}, 2),
    ("1:cpu:/\n", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 64),
    ("1:cpuset:/\n", {"cpuset/cpu.cfs_quota_us": "1", "cpuset/cpu.cfs_period_us": "1"}, 64),
    (None, {}, 64),
])
def test_threads_follow_the_quota_of_the_control_group(
    tmp_path, monkeypatch, process, files, expected
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)))
    for name, text in files.items():
        path = tmp_path / "groups" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    if process is not None:
        (tmp_path / "process").write_text(process)
    assert course.threads(tmp_path / "process", tmp_path / "groups") == expected


def test_begin_takes_the_threads_it_may_unless_omp_num_threads_is_set(monkeypatch, capsys):
    before = torch.get_num_threads()
    try:
        monkeypatch.setattr(course, "threads", lambda: before + 1)
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
        course.begin()
        assert torch.get_num_threads() == before
        monkeypatch.delenv("OMP_NUM_THREADS")
        course.begin()
        assert torch.get_num_threads() == before + 1
        assert f"· {before + 1} threads ·" in capsys.readouterr().out
    finally:
        torch.set_num_threads(before)


def test_idle_threads_do_not_spin_and_this_is_said_before_torch_is_loaded():
    code = ("import os, sys, helpers\n"
            "assert 'torch' not in sys.modules\n"
            "print(os.environ['GOMP_SPINCOUNT'])")
    environment = {k: v for k, v in os.environ.items() if k != "GOMP_SPINCOUNT"}
    for given, expected in ({}, "0"), ({"GOMP_SPINCOUNT": "7"}, "7"):
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                                env=environment | given, cwd=course.STYLE.parents[1])
        assert result.stdout.strip() == expected, result.stderr


@pytest.fixture
def korean_font(tmp_path, monkeypatch):
    """No Korean font is known; what this gives makes one, which draws 한 and D as a square."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    known = [font for font in font_manager.fontManager.ttflist if font.name not in course.HANGUL]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", known)

    def make():
        pen = TTGlyphPen(None)
        pen.moveTo((100, 0))
        for corner in ((100, 800), (900, 800), (900, 0)):
            pen.lineTo(corner)
        pen.closePath()
        font = FontBuilder(1000, isTTF=True)
        font.setupGlyphOrder([".notdef", "han"])
        font.setupCharacterMap({ord("한"): "han", ord("D"): "han"})
        font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "han": pen.glyph()})
        font.setupHorizontalMetrics({".notdef": (1000, 0), "han": (1000, 100)})
        font.setupHorizontalHeader(ascent=800, descent=-200)
        font.setupNameTable({"familyName": "NanumGothic", "styleName": "Regular"})
        font.setupOS2()
        font.setupPost()
        font.save(tmp_path / "font.ttf")
        font_manager.fontManager.addfont(tmp_path / "font.ttf")

    yield make
    monkeypatch.undo()
    course.use_style()


def drawn(text: str) -> np.ndarray:
    figure = plt.figure(figsize=(2, 1))
    figure.text(0.1, 0.5, text)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    plt.close(figure)
    return np.asarray(canvas.buffer_rgba()).copy()


def test_a_korean_font_draws_hangul_and_leaves_latin_text_as_it_was(korean_font):
    course.use_style()
    latin = drawn("Digits, 0.5")
    with pytest.warns(UserWarning, match="missing from"):
        drawn("한")
    korean_font()
    course.use_style()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        square = drawn("한")
        assert np.array_equal(drawn("Digits, 0.5"), latin)
    assert (square[..., 0] < 50).sum() > 60  # the square of our own font, not an empty box
