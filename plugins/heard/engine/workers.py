"""Work shared out to forked processes, which see all that was read without a copy being made.

What a process cannot finish – it was killed, or raised – is not there in the answer, and the first
process does it itself: an error then shows as it would without any other process.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any


def shared(work: Callable[[int], Any], count: int, processes: int, alone: int = 0) -> dict[int, Any]:
    """What `work(number)` answers for each number below `count`, by whichever process is free.

    Neighbours are handed out together, but the first `alone` numbers each by itself. Answers are what
    `marshal` knows: plain values in plain containers. `work` must not raise: where a process ends early,
    all that it had answered is missing.
    """
    pieces = [range(number, number + 1) for number in range(alone)]
    size = max(1, min(8, count // (4 * processes)))  # where there is little, each process gets some
    for piece in in_pieces(count - alone, Tasks.MOST - alone, size):
        pieces.append(range(piece.start + alone, piece.stop + alone))
    tasks = Tasks(len(pieces))

    def while_any_is_left(_process: int) -> bytes:
        return marshal.dumps([(number, work(number)) for task in tasks for number in pieces[task]])

    try:
        answers = in_processes(while_any_is_left, processes)
    finally:
        tasks.close()
    return {
        number: found for answer in answers if answer is not None for number, found in marshal.loads(answer)
    }


def in_pieces(count: int, most: int, size: int) -> list[range]:
    """The positions below `count` in pieces of one size, `size` or more, and at most so many pieces.

    Neighbours stay together: they often show the same.
    """
    size = max(size, -(-count // most))
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


class Tasks:
    """Numbers from 0 to below `count`, each handed out once, to whichever process asks first.

    They lie in a pipe that all processes read, so `count` is at most MOST.
    """

    MOST = 4096
    """16 KiB, which every pipe holds. All of it is there before the first read, so each gets four bytes."""

    def __init__(self, count: int) -> None:
        self._pipe, end = os.pipe()
        os.write(end, b"".join(number.to_bytes(4, "big") for number in range(count)))
        os.close(end)

    def __iter__(self) -> Iterator[int]:
        while number := os.read(self._pipe, 4):
            yield int.from_bytes(number, "big")

    def close(self) -> None:
        """Close this process's end."""
        os.close(self._pipe)


def in_processes(work: Callable[[int], bytes], count: int) -> list[bytes | None]:
    """What `work(number)` answers for each number below `count`, each but the first in its own process.

    None stands where a process did not come to its end. `work(0)` is done here, and may raise.
    """
    if count == 1:
        return [work(0)]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    gc.freeze()  # what is shared stays shared: the collector would write into every object
    children: list[tuple[int, Any]] = []
    try:
        for number in range(1, count):
            answer = tempfile.TemporaryFile()  # noqa: SIM115
            pid = os.fork()
            if pid == 0:
                _be_a_worker(work, number, answer)
            children.append((pid, answer))
        answers: list[bytes | None] = [work(0)]
        while children:
            pid, answer = children[0]
            status = os.waitpid(pid, 0)[1]
            del children[0]
            answer.seek(0)
            answers.append(answer.read() if status == 0 else None)
            answer.close()
        return answers
    finally:
        for pid, answer in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            answer.close()
        gc.unfreeze()


def _be_a_worker(work: Callable[[int], bytes], number: int, answer: Any) -> None:
    """Do one share and end, without any of the ends that the first process has yet to come to."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends us
        gc.disable()
        answer.write(work(number))
        answer.flush()
        code = 0
    except BaseException:
        pass  # the first process does this share again, and shows what is wrong
    finally:
        os._exit(code)
