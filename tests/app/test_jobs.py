"""Runs in processes of their own: begun once, told how far they are, cancelled, broken off, and never overlooked."""

import json
import stat
from dataclasses import replace

import jobs as jobs_module
import pytest
from choice import Purchase
from jobs import Busy, Jobs

RUN, OTHER = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def lives_by(monkeypatch, tmp_path):
    """Puts a script in the place of the experiment."""

    def stand_in(script: str) -> None:
        (tmp_path / "experiment.py").write_text(
            "import sys, time, pathlib\nhere = pathlib.Path(sys.argv[1])\n" + script
        )
        monkeypatch.setattr(jobs_module, "EXPERIMENT", tmp_path / "experiment.py")

    return stand_in


def test_only_this_user_can_enter_the_folder_of_the_runs():
    held = Jobs()

    mode = stat.S_IMODE(held.folder.stat().st_mode)
    held.close()

    assert mode == 0o700
    assert not held.folder.exists()


def test_a_running_run_tells_how_far_it_is(jobs, lives_by, small_choice, wait):
    said = json.dumps({"done": 1, "total": 4, "label": "draws lived"})
    lives_by(f"(here / 'progress.json').write_text('{said}')\ntime.sleep(600)")

    jobs.start(RUN, small_choice)
    wait(lambda: jobs.state(RUN).label == "draws lived")

    assert jobs.state(RUN).name == "running"
    assert jobs.state(RUN).share == 0.25
    assert jobs.choice(RUN) == small_choice


def test_the_same_choice_is_lived_once(jobs, lives_by, small_choice, wait):
    lives_by("(here / 'answer').mkdir()")

    jobs.start(RUN, small_choice)
    wait(lambda: jobs.state(RUN).name == "finished")
    child = jobs.children[RUN]
    jobs.start(RUN, small_choice)

    assert jobs.children[RUN] is child


def test_a_cancelled_run_ends_and_can_be_begun_again(jobs, lives_by, small_choice):
    lives_by("(here / 'answer.partial').mkdir()\ntime.sleep(600)")

    jobs.start(RUN, small_choice)
    jobs.cancel(RUN)

    assert jobs.state(RUN).name == "cancelled"
    assert jobs.children[RUN].returncode is not None
    assert not (jobs.folder / RUN / "answer.partial").exists()
    jobs.start(RUN, small_choice)
    assert jobs.state(RUN).name == "running"


def test_a_run_that_breaks_off_says_so_and_shows_no_traceback(jobs, lives_by, small_choice, wait):
    lives_by("sys.exit('a reason for the one who started the app')")

    jobs.start(RUN, small_choice)
    wait(lambda: jobs.state(RUN).name == "failed")

    assert jobs.state(RUN).faults == (jobs_module.BROKE_OFF,)


def test_faults_that_only_a_run_finds_are_told(jobs, small_choice, wait):
    jobs.start(RUN, replace(small_choice, purchases=(Purchase("transitional_care", -1),)))

    wait(lambda: jobs.state(RUN).name == "failed")

    assert "expected a number from 0" in jobs.state(RUN).faults[0]


def test_no_more_runs_are_begun_than_the_machine_has_processors(jobs, lives_by, small_choice, monkeypatch):
    lives_by("time.sleep(600)")
    monkeypatch.setattr(jobs_module.os, "cpu_count", lambda: 1)

    jobs.start(RUN, small_choice)

    with pytest.raises(Busy, match="Wait until one has ended"):
        jobs.start(OTHER, small_choice)


@pytest.mark.parametrize("run", ["", "..", "../../etc", RUN.upper(), RUN + "0", OTHER])
def test_what_is_no_run_is_unknown(jobs, run):
    assert jobs.state(run).name == "unknown"
    assert jobs.choice(run) is None


def test_an_experiment_ends_when_nobody_waits_any_more(tmp_path):
    from experiment import Progress

    with pytest.raises(SystemExit):
        Progress(tmp_path, parent=-1)(0, 1, "draws lived")
