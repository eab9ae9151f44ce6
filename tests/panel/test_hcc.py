"""Risk scores of a frame of people: worked examples, hierarchy, interactions, counts, segments, and faults."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vbc_twin as vt
from vbc_twin.evidence import EvidenceError

WOMAN_OF_72 = {"age": [72], "female": [True]}


def raw(hccs: list, model: str = "V28", **columns) -> float:
    """The raw score of one person, a woman of 72 who is not dual unless said otherwise."""
    frame = pl.DataFrame({**WOMAN_OF_72, **{name: [value] for name, value in columns.items()}, "hccs": [hccs]})
    scored = vt.hcc.score(frame, model=model)
    assert scored["fault"][0] is None
    return scored["raw"][0]


# --- worked examples ------------------------------------------------------------------------------------


def test_a_woman_of_72_with_diabetes_and_heart_failure_is_worked_out_by_hand():
    # V28: cell 0.395 + diabetes (37) 0.166 + heart failure (226) 0.360 + both 0.112 + two categories 0 = 1.033
    assert raw([37, 226]) == pytest.approx(1.033)
    # V24: cell 0.386 + diabetes (18) 0.302 + heart failure (85) 0.331 + both 0.121 + two categories 0 = 1.140
    assert raw([18, 85], "V24") == pytest.approx(1.140)


def test_published_spot_values_hold():
    assert raw([]) == 0.395
    assert raw([], female=False) == 0.396
    assert raw([], "V24") == 0.386
    assert raw([], "V24", female=False) == 0.394
    assert raw([], age=65, female=False, new_enrollee=True) == 0.567


def test_a_score_is_divided_by_the_factor_of_its_year_and_a_plan_loses_the_coding_adjustment():
    scored = vt.hcc.score(pl.DataFrame({**WOMAN_OF_72, "hccs": [[37, 226]]}), model="V28", year=2026)

    # 1.033 / 1.067 = 0.96813, and times 1 - 0.059 = 0.91101
    assert scored["normalised"][0] == pytest.approx(0.96813, abs=1e-5)
    assert scored["plan"][0] == pytest.approx(0.91101, abs=1e-5)


def test_without_a_year_scores_are_raw():
    scored = vt.hcc.score(pl.DataFrame({**WOMAN_OF_72, "hccs": [[37]]}))

    assert scored.select("normalised", "plan").row(0) == (None, None)


# --- hierarchy, interactions, counts --------------------------------------------------------------------


def test_a_greater_category_drops_its_lesser_ones():
    assert raw([17, 18, 23]) == raw([17])
    scored = vt.hcc.score(pl.DataFrame({**WOMAN_OF_72, "hccs": [[38, 36, 226, 224]]}))
    assert scored["hccs"][0].to_list() == [36, 224]


def test_a_category_that_is_dropped_drops_its_lesser_ones_still():
    # V24: 8 drops 9 to 12, and 9 drops 10 to 12
    assert raw([8, 9, 12], "V24") == raw([8], "V24")


def test_the_published_hierarchy_can_lower_a_score():
    # A transplanted heart (221, 1.053) drops end-stage heart failure (222, 2.505): so CMS has it.
    assert raw([221, 222]) == raw([221]) < raw([222])


def test_a_heart_assist_device_counts_only_beside_a_stated_heart_failure():
    assert raw([223]) == raw([])
    assert raw([223, 227]) == raw([227])
    # Beside heart failure (226), which it drops, the device counts: 0.395 + 2.505.
    assert raw([223, 226]) == pytest.approx(2.9)


def test_an_interaction_for_the_disabled_asks_for_age_and_reason_in_an_institution():
    young = {"institutional": True, "age": 50}
    added = raw([226], original_reason="disability", **young) - raw([226], original_reason="age", **young)

    assert added == pytest.approx(vt.hcc.Model.load("V28").factors["DISABLED_HF_V28"][6])


def test_many_categories_add_a_factor_for_their_number():
    # Twelve categories of V28 that neither drop one another nor interact.
    apart = [1, 6, 36, 48, 64, 77, 92, 107, 180, 238, 263, 298]
    model = vt.hcc.Model.load("V28")
    place = model.prefixes.index("CNA")
    scored = vt.hcc.score(pl.DataFrame({**WOMAN_OF_72, "hccs": [apart]}))
    counted = scored["hccs"][0].to_list()
    alone = 0.395 + sum(model.factors[f"HCC{hcc}"][place] for hcc in counted)

    assert len(counted) >= 10
    assert scored["raw"][0] - alone == pytest.approx(model.factors["D10P"][place])
    assert model.factors["D10P"][place] > 0


def test_contributions_add_up_to_the_raw_score_and_name_the_categories():
    frame = pl.DataFrame({**WOMAN_OF_72, "hccs": [[37, 226]]})
    parts = vt.hcc.score(frame, contributions=True)["contributions"][0].to_list()

    assert [part["variable"] for part in parts] == ["F70_74", "HCC37", "HCC226", "DIABETES_HF_V28", "D2"]
    assert parts[1]["label"] == "Diabetes with Chronic Complications"
    assert sum(part["factor"] for part in parts) == pytest.approx(1.033)


# --- segments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "segment"),
    [
        ({}, "community_nondual_aged"),
        ({"age": 40}, "community_nondual_disabled"),
        ({"dual": "partial"}, "community_partial_dual_aged"),
        ({"dual": "03", "age": 40}, "community_partial_dual_disabled"),
        ({"dual": True}, "community_full_dual_aged"),
        ({"dual": "08", "age": 40}, "community_full_dual_disabled"),
        ({"institutional": True, "dual": True}, "institutional"),
        ({"long_term_institution": True}, "institutional"),
        ({"new_enrollee": True}, "new_enrollee"),
        ({"new_enrollee": True, "special_needs": True}, "new_enrollee_special_needs"),
        ({"special_needs": True}, "community_nondual_aged"),
    ],
)
def test_the_segment_follows_from_entitlement(columns, segment):
    frame = pl.DataFrame({"female": [True], **{n: [v] for n, v in {"age": 72, **columns}.items()}, "hccs": [[18]]})

    assert vt.hcc.score(frame, model="V24")["segment"][0] == segment


def test_a_new_enrollee_has_only_the_cell_of_age_and_sex():
    assert raw([37, 226], new_enrollee=True) == raw([], new_enrollee=True)


def test_a_new_enrollee_of_64_who_is_entitled_by_age_counts_as_65():
    assert raw([], age=64, original_reason="age", new_enrollee=True) == raw([], age=65, new_enrollee=True)


def test_people_on_dialysis_are_not_scored_for_dialysis():
    assert raw([134, 136], "ESRD_V24") == raw([], "ESRD_V24") == 0.624


def test_a_graft_has_its_own_segment_and_adds_by_its_age():
    young, old = raw([], "ESRD_V24", graft_months=5), raw([], "ESRD_V24", graft_months=12)

    # 0.359 at 70 to 74, and 2.529 from the fourth or 0.905 from the tenth month on
    assert (young, old) == (pytest.approx(2.888), pytest.approx(1.264))


# --- diagnoses ------------------------------------------------------------------------------------------


def test_diagnoses_are_read_with_or_without_dot_and_in_any_case():
    scored = vt.hcc.score(pl.DataFrame({"age": [72] * 2, "female": [True] * 2, "diagnoses": [["E11.22"], ["e1122 "]]}))

    assert scored["hccs"].to_list() == [[37], [37]]


def test_diagnoses_that_lead_to_no_category_are_listed():
    scored = vt.hcc.score(pl.DataFrame({**WOMAN_OF_72, "diagnoses": [["I10", "I50.9"]]}))

    assert scored.select("hccs", "without_hcc").row(0) == ([226], ["I10"])


def test_age_and_sex_change_what_a_diagnosis_leads_to():
    def found(**person):
        frame = pl.DataFrame({name: [value] for name, value in person.items()})
        return vt.hcc.score(frame)["hccs"][0].to_list()

    assert found(age=49, female=True, diagnoses=["C50.911"]) == [22]
    assert found(age=50, female=True, diagnoses=["C50.911"]) == [23]
    assert found(age=40, female=True, diagnoses=["D66"]) != found(age=40, female=False, diagnoses=["D66"])


def test_lists_flags_and_diagnoses_say_the_same():
    people = {"age": [72], "female": [True]}
    forms = [{"hccs": [[226]]}, {"hccs": [["HCC226"]]}, {"hcc_226": [True]}, {"diagnoses": [["I50.9"]]}]

    assert len({vt.hcc.score(pl.DataFrame({**people, **form}))["raw"][0] for form in forms}) == 1


# --- faults ---------------------------------------------------------------------------------------------


def test_all_faults_of_the_columns_are_told_at_once():
    with pytest.raises(EvidenceError) as told:
        vt.hcc.score(pl.DataFrame({"femal": [True], "new_enrolee": [True], "dual": [True]}))

    assert len(told.value.faults) == 5
    assert 'Did you mean "new_enrollee"?' in str(told.value)


def test_an_unknown_model_or_year_names_what_there_is():
    frame = pl.DataFrame({**WOMAN_OF_72, "hccs": [[37]]})
    with pytest.raises(EvidenceError, match=r'is called "V26"\. Did you mean "V2'):
        vt.hcc.score(frame, model="V26")
    with pytest.raises(EvidenceError, match="2024, 2025, 2026"):
        vt.hcc.score(frame, model="V28", year=2019)


def test_a_wrong_row_is_told_and_the_others_are_scored():
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "age": [72, 130, 72, 72],
            "sex": ["female", "female", "femal", "F"],
            "dual": ["none", "none", "fulll", None],
            "hccs": [[37], [37], [37], [225, 999]],
            "diagnoses": [["I50.9"], [], ["E11.22.445"], None],
        }
    )

    scored = vt.hcc.score(frame)

    assert scored["id"].to_list() == ["a", "b", "c", "d"]
    assert scored["raw"].is_null().to_list() == [False, True, True, True]
    assert scored["fault"].is_not_null().to_list() == [False, True, True, True]
    assert "age" in scored["fault"][1]
    for part in (
        'Did you mean "female"',
        'Did you mean "full"?',
        '"E1122445" is no ICD-10-CM code. Did you mean "E11',
    ):
        assert part in scored["fault"][2]
    assert 'no category of CMS-HCC V28 (2024 model) is called "HCC999". Did you mean "HCC' in scored["fault"][3]


def test_no_people_are_scored_as_none():
    frame = pl.DataFrame(schema={"age": pl.Int64, "female": pl.Boolean, "diagnoses": pl.List(pl.String)})

    assert vt.hcc.score(frame, contributions=True).height == 0


# --- what must hold for anybody -------------------------------------------------------------------------

CATEGORIES = {name: sorted(vt.hcc.Model.load(name).labels) for name in ("V24", "V28")}
PEOPLE = st.fixed_dictionaries(
    {
        "age": st.integers(0, 110),
        "female": st.booleans(),
        "dual": st.sampled_from(["none", "partial", "full"]),
        "institutional": st.booleans(),
        "new_enrollee": st.booleans(),
    }
)


@pytest.mark.parametrize("model", CATEGORIES)
@settings(max_examples=40, deadline=None)
@given(person=PEOPLE, data=st.data())
def test_the_order_of_records_and_saying_one_twice_do_not_matter(model, person, data):
    hccs = data.draw(st.lists(st.sampled_from(CATEGORIES[model]), max_size=12))
    shuffled = data.draw(st.permutations(hccs))

    assert raw(hccs, model, **person) == raw([*shuffled, *hccs[:2]], model, **person)


@pytest.mark.parametrize("model", CATEGORIES)
@settings(max_examples=40, deadline=None)
@given(person=PEOPLE, data=st.data())
def test_one_more_record_that_drops_nothing_never_lowers_a_score(model, person, data):
    drops = vt.hcc.Model.load(model).drops
    hccs = data.draw(st.lists(st.sampled_from(CATEGORIES[model]), max_size=8))
    more = data.draw(st.sampled_from([each for each in CATEGORIES[model] if not set(drops[each]) & set(hccs)]))

    assert raw([*hccs, more], model, **person) >= raw(hccs, model, **person) - 1e-12


@pytest.mark.parametrize("model", CATEGORIES)
def test_people_are_scored_alike_alone_and_together(model):
    frame = pl.DataFrame(
        {
            "age": list(range(20, 100)),
            "female": [age % 2 == 0 for age in range(20, 100)],
            "hccs": [CATEGORIES[model][age % 40 : age % 40 + age % 7] for age in range(20, 100)],
        }
    )
    together = vt.hcc.score(frame, model=model)["raw"].to_list()

    assert together == [vt.hcc.score(frame[row], model=model)["raw"][0] for row in range(frame.height)]
