"""Every column of a panel: its name, type, unit, meaning, and whether an organisation can see it.

The fixed vocabulary of the panel (enrolment types, conditions, age bands, sexes, races) stands here too, in the order
in which tables are written.
"""

from dataclasses import dataclass

import polars as pl

ENROLMENT_TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
AGE_BANDS = ("lt65", "65_74", "75_84", "85plus")
SEXES = ("female", "male")
RACES = ("white", "black", "asian", "hispanic", "native", "other", "unknown")
# Those of the joint model of 2010 and its four judged ones, then those drawn given them.
JOINT_CONDITIONS = (
    "hypertension",
    "hyperlipidaemia",
    "diabetes",
    "ckd",
    "coronary_disease",
    "heart_failure",
    "copd",
    "atrial_fibrillation",
    "depression",
    "dementia",
    "cancer",
    "stroke",
    "arthritis",
    "osteoporosis",
    "asthma",
)
FURTHER_CONDITIONS = (
    "peripheral_artery_disease",
    "anxiety",
    "serious_mental_illness",
    "substance_use",
    "liver_disease",
    "spine_disease",
    "dependence",
    "mild_cognitive_impairment",
)
CONDITIONS = (*JOINT_CONDITIONS, *FURTHER_CONDITIONS)
# The stage at which records say that people have an illness and an examination does not confirm it.
UNCONFIRMED = "unconfirmed"
# Until a person has lived a month of the twin, what is on record was recorded at its start.
RECORDED_AT_START, NEVER_RECORDED = 0, -1


@dataclass(frozen=True)
class ColumnDefinition:
    """One column: `recorded` says that an organisation sees it, so that eligibility may be written over it.

    `least` and `most` bound a number [unit of the column]; `allowed` lists the words of a text column.
    """

    name: str
    dtype: pl.DataType
    unit: str
    meaning: str
    recorded: bool
    least: float | None = None
    most: float | None = None
    allowed: tuple[str, ...] = ()


def _of_a_condition(condition: str) -> tuple[ColumnDefinition, ColumnDefinition]:
    words = condition.replace("_", " ")
    return (
        ColumnDefinition(condition, pl.Int8, "stage", f"True stage of {words}; 0 is none.", False, 0, 20),
        ColumnDefinition(
            f"{condition}_recorded",
            pl.Int16,
            "month",
            f"Month in which {words} was last recorded; -1 is never.",
            True,
            NEVER_RECORDED,
            32767,
        ),
    )


