"""Draws lived side by side, each in a process of its own.

NumPy's small steps hold Python's lock, so threads would wait for each other. A worker is a fresh Python that imports
the package, reads what it is to do once, and then answers one draw after another; it needs no guard in the caller's
script.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from queue import SimpleQueue

# Each worker has one core to itself.
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1")


class Workers:
    """Some processes that live draws. Start them early: they import while the caller prepares their task.

    Use as a context; `set_task(live)` gives them a picklable function of a draw, and calling the workers with a draw
    waits for one that is free and returns its answer. An error in a worker is raised in the caller.
    """

    def __init__(self, number: int):
        command = [sys.executable, "-c", "from vbc_twin.experiments.workers import serve; serve()"]
        self._all = [
            # In a session of their own, so that Ctrl-C reaches the caller alone, who ends them.
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | ALONE,
                start_new_session=True,
            )
            for _ in range(number - 1)
        ]
        self._free: SimpleQueue[subprocess.Popen | None] = SimpleQueue()
        self._live: Callable | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *error) -> None:
        for worker in self._all:
            worker.kill()
        for worker in self._all:
            worker.communicate()

    def set_task(self, live: Callable) -> None:
        """Send everybody what to do."""
        self._live = live
        self._free.put(None)  # this process itself
        task = pickle.dumps(live)
        for worker in self._all:
            worker.stdin.write(task)
            worker.stdin.flush()
            self._free.put(worker)

    def __call__(self, draw: int):
        """What a worker answers to one draw."""
        worker = self._free.get()
        if worker is None:
            try:
                return self._live(draw)
            finally:
                self._free.put(None)
        pickle.dump(draw, worker.stdin)
        worker.stdin.flush()
        try:
            answer = pickle.load(worker.stdout)
        except EOFError:
            raise RuntimeError(f"a worker ended while it lived draw {draw}; its own message stands above") from None
        self._free.put(worker)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def serve() -> None:
    """A worker's life: read the task, then answer draws until the caller is gone."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    try:
        live = pickle.load(questions)
        while True:
            draw = pickle.load(questions)
            try:
                answer = live(draw)
            except Exception as error:
                answer = error
            pickle.dump(answer, answers)
            answers.flush()
    except (EOFError, BrokenPipeError):
        return
