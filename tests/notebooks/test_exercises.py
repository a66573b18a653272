"""Every exercise: the stub is not tried yet, its solution is right."""

import re

import pytest

from tests.notebooks.rules import (
    PATHS,
    exercises,
    read,
)

TRIPLES = [(path.stem, *triple) for path in PATHS for triple in exercises(read(path))]


@pytest.mark.parametrize(
    ("notebook", "question", "stub", "solution"), TRIPLES,
    ids=[f"{name}-{question.id}" for name, question, _, _ in TRIPLES],
)
def test_an_untouched_exercise_is_not_tried_and_its_solution_is_right(
    notebook, question, stub, solution
):
    names = {}
    exec("import numpy as np\nimport torch\nfrom helpers import check, course, data, measure, "
         "nets, play, show, train, weights", names)
    *body, call = stub.source.splitlines()
    exec("\n".join(body), names)
    assert eval(call, names).ok is None
    exec(re.search(r"```python\n(.*?)```", solution.source, re.S)[1], names)
    verdict = eval(call, names)
    assert verdict.ok is True, verdict
