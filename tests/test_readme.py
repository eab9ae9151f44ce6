"""The README's own words: its lines of Python run, its commands and links exist."""

import re

import pytest

import vbc_twin as vt


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_fifteen_lines_run_as_they_stand(readme, tmp_path, monkeypatch, capsys):
    (lines,) = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)

    exec(compile(lines, "README.md", "exec"), {})

    assert len([line for line in lines.splitlines() if line.strip()]) <= 15
    assert "probability_above_zero" in capsys.readouterr().out
    assert (tmp_path / "results" / "one_care_manager.html").stat().st_size > 100_000


def test_what_the_readme_links_to_is_there(readme, root):
    links = re.findall(r"\]\(([^)]+)\)", readme)

    assert len(links) > 5
    assert [link for link in links if not (root / link).exists()] == []


def test_the_files_to_read_first_are_there(readme, root):
    named = re.findall(r"`((?:vbc_twin|data|tests)/[\w/.]+)`", readme)

    assert [name for name in named if not (root / name).exists()] == []


def test_how_many_figures_are_verified_recalled_and_calibrated_is_true(readme):
    # `vbc-twin list evidence` prints the sentence; "about" is within five per cent, or five figures.
    told = " ".join(readme.split())
    counts = dict(vt.tables.marks(vt.Twin.load("example_aco", people=300)).select("mark", "figures").iter_rows())
    counts["all"] = sum(counts.values())
    words = {
        "all": r"rests on about ([\d,]+)",
        "checked": r"([\d,]+) verified in the source",
        "secondary": r"([\d,]+) read in a text",
        "partly": r"([\d,]+) partly verified",
        "recalled": r"([\d,]+) recalled, \d+ judged",
        "judged": r"([\d,]+) judged, \d+ worked out",
        "derived": r"([\d,]+) worked out from others",
        "fitted": r"([\d,]+) calibrated to published",
    }

    for mark, pattern in words.items():
        (said,) = re.findall(pattern, told)
        assert int(said.replace(",", "")) == pytest.approx(counts[mark], rel=0.05, abs=5), mark
