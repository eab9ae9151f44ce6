"""Conditions beyond the joint model keep their prevalence and the company that the file gives them."""

import numpy as np
import pytest
import statsmodels.api as sm

from vbc_twin import panel
from vbc_twin.panel.references import figures

FURTHER = panel.FURTHER_CONDITIONS


def on_record(drawn: panel.Panel, name: str) -> np.ndarray:
    return drawn.patients[f"{name}_recorded"].to_numpy() >= 0


def cells_of(drawn: panel.Panel) -> np.ndarray:
    """Age band and sex of each patient as one number, women first."""
    band = np.digitize(drawn.patients["age"].to_numpy(), [65, 75, 85])
    return band * 2 + ~drawn.patients["female"].to_numpy()


def test_the_list_is_the_joint_model_and_what_is_drawn_after_it():
    assert (*panel.JOINT_CONDITIONS, *FURTHER) == panel.CONDITIONS
    assert [each["condition"] for each in figures("further")["drawn"]] == list(FURTHER)
    assert [each["condition"] for each in figures("further")["gradient"]] == list(FURTHER)


def test_company_is_only_with_conditions_drawn_before():
    for each in figures("further")["drawn"]:
        before = panel.CONDITIONS[: panel.CONDITIONS.index(each["condition"])]
        assert set(each["odds"]) <= {*before, "frailty"}


@pytest.mark.parametrize("condition", FURTHER)
def test_prevalence_on_record_by_age_band_and_sex_is_the_published_one(nation, condition):
    wanted = panel.wanted(panel.present_prevalence())[panel.CONDITIONS.index(condition)].ravel()
    cell, has = cells_of(nation), on_record(nation, condition)

    found = np.bincount(cell, has, 8) / np.bincount(cell, minlength=8)

    # Within one person of each of the three to six strata that make up a cell.
    assert np.abs(found - wanted).max() < (6 / np.bincount(cell, minlength=8)).max()


def test_frailty_goes_with_dependence_as_the_file_says(nation):
    needy = on_record(nation, "dependence")
    frailty = nation.patients["frailty"].to_numpy()
    form = {each["condition"]: each["odds"] for each in figures("further")["drawn"]}["dependence"]
    others = [on_record(nation, name) for name in form if name != "frailty"]
    strata = np.eye(8)[cells_of(nation)][:, 1:]
    columns = np.column_stack([np.ones(len(needy)), frailty, *others, strata, nation.patients["dual"].to_numpy()])

    model = sm.Logit(needy, columns.astype(float)).fit(disp=0)

    error = model.bse[1]
    assert model.params[1] == pytest.approx(np.log(form["frailty"].value), abs=4 * error + 0.02)


def test_hidden_disease_keeps_the_company_that_known_disease_keeps(nation):
    frailty = nation.patients["frailty"].to_numpy()
    truly, known = nation.patients["dependence"].to_numpy() > 0, on_record(nation, "dependence")

    assert frailty[truly & ~known].mean() > frailty[~truly].mean() + 0.2
