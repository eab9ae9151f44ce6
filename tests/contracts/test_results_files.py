"""Published results files as they come: harmonised, raw, REACH; broken rows are refused and the others settled."""

import pytest

from vbc_twin.contracts import settle_results
from vbc_twin.evidence import EvidenceError

CORE = (
    "performance_year,aco_id,track,agreement_start,rev_exp_cat,n_ab,ab_tot_bnchmk,ab_tot_exp,bnchmk_min_exp,"
    "min_sav_perc,dis_adj,earn_save_loss,met_qps,qual_score"
)
GAIN = "2022,A1001,EN,7/1/2019,Low Revenue,74992,966116777,903712089,62404688,0.02,,45867446,1,0.8941"
LOSS = "2018,A1215,T3,01/01/2016 12:00:00 AM,,72033,797237607,812497275,-15259668,0.005,-2655,-6101212,1,0.8884"
RAW = (
    "ACO_ID,Current_Start_Date,Current_Track,Rev_Exp_Cat,N_AB,ABtotBnchmk,ABtotExp,BnchmkMinExp,MinSavPerc,DisAdj,"
    "EarnSaveLoss,Met_QPS,QualScore"
)
RAW_GAIN = (
    'A1001,07/01/2019,ENHANCED,Low Revenue,"74,992","$966,116,777","$903,712,089","$62,404,688",2.00%,,'
    '"$45,867,446",1,89.41'
)
REACH = "aco_id,perf_year,risk_arrangement,bene_cnt,final_benchmark,tot_cost_care_net,shared_savings,shared_savings_seq"
GLOBAL = "D0004,2021,Global,9683.0,75558439.9116,71678885.4508,3879554.4608,3801963.3716"


@pytest.fixture
def file(tmp_path):
    """Write the lines of a file, by default the harmonised one's."""

    def written(*lines: str, header: str = CORE, name: str = "results.csv"):
        path = tmp_path / name
        path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
        return path

    return written


def test_a_harmonised_file_settles_each_row_under_the_contract_it_shows(file):
    done = settle_results(file(GAIN, LOSS))

    assert done.rows["track"].to_list() == ["EN", "T3"]
    assert done.rows["computed_usd"].to_list() == pytest.approx([45_867_445.68, -6_101_212], abs=1)
    assert done.rows["within_rounding"].all() and not any(done.rows["explanation"])
    assert (done.read, done.accepted, done.refused, done.faults) == (2, 2, 0, ())


def test_a_raw_file_gives_what_the_harmonised_one_gives(file):
    harmonised = settle_results(file(GAIN))
    raw = settle_results(file(RAW_GAIN, header=RAW, name="raw_2022.csv"))

    assert raw.rows.equals(harmonised.rows)


def test_a_raw_file_of_flags_knows_its_track(file):
    header = RAW.replace("Current_Track", "Assign_Type,Current_Track_1,Current_BASIC_A,Current_ENHANCED")
    line = RAW_GAIN.replace("ENHANCED", "Retrospective,0,0,1")

    done = settle_results(file(line, header=header, name="results_2021.csv"))

    assert done.rows["performance_year"].to_list() == [2021] and done.rows["track"].to_list() == ["EN"]


def test_reach_is_compared_at_the_corridors_and_after_sequestration(file):
    done = settle_results(file(GLOBAL, GLOBAL.replace("D0004", "D0005").replace("3801963.3716", "0.0"), header=REACH))

    assert done.rows["computed_usd"].to_list() == pytest.approx([3_879_554.4608] * 2)
    assert done.rows["computed_after_sequestration_usd"].to_list() == pytest.approx([3_801_963.3716] * 2)
    assert done.rows["within_rounding"].all()
    assert done.rows["explanation"].to_list() == [
        "",
        "after sequestration CMS printed 0, with the shared amount as computed",
    ]