COLUMNS = (
    ColumnDefinition("id", pl.UInt64, "", "Identifies the patient; never used again for another.", False, 0, 2**63),
    ColumnDefinition(
        "enrolment_type",
        pl.String,
        "",
        "Medicare enrolment type; spending is settled by it.",
        True,
        allowed=ENROLMENT_TYPES,
    ),
    ColumnDefinition("age", pl.Int16, "years", "Age at the start.", True, 0, 120),
    ColumnDefinition("female", pl.Boolean, "", "Whether the patient is a woman.", True),
    ColumnDefinition("dual", pl.Boolean, "", "Whether Medicaid covers the patient too.", True),
    ColumnDefinition("race", pl.String, "", "Race or ethnicity as CMS publishes it.", True, allowed=RACES),
    ColumnDefinition(
        "long_term_institution", pl.Boolean, "", "Whether the patient lives in a long-term institution.", True
    ),
    ColumnDefinition(
        "deprivation_quintile",
        pl.Int8,
        "fifth",
        "National fifth of the Area Deprivation Index of the home; 5 is the most deprived.",
        True,
        1,
        5,
    ),
    ColumnDefinition("rural", pl.Boolean, "", "Whether the patient lives outside a metropolitan area.", True),
    ColumnDefinition("lives_alone", pl.Boolean, "", "Whether the patient lives alone.", False),
    ColumnDefinition("food_insecure", pl.Boolean, "", "Whether the patient cannot rely on enough food.", False),
    ColumnDefinition("transport_insecure", pl.Boolean, "", "Whether the patient cannot rely on a ride.", False),
    ColumnDefinition("weight", pl.Float64, "people", "How many people the patient stands for.", False, 1e-9, 1e9),
    ColumnDefinition(
        "stratum", pl.String, "", "Enrolment type at entry; all in it weigh the same.", False, allowed=ENROLMENT_TYPES
    ),
    ColumnDefinition(
        "hcc_score", pl.Float64, "1 = national mean", "Risk score, on the scale of the published means.", True, 0, 200
    ),
    ColumnDefinition(
        "frailty", pl.Float64, "standard deviations", "What conditions leave unexplained in all use.", False, -10, 10
    ),
    ColumnDefinition("systolic", pl.Float64, "mmHg", "Systolic blood pressure.", True, 60, 260),
    ColumnDefinition("ldl", pl.Float64, "mg/dL", "LDL cholesterol.", True, 10, 400),
    ColumnDefinition("hba1c", pl.Float64, "%", "Glycated haemoglobin.", True, 3, 20),
    ColumnDefinition("egfr", pl.Float64, "mL/min/1.73 m2", "Estimated glomerular filtration rate.", True, 1, 160),
    ColumnDefinition(
        "uacr",
        pl.Float64,
        "mg/g",
        "Albumin over creatinine in urine; A2 begins at 30, A3 at 300.",
        True,
        1,
        10000,
    ),
    ColumnDefinition("bmi", pl.Float64, "kg/m2", "Body mass index.", True, 10, 80),
    ColumnDefinition("smoker", pl.Boolean, "", "Whether the patient smokes now.", True),
    ColumnDefinition(
        "years_since_quit",
        pl.Float64,
        "years",
        "Years since the patient stopped smoking; 99 is never, or smokes now.",
        False,
        0,
        99,
    ),
    ColumnDefinition(
        "ejection_fraction",
        pl.Float64,
        "%",
        "Left ventricular ejection fraction with heart failure; of who has none, what it would be.",
        True,
        5,
        85,
    ),
    ColumnDefinition(
        "exacerbation_tendency",
        pl.Float64,
        "standard deviations",
        "How far a patient's lungs are given to exacerbations, with COPD; nothing without it.",
        False,
        -10,
        10,
    ),
    ColumnDefinition("antihypertensive", pl.Int8, "drugs", "Blood pressure drugs: none, one, two, more.", True, 0, 3),
    ColumnDefinition("statin", pl.Int8, "intensity", "Statin: none, moderate, high intensity.", True, 0, 2),
    ColumnDefinition("glucose_lowering", pl.Int8, "step", "Glucose lowering: none, no insulin, insulin.", True, 0, 2),
    ColumnDefinition("sglt2", pl.Int8, "step", "SGLT2 inhibitor: 1 is taken.", True, 0, 1),
    ColumnDefinition(
        "heart_failure_therapy", pl.Int8, "step", "All four pillars of heart failure therapy: 1 is taken.", True, 0, 1
    ),
    ColumnDefinition("anticoagulant", pl.Int8, "step", "Oral anticoagulant: 1 is taken.", True, 0, 1),
    ColumnDefinition("inhaler", pl.Int8, "step", "Maintenance inhaler: 1 is taken.", True, 0, 1),
    ColumnDefinition(
        "adherent", pl.Boolean, "", "Whether prescribed drugs cover 80 % of the patient's days or more.", True
    ),
    *(column for condition in CONDITIONS for column in _of_a_condition(condition)),
)


def definitions() -> pl.DataFrame:
    """The columns as a table, one row each, for readers and for checks of eligibility."""
    return pl.DataFrame(
        {
            "name": [each.name for each in COLUMNS],
            "dtype": [str(each.dtype) for each in COLUMNS],
            "unit": [each.unit for each in COLUMNS],
            "meaning": [each.meaning for each in COLUMNS],
            "recorded": [each.recorded for each in COLUMNS],
        }
    )
