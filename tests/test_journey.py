"""From the first command to a report that can be mailed, as a newcomer would type it, in processes of their own."""

import json
import os
import signal
import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-c", "from vbc_twin.cli import main; main()")


def typed(root, *words: str, **variables: str) -> subprocess.Popen:
    """Start a command as a shell would."""
    environment = os.environ | {"PYTHONPATH": str(root), "COLUMNS": "160"} | variables
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    return subprocess.Popen([*COMMAND, *words], cwd=root, env=environment, **pipes)


def test_the_demo_prints_its_finding_and_writes_a_report_that_stands_alone(root, tmp_path):
    demo = typed(root, "demo", "--draws", "2", "--out", str(tmp_path / "demo"))

    stdout, stderr = demo.communicate()

    assert demo.returncode == 0, stderr
    assert "Heart failure at home" in stdout and "Net savings of the ACO" in stdout
    summary = json.loads((tmp_path / "demo" / "summary.json").read_text(encoding="utf-8"))
    assert summary["provenance"]["people"] == "full panel"
    page = (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    assert summary["verdict"].capitalize() in page or summary["verdict"] in page


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_leaves_nothing_half_written_and_says_130(root, tmp_path):
    out = tmp_path / "out"
    words = ("compare", "status_quo", "care_management", "--people", "300", "--draws", "100000", "--out", str(out))
    compare = typed(root, *words, FORCE_COLOR="1")  # so that it draws its bar, by which we know that it has begun
    os.read(compare.stderr.fileno(), 1)

    compare.send_signal(signal.SIGINT)
    stdout, stderr = compare.communicate()

    assert compare.returncode == 130, stderr
    assert stdout == ""
    assert not out.exists()
