"""Work that processes share: each task is done once, and what one leaves undone is noticed."""

from __future__ import annotations

import json
import os
import signal
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.engine.workers import Tasks, in_pieces, in_processes, shared

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that share memory")


@given(count=st.integers(0, 50_000), most=st.integers(1, 5_000), size=st.integers(1, 50))
def test_pieces_are_all_there_is_in_order_and_not_too_many(count, most, size):
    pieces = in_pieces(count, most, size)
    assert [position for piece in pieces for position in piece] == list(range(count))
    assert len(pieces) <= most
    assert all(len(piece) >= size for piece in pieces[:-1])


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_every_task_is_handed_out_once(processes):
    tasks = Tasks(Tasks.MOST)
    answers = in_processes(lambda number: json.dumps(list(tasks)).encode(), processes)
    tasks.close()
    done = [task for answer in answers for task in json.loads(answer or b"[]")]
    assert sorted(done) == list(range(Tasks.MOST))


def test_what_a_process_that_was_killed_had_begun_is_in_no_answer():
    tasks = Tasks(100)

    def work(number):
        found = []
        for task in tasks:
            if number:
                os.kill(os.getpid(), signal.SIGKILL)
            found.append(task)
        return json.dumps(found).encode()

    ready, go = os.pipe()

    def in_turn(number):
        """The first process waits until the other has had its task."""
        if number:
            os.close(ready)
            return work(number)
        os.close(go)
        os.read(ready, 1)
        return work(number)

    first, second = in_processes(in_turn, 2)
    os.close(ready)
    tasks.close()
    assert second is None
    assert json.loads(first or b"[]") == list(range(1, 100))


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize(("count", "alone"), [(1, 0), (1, 1), (9, 1), (40_000, 3)])
def test_shared_work_is_all_answered_by_its_number(processes, count, alone):
    answers = shared(lambda number: [number * 2], count, processes, alone)
    assert answers == {number: [number * 2] for number in range(count)}


def test_shared_work_of_a_process_that_was_killed_is_missing_and_no_other():
    here = os.getpid()
    ready, go = os.pipe()

    def work(number):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 0:  # the first process waits until the other has had its task
            os.close(go)
            os.read(ready, 1)
        return number

    answers = shared(work, 8, 2, alone=8)
    os.close(ready)
    with suppress(OSError):
        os.close(go)
    assert set(answers) in ({*range(8)} - {0}, {*range(8)} - {1}) and all(
        number == found for number, found in answers.items()
    )
