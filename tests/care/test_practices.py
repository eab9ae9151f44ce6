"""The figures of practices: all there, named, and faults told."""

from vbc_twin.care import practice_figures


def test_every_figure_has_its_own_name():
    found = practice_figures()

    assert found["burnout.share"].name == "practices.burnout.share"
    assert 0.44 <= found["burnout.share"].value <= 0.50
    assert len({each.name for each in found.values()}) == len(found)