def test_the_equity_adjustment_is_part_of_the_reach_benchmark(file):
    header = REACH + ",heba_up_amt,heba_down_amt"
    plain = settle_results(file(GLOBAL + ",,", header=header))
    adjusted = settle_results(file(GLOBAL + ",1000.00,-400.00", header=header))

    assert adjusted.rows["computed_usd"][0] - plain.rows["computed_usd"][0] == pytest.approx(600)


def test_broken_rows_are_refused_all_at_once_and_the_good_ones_settled(file):
    lines = (
        GAIN,
        GAIN.replace("74992", "many").replace("0.8941", ""),
        LOSS.replace("812497275", "n/a"),
        GAIN.replace(",EN,", ",XX,"),
        GAIN.replace("2022,", "soon,", 1),
        GAIN + ",one,too,many",
        GAIN.replace("0.8941", "1.2").replace("7/1/2019", "last year"),
        LOSS,
    )

    done = settle_results(file(*lines))

    assert (done.read, done.accepted, done.refused) == (8, 2, 6)
    assert done.accepted + done.refused == done.read
    told = "\n".join(done.faults)
    for words in (
        'results.csv, row 3 (A1001), column n_ab: expected a number, found "many"',
        "results.csv, row 3 (A1001), column qual_score: is blank, and PY2022 cannot be settled without it",
        "results.csv, row 4 (A1215), column ab_tot_exp: is blank",
        'results.csv, row 5 (A1001), column track: there is no contract for the track "XX"',
        "results.csv, row 6, column performance_year: expected a year, found soon",
        "results.csv, row 7: has 17 cells, and the header 14",
        'row 8 (A1001), column agreement_start: expected a date such as 7/1/2019, found "last year"',
        'row 8 (A1001), column qual_score: expected a share between 0 and 1, found "1.2"',
    ):
        assert words in told


def test_a_file_of_another_kind_is_refused_as_a_whole(file):
    with pytest.raises(EvidenceError, match="its columns are those of no results file"):
        settle_results(file("1,2", header="a,b"))


def test_missing_columns_are_all_named(file):
    with pytest.raises(EvidenceError) as error:
        settle_results(file("2022,A1001,EN,0.02", header="performance_year,aco_id,track,min_sav_perc"))

    assert len(error.value.faults) == 7
    assert 'has no column "n_ab", without which PY2022 cannot be settled' in str(error.value)


def test_a_file_that_is_not_there_gets_the_nearest_name(file):
    path = file(GAIN)

    with pytest.raises(EvidenceError, match=r'Did you mean "results\.csv"'):
        settle_results(path.with_name("result.csv"))


def test_a_year_that_pays_for_reporting_counts_as_a_full_score(file):
    line = "2015,A60506,T1,1/1/15,,6000,83133551,77925957,5207595,0.036,,2551721,,"

    done = settle_results(file(line))

    assert done.rows["computed_usd"][0] == pytest.approx(5_207_595 * 0.5 * 0.98)


def test_the_published_results_never_move_what_is_computed(file):
    header = CORE + ",gen_save_loss,final_share_rate,final_loss_rate,sav_rate,max_share_rate"
    honest = settle_results(
        file(GAIN + ",62404688,0.75,,0.0646,0.75", LOSS + ",-15259668,0.6663,0.4,-0.0191,0.75", header=header)
    )
    false = settle_results(
        file(
            GAIN.replace("45867446", "1") + ",5,0.1,0.9,0.9,0.2",
            LOSS.replace("-6101212", "99") + ",7,0,0,0.9,0",
            header=header,
        )
    )

    for name in ("computed_usd", "least_usd", "most_usd"):
        assert honest.rows[name].equals(false.rows[name])
    assert not false.rows["within_rounding"].any() and all(false.rows["explanation"])


