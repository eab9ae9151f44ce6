"""Processes of their own answer draw by draw, and hand their errors on."""

from functools import partial
from operator import truediv

import pytest

from vbc_twin.experiments.workers import Workers


@pytest.fixture(scope="module")
def worker():
    """One process that divides twelve by a draw."""
    with Workers(1) as workers:
        workers.set_task(partial(truediv, 12))
        yield workers


def test_a_worker_answers_one_draw_after_another(worker):
    assert [worker(draw) for draw in (1, 2, 4)] == [12, 6, 3]


def test_an_error_in_a_worker_is_raised_in_the_caller_and_the_worker_goes_on(worker):
    with pytest.raises(ZeroDivisionError):
        worker(0)

    assert worker(3) == 4


def test_workers_are_gone_when_their_work_is_done():
    with Workers(1) as workers:
        processes = list(workers._all)

    assert all(each.poll() is not None for each in processes)
