"""Long jobs: each comparison, validation and forecast test is a child process, in a private folder that pages read.

A run is known by the fingerprint of its choice, so the same choice is lived once; its id stands in the page's address.
"""

import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from answer import Answer
from choice import Choice
from trial import ForecastTest, Trial

import vbc_twin as vt

EXPERIMENT = Path(__file__).parent / "experiment.py"
TRIALS = Path(__file__).parent / "trials.py"
RUN_ID = re.compile("[0-9a-f]{16}")
SECONDS_TO_END = 5
# Draws are lived side by side already; threads of a matrix library would only wait for each other and for the server.
ONE_CORE_EACH = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
BROKE_OFF = "The run broke off before it had an answer. The window in which the app was started tells why."


class Busy(RuntimeError):
    """As many runs are being lived as the machine has processors."""


@dataclass(frozen=True)
class State:
    """Where a run stands ("unknown", "running", "finished", "failed", "cancelled"), how far [draws], and its faults."""

    name: str
    done: int = 0
    total: int = 0
    label: str = "starting"
    faults: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """How much of the draws is lived."""
        return self.done / self.total if self.total else 0.0


@dataclass
class Jobs:
    """The runs of one server. `folder` can be entered by this user only and goes when the server ends."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="vbc_twin_")))
    children: dict[str, subprocess.Popen] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        atexit.register(self.close)

    def start(self, run: str, asked: Choice | Trial | ForecastTest) -> None:
        """Live what is asked under its id, unless it is being lived or has its answer. Raises Busy."""
        with self.lock:
            if self.state(run).name in ("running", "finished"):
                return
            running = [child for child in self.children.values() if child.poll() is None]
            if len(running) >= (os.cpu_count() or 1):
                raise Busy("Other runs keep this machine busy. Wait until one has ended, or cancel one, and run again.")
            shutil.rmtree(self.folder / run, ignore_errors=True)
            (self.folder / run).mkdir(mode=0o700)
            asked.write(self.folder / run / asked.FILE)
            script = EXPERIMENT if isinstance(asked, Choice) else TRIALS
            command = [sys.executable, str(script), str(self.folder / run)]
            aside = {"stdin": subprocess.DEVNULL, "start_new_session": True, "env": os.environ | ONE_CORE_EACH}
            self.children[run] = subprocess.Popen(command, **aside)

    def state(self, run: str) -> State:
        """Where a run stands; an id that is none is unknown."""
        folder = self.folder / run
        if not RUN_ID.fullmatch(run) or not folder.exists():
            return State("unknown")
        child = self.children.get(run)
        ended = child is not None and child.poll() is not None  # asked before the files: an answer is never overlooked
        if (folder / "answer").exists():
            return State("finished")
        if (folder / "cancelled").exists():
            return State("cancelled")
        if (folder / "faults.json").exists():
            return State("failed", faults=tuple(_read(folder / "faults.json")))
        if ended:
            return State("failed", faults=(BROKE_OFF,))
        if (folder / "progress.json").exists():
            return State("running", **_read(folder / "progress.json"))
        return State("running")

    def cancel(self, run: str) -> None:
        """End a run that is being lived; what it has written goes."""
        with self.lock:
            if self.state(run).name == "running":
                vt.library.write(self.folder / run / "cancelled", "")
                _end(self.children[run])
                shutil.rmtree(self.folder / run / "answer.partial", ignore_errors=True)

    def choice(self, run: str) -> Choice | None:
        """What a comparison was asked, or None for one that is unknown."""
        file = self.folder / run / Choice.FILE
        return Choice.read(file) if self.state(run).name != "unknown" and file.exists() else None

    def answer(self, run: str) -> Answer:
        """The answer of a finished run."""
        return Answer(self.folder / run / "answer")

    def close(self) -> None:
        """End every run and take the folder away."""
        for child in self.children.values():
            _end(child)
        shutil.rmtree(self.folder, ignore_errors=True)


def _end(child: subprocess.Popen) -> None:
    """End a run with all the processes that it has begun."""
    if child.poll() is None:
        _signal(child, "SIGTERM")
        try:
            child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            _signal(child, "SIGKILL")
            child.wait()


def _signal(child: subprocess.Popen, name: str) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, getattr(signal, name))  # a run leads a group of its own
    else:
        child.kill()


def _read(file: Path):
    return json.loads(file.read_text(encoding="utf-8"))
