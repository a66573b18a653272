"""Trainings of a few batches: for tests that look at something else than what is learned."""

import ast
from itertools import islice

BATCHES = 4  # more than ■ leaves done in its first epoch


class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


def shorten(shell) -> None:
    """From now on each epoch ends after a few batches, and a cell's assertions are left out.

    So few batches reach no quality. What is not shuffled is measured, and stays whole.
    """
    from helpers import data

    every, count = data.Batches.__iter__, data.Batches.__len__
    most = {True: BATCHES, False: None}
    data.Batches.__iter__ = lambda self: islice(every(self), most[self.shuffle])
    data.Batches.__len__ = lambda self: len(range(count(self))[:most[self.shuffle]])
    shell.ast_transformers.append(NoAsserts())