def test_a_loss_under_a_limit_on_revenue_is_explained_by_that_rule(file):
    line = "2021,A4627,C,7/1/2019,Low Revenue,6756,79586739,82050743,-2464005,0.015,-266996,0,1,0.8599"

    done = settle_results(file(line + ",1", header=CORE + ",rev_loss_limit"))
    without = settle_results(file(line + ",0", header=CORE + ",rev_loss_limit"))

    assert done.outside["explanation"][0].startswith(
        "revenue-based loss limit: losses are at most 2% of the participants"
    )
    assert "13,349,800 USD" in done.outside["explanation"][0]
    assert "not explained" in without.outside["explanation"][0]


def test_savings_that_earned_nothing_before_quality_was_printed_are_explained(file):
    line = "2014,A23913,T1,1/1/14,,6048,69120079,66193872,2926208,0.0359,,0,,P4R"

    done = settle_results(file(line))

    assert "PY2014 does not print whether it was met" in done.outside["explanation"][0]


def test_a_difference_of_the_printed_digits_says_what_they_allow(file):
    line = "2014,A67373,T1,7/1/12,,34601,450902466,418729017,32173449,0.0235,,14455933,,0.92"

    row = settle_results(file(line)).rows.row(0, named=True)

    assert row["within_rounding"] and not row["within_a_thousandth"]
    assert row["explanation"] == "rounding: the printed inputs allow anything from 14,424,966 to 14,582,616 USD"
    assert row["least_usd"] <= row["published_usd"] <= row["most_usd"]


def test_rows_are_counted_by_year_and_track(file):
    table = settle_results(file(GAIN, GAIN, LOSS)).by_year_and_track

    assert table.select("performance_year", "track", "rows", "outside").rows() == [
        (2018, "T3", 1, 0),
        (2022, "EN", 2, 0),
        (None, "all", 3, 0),
    ]


def test_a_file_of_refused_rows_only_has_an_empty_table(file):
    done = settle_results(file(GAIN.replace("74992", "-4")))

    assert (done.read, done.accepted, done.refused) == (1, 0, 1)
    assert done.by_year_and_track.is_empty() and done.outside.is_empty()


@pytest.mark.parametrize(
    ("told", "line", "usd"),
    [
        (
            "only the alternative standard",
            "A1,1/1/2022,High Revenue,E,20000,200000000,190000000,10000000,2.00,,{},0,1,0,80.00",
            10e6 * 0.5 * 0.8 * 0.98,
        ),
        ("neither standard", "A2,1/1/2022,High Revenue,E,20000,200000000,190000000,10000000,2.00,,{},0,0,0,80.00", 0),
        ("the guardrail", "A3,1/1/2024,High Revenue,E,20000,200000000,190000000,10000000,2.00,,{},1,0,1,80.00", 0),
        (
            "the half rate",
            "A4,1/1/2024,Low Revenue,E,20000,200000000,197000000,3000000,2.00,,{},1,0,0,80.00",
            3e6 * 0.25 * 0.98,
        ),
        ("no half rate", "A5,1/1/2024,High Revenue,E,20000,200000000,197000000,3000000,2.00,,{},1,0,0,80.00", 0),
        (
            "a loss of ENHANCED",
            "A6,1/1/2022,High Revenue,EN,20000,200000000,220000000,-20000000,2.00,-3000000,{},1,0,0,60.00",
            -(20e6 * 0.55 - 3e6),
        ),
    ],
)
def test_a_raw_file_of_2024_follows_the_rules_of_2024(file, told, line, usd):
    header = (
        "ACO_ID,Current_Start_Date,Rev_Exp_Cat,Current_Track,N_AB,ABtotBnchmk,ABtotExp,BnchmkMinExp,MinSavPerc,DisAdj,"
        "EarnSaveLoss,Met_QPS,Met_AltQPS,Guardrail,QualScore"
    )

    done = settle_results(file(line.format(round(usd)), header=header, name="results.csv"))

    assert done.rows["performance_year"].to_list() == [2024]
    assert done.rows["computed_usd"].to_list() == pytest.approx([usd]), told
    assert done.rows["within_rounding"].all()
