"""The register of NRW bodies: who a name or key means on a day, and how amendments leave ids and the past alone."""

import importlib.util
import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from fokus_core.bodies.body import KEY_LENGTH, regional_key
from fokus_core.bodies.facts import BodyCreated, BodyEnded, BodyRekeyed, BodyRenamed, BodyReparented, BodyRetyped
from fokus_core.bodies.register import Register
from fokus_core.bodies.unresolved import AmbiguousBody, MalformedKey, NotInForce, UnknownBody

TODAY = date(2026, 11, 22)
REGION_FORMED = date(2009, 10, 21)
BEFORE_REGION = date(2009, 10, 20)
MERGER = date(2030, 1, 1)
SCRIPTS = Path(__file__).parents[2] / "scripts"

NAMED_IN_THE_FOUNDING_PAGE = {
    "Regierungsbezirk Arnsberg": "059",
    "Stadt Arnsberg": "05958004",
    "Essen": "05113000",
    "Rheine": "05566076",
    "Bonn": "05314000",
    "Burbach": "05970008",
    "Emsdetten": "05566008",
    "Hemer": "05962016",
    "Kamp-Lintfort": "05170020",
    "Lemgo": "05766044",
    "Kreis Lippe": "05766",
    "Mönchengladbach": "05116000",
    "Oberhausen": "05119000",
    "Solingen": "05122000",
    "Alsdorf": "05334004",
    "Beckum": "05570008",
    "Bergheim": "05362008",
    "Hagen": "05914000",
    "Hellenthal": "05366020",
    "Kirchlengern": "05758020",
    "Lünen": "05978024",
    "Nieheim": "05762028",
    "Velbert": "05158032",
    "Witten": "05954036",
    "Ahlen": "05570004",
    "Bad Berleburg": "05970004",
    "Bergkamen": "05978004",
    "Finnentrop": "05966012",
    "Kirchhundem": "05966016",
    "Menden (Sauerland)": "05962040",
    "Menden": "05962040",
    "Kreis Olpe": "05966",
    "Senden": "05558044",
    "Kreis Siegen-Wittgenstein": "05970",
    "Siegen-Wittgenstein": "05970",
    "Sprockhövel": "05954028",
    "Stadt Düsseldorf": "05111000",
    "Bad Honnef": "05382008",
    "Oberbergischer Kreis": "05374",
    "Stadt Gütersloh": "05754008",
    "Hille": "05770012",
    "Jülich": "05358024",
    "Reken": "05554044",
    "Siegburg": "05382060",
    "Troisdorf": "05382068",
    "Wegberg": "05370040",
    "Brühl": "05362012",
    "Stadt Detmold": "05766020",
    "Dorsten": "05562012",
    "Drensteinfurt": "05570016",
    "Stadt Düren": "05358008",
    "Kreis Coesfeld": "05558",
    "Hennef (Sieg)": "05382020",
    "Hennef": "05382020",
    "Hückelhoven": "05370020",
    "Kerpen": "05362032",
    "Leverkusen": "05316000",
    "Rheinisch-Bergischer Kreis": "05378",
    "Sendenhorst": "05570040",
    "Swisttal": "05382064",
    "Wachtberg": "05382072",
}


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


@pytest.fixture(scope="module")
def geodata() -> ModuleType:
    spec = importlib.util.spec_from_file_location("geodata", SCRIPTS / "geodata.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)
        spec.loader.exec_module(module)
    return module


# What the register holds


def test_the_register_holds_every_body_of_today(register: Register) -> None:
    kinds = Counter(register.kind(body.id, TODAY) for body in register if body.exists(TODAY))
    assert kinds == {
        "independent-city": 22,
        "town": 250,
        "municipality": 124,
        "district": 30,
        "city-region": 1,
        "administrative-district": 5,
    }


def test_the_only_body_that_is_no_more_is_kreis_aachen(register: Register) -> None:
    assert [body.id for body in register if not body.exists(TODAY)] == ["05354"]
    assert len(register) == 396 + 31 + 5 + 1


@pytest.mark.parametrize("on", [date(2008, 1, 1), BEFORE_REGION, REGION_FORMED, TODAY])
def test_every_body_has_a_key_of_its_level_and_a_chain_that_ends_in_an_administrative_district(
    register: Register, on: date
) -> None:
    for body in (body for body in register if body.exists(on)):
        assert len(register.key(body.id, on)) == len(body.id) == KEY_LENGTH[register.kind(body.id, on)]
        assert register.kind(register.chain(body.id, on)[-1], on) == "administrative-district"
        assert all(register.exists(upper, on) for upper in register.chain(body.id, on))


@pytest.mark.parametrize("on", [date(2008, 1, 1), TODAY])
def test_no_two_bodies_share_a_key_on_a_day(register: Register, on: date) -> None:
    keys = [register.key(body.id, on) for body in register if body.exists(on)]
    assert len(keys) == len(set(keys))


def test_the_spans_of_an_attribute_cover_a_body_s_life_without_gap_or_overlap(register: Register) -> None:
    for body in register:
        for spans in (body.keys, body.names, body.kinds, body.parents or body.keys):
            assert (spans[0].since, spans[-1].until) == (body.since, body.until)
            assert [span.until for span in spans[:-1]] == [span.since for span in spans[1:]]


def test_the_id_of_a_body_is_the_last_key_of_its_history(register: Register) -> None:
    assert [body.id for body in register] == sorted(body.keys[-1].value for body in register)


def test_the_packaged_register_holds_the_whole_hand_written_history() -> None:
    history = json.loads((SCRIPTS / "register_history.json").read_text(encoding="utf-8"))
    packaged = SCRIPTS.parent / "core" / "fokus_core" / "bodies" / "register.json"
    bodies = {body["id"]: body for body in json.loads(packaged.read_text(encoding="utf-8"))["bodies"]}
    assert [entry for entry in history["bodies"] if bodies[entry["id"]] | entry != bodies[entry["id"]]] == []


def test_the_register_names_its_source(register: Register) -> None:
    assert register.source["attribution"] == "© GeoBasis-DE / BKG 2017, Daten verändert"
    assert register.source["reference_date"] == "2016-01-01"


# Whom a name or key means


@pytest.mark.parametrize(("name", "key"), NAMED_IN_THE_FOUNDING_PAGE.items())
def test_every_name_of_the_founding_page_means_its_body(register: Register, name: str, key: str) -> None:
    assert register.resolve(name, TODAY) == key
    assert register.resolve(key, TODAY) == key


def test_every_name_with_its_kind_means_one_body(register: Register) -> None:
    prefix = {"independent-city": "Stadt ", "town": "Stadt ", "municipality": "Gemeinde "}
    for body in (body for body in register if body.exists(TODAY)):
        named = prefix.get(register.kind(body.id, TODAY), "") + register.name(body.id, TODAY)
        assert register.resolve(named, TODAY) == body.id


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("Olpe", ("05966", "05966024")),
        ("Arnsberg", ("059", "05958004")),
        ("Düren", ("05358", "05358008")),
        ("Münster", ("055", "05515000")),
        ("Aachen", ("05334", "05334002")),
    ],
)
def test_a_bare_name_that_fits_several_bodies_is_refused_with_all_of_them(
    register: Register, name: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousBody) as refused:
        register.resolve(name, TODAY)
    assert tuple(one.id for one in refused.value.choices) == candidates
    assert all(candidate in str(refused.value) for candidate in candidates)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Stadt Olpe", "05966024"),
        ("Olpe, Stadt", "05966024"),
        ("Kreis Olpe", "05966"),
        ("Olpe, Kreis", "05966"),
        ("Stadt Arnsberg", "05958004"),
        ("Regierungsbezirk Arnsberg", "059"),
        ("Bezirksregierung Arnsberg", "059"),
        ("Städteregion Aachen", "05334"),
        ("StädteRegion Aachen", "05334"),
        ("Stadt Aachen", "05334002"),
        ("Kreis Düren", "05358"),
    ],
)
def test_the_kind_of_body_tells_bodies_of_one_name_apart(register: Register, text: str, body: str) -> None:
    assert register.resolve(text, TODAY) == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("MÖNCHENGLADBACH", "05116000"),
        ("Moenchengladbach", "05116000"),
        ("Mo\u0308nchengladbach", "05116000"),
        ("  Bad   Honnef ", "05382008"),
        ("Schloss Holte-Stukenbrock", "05754036"),
        ("Langenfeld (Rheinland)", "05158020"),
        ("St. Augustin", "05382056"),
        ("Fröndenberg", "05978012"),
    ],
)
def test_case_spacing_umlauts_and_common_spellings_do_not_matter(register: Register, text: str, body: str) -> None:
    assert register.resolve(text, TODAY) == body


@pytest.mark.parametrize("text", ["05113", "05113000", "05 1 13 000", " 05113 "])
def test_the_short_and_the_long_key_of_an_independent_city_mean_one_body(register: Register, text: str) -> None:
    assert register.resolve(text, TODAY) == "05113000"


@pytest.mark.parametrize("text", ["958004", "06411000", "05", "0595", "059580005004", "1", "0591400"])
def test_digits_that_cannot_be_a_key_are_called_malformed(register: Register, text: str) -> None:
    with pytest.raises(MalformedKey, match="Schlüssel beginnt mit 05"):
        register.resolve(text, TODAY)


@pytest.mark.parametrize("text", ["05999999", "05999", "052", "Entenhausen", "Essen (Oldenburg)", "", "Stadt", "٠٥١١٣"])
def test_what_no_body_was_ever_called_is_unknown_and_not_repeated(register: Register, text: str) -> None:
    with pytest.raises(UnknownBody) as caught:
        register.resolve(text, TODAY)
    assert (
        caught.value.message
        == "Diesen Namen oder Schlüssel gibt es im Verzeichnis der Kommunen nicht. Prüfen Sie die Schreibweise."
    )


def test_no_body_exists_before_the_state_was_founded(register: Register) -> None:
    assert register.exists("05113000", date(1946, 8, 23))
    assert not register.exists("05113000", date(1946, 8, 22))
    with pytest.raises(NotInForce, match=r"23\.08\.1946"):
        register.resolve("Essen", date(1946, 8, 22))


# Aachen and its region


def test_alsdorf_had_another_key_and_parent_before_the_city_region(register: Register) -> None:
    assert register.key("05334004", BEFORE_REGION) == "05354004"
    assert register.key("05334004", REGION_FORMED) == "05334004"
    assert register.chain("05334004", BEFORE_REGION) == ("05334004", "05354", "053")
    assert register.chain("05334004", REGION_FORMED) == ("05334004", "05334", "053")


def test_an_earlier_key_means_its_body_while_it_was_in_force(register: Register) -> None:
    assert register.resolve("05354004", BEFORE_REGION) == "05334004"
    assert register.resolve("05313000", BEFORE_REGION) == "05334002"
    assert register.resolve("05313", BEFORE_REGION) == "05334002"


def test_an_earlier_key_used_later_is_refused_with_the_body_and_its_key_of_that_day(register: Register) -> None:
    with pytest.raises(NotInForce) as refused:
        register.resolve("05354004", REGION_FORMED)
    assert refused.value.bodies == ("05334004",)
    assert str(refused.value) == (
        "„05354004“ gibt es am 2009-10-21 nicht. Gemeint sein kann: "
        "Stadt Alsdorf (05354004) bis 20.10.2009, an diesem Tag Stadt Alsdorf (05334004)."
    )


def test_an_id_means_its_body_on_every_day_of_that_body_s_life(register: Register) -> None:
    assert register.resolve("05334004", BEFORE_REGION) == "05334004"


def test_the_city_of_aachen_lost_its_independence_to_the_region(register: Register) -> None:
    assert register.kind("05334002", BEFORE_REGION) == "independent-city"
    assert register.key("05334002", BEFORE_REGION) == "05313000"
    assert register.parent("05334002", BEFORE_REGION) == "053"
    assert register.kind("05334002", REGION_FORMED) == "town"
    assert register.parent("05334002", REGION_FORMED) == "05334"


def test_the_city_region_succeeds_kreis_aachen_as_a_body_of_its_own(register: Register) -> None:
    assert register.resolve("Kreis Aachen", BEFORE_REGION) == "05354"
    assert register["05354"].successors == ("05334",)
    assert register["05334"].predecessors == ("05354",)
    with pytest.raises(NotInForce, match=r"bis 20\.10\.2009, danach Städteregion Aachen \(05334\)"):
        register.resolve("Kreis Aachen", REGION_FORMED)
    with pytest.raises(NotInForce, match=r"ab 21\.10\.2009"):
        register.resolve("Städteregion Aachen", BEFORE_REGION)


def test_the_region_gathers_the_nine_of_the_kreis_and_the_city(register: Register) -> None:
    nine = register.below("05354", BEFORE_REGION)
    assert len(nine) == 9
    assert register.below("05334", REGION_FORMED) == nine | {"05334002"}
    assert register.below("05354", REGION_FORMED) == frozenset()
    assert register.below("05334", BEFORE_REGION) == frozenset()


@pytest.mark.parametrize(
    ("body", "since"),
    [
        ("05754044", date(2010, 1, 1)),
        ("05362016", date(2011, 1, 1)),
        ("05554064", date(2012, 8, 23)),
        ("05162012", date(2019, 1, 1)),
    ],
)
def test_a_municipality_that_became_a_town_is_one_from_that_day(register: Register, body: str, since: date) -> None:
    assert register.kind(body, since - timedelta(days=1)) == "municipality"
    assert register.kind(body, since) == "town"


# What lies below what


@pytest.mark.parametrize(("upper", "municipalities"), [("051", 66), ("053", 99), ("055", 78), ("057", 70), ("059", 83)])
def test_the_municipalities_divide_among_the_administrative_districts(
    register: Register, upper: str, municipalities: int
) -> None:
    assert sum(len(body) == 8 for body in register.below(upper, TODAY)) == municipalities


def test_below_a_body_is_everything_under_it_but_not_itself(register: Register) -> None:
    assert {"05958004", "05966", "05966024", "05914000"} < register.below("059", TODAY)
    assert register.below("059", TODAY).isdisjoint({"059", "05570004"})
    assert register.below("05966024", TODAY) == frozenset()
    assert len(register.below("05966", TODAY)) == 7


def test_a_body_is_within_itself_and_all_above_it_and_nothing_else(register: Register) -> None:
    within = [upper.id for upper in register if register.is_within("05966024", upper.id, TODAY)]
    assert within == ["059", "05966", "05966024"]
    assert not register.is_within("05354", "053", TODAY)
    assert not register.is_within("nobody", "053", TODAY)


def test_asking_about_a_body_that_is_not_there_is_refused(register: Register) -> None:
    with pytest.raises(NotInForce):
        register.name("05354", TODAY)
    with pytest.raises(UnknownBody):
        register.name("05999999", TODAY)


# Amendments


def test_a_renamed_body_keeps_its_id_and_its_earlier_name(register: Register) -> None:
    amended = register.amended([BodyRenamed(effective=MERGER, body="05113000", name="Neu-Essen")])
    assert amended.name("05113000", MERGER) == "Neu-Essen"
    assert amended.name("05113000", MERGER - timedelta(days=1)) == "Essen"
    assert amended.resolve("Stadt Neu-Essen", MERGER) == "05113000"
    assert amended.resolve("Essen", MERGER - timedelta(days=1)) == "05113000"
    with pytest.raises(NotInForce):
        amended.resolve("Essen", MERGER)
    assert register.name("05113000", MERGER) == "Essen"


def test_a_bare_name_is_free_again_for_the_body_that_keeps_it(register: Register) -> None:
    amended = register.amended([BodyRenamed(effective=MERGER, body="05966024", name="Biggestadt")])
    assert amended.resolve("Olpe", MERGER) == "05966"


def test_a_rekeyed_body_keeps_its_id(register: Register) -> None:
    amended = register.amended(
        [
            BodyRekeyed(effective=MERGER, body="05966024", key="05962099"),
            BodyReparented(effective=MERGER, body="05966024", parent="05962"),
        ]
    )
    assert amended.resolve("05962099", MERGER) == "05966024"
    assert amended.key("05966024", MERGER) == "05962099"
    assert amended.key("05966024", TODAY) == "05966024"
    assert amended.is_within("05966024", "05962", MERGER)
    assert not amended.is_within("05966024", "05966", MERGER)
    with pytest.raises(NotInForce, match=r"ab 01\.01\.2030"):
        amended.resolve("05962099", TODAY)


def test_two_merged_bodies_end_and_a_new_one_begins(register: Register) -> None:
    amended = register.amended(
        [
            BodyCreated(
                effective=MERGER,
                body="05966099",
                name="Bigge",
                kind="town",
                parent="05966",
                predecessors=("05966004", "05966008"),
            ),
            BodyEnded(effective=MERGER, body="05966004", successors=("05966099",)),
            BodyEnded(effective=MERGER, body="05966008", successors=("05966099",)),
        ]
    )
    before = register.below("05966", TODAY)
    assert amended.below("05966", TODAY) == before
    assert amended.below("05966", MERGER) == before - {"05966004", "05966008"} | {"05966099"}
    assert amended.resolve("Bigge", MERGER) == "05966099"
    assert not amended.exists("05966004", MERGER)
    assert amended["05966099"].predecessors == ("05966004", "05966008")


def test_a_body_split_off_leaves_its_origin_in_place(register: Register) -> None:
    amended = register.amended(
        [
            BodyCreated(
                effective=MERGER,
                body="05966099",
                name="Neustadt",
                kind="municipality",
                parent="05966",
                predecessors=("05966024",),
            )
        ]
    )
    assert amended.exists("05966024", MERGER)
    assert amended.chain("05966099", MERGER) == ("05966099", "05966", "059")


def test_a_body_split_into_several_names_them_all(register: Register) -> None:
    amended = register.amended(
        [
            BodyCreated(
                effective=MERGER,
                body="05966098",
                name="Nord",
                kind="municipality",
                parent="05966",
                predecessors=("05966024",),
            ),
            BodyCreated(
                effective=MERGER,
                body="05966099",
                name="Süd",
                kind="municipality",
                parent="05966",
                predecessors=("05966024",),
            ),
            BodyEnded(effective=MERGER, body="05966024", successors=("05966098", "05966099")),
        ]
    )
    with pytest.raises(NotInForce, match="danach Gemeinde Nord \\(05966098\\) und Gemeinde Süd \\(05966099\\)"):
        amended.resolve("05966024", MERGER)


def test_a_retyped_body_is_of_the_new_kind_from_its_day_on(register: Register) -> None:
    amended = register.amended([BodyRetyped(effective=MERGER, body="05770012", kind="town")])
    assert amended.kind("05770012", MERGER) == "town"
    assert amended.kind("05770012", TODAY) == "municipality"


def test_a_backdated_change_holds_only_until_the_next_one(register: Register) -> None:
    amended = register.amended(
        [
            BodyRenamed(effective=MERGER, body="05113000", name="B"),
            BodyRenamed(effective=date(2020, 1, 1), body="05113000", name="A"),
        ]
    )
    names = [amended.name("05113000", on) for on in (date(2019, 12, 31), date(2020, 1, 1), MERGER)]
    assert names == ["Essen", "A", "B"]
    aachen = register.amended([BodyRekeyed(effective=date(2009, 1, 1), body="05334004", key="05354999")])
    assert aachen.key("05334004", REGION_FORMED) == "05334004"


def test_of_two_changes_of_one_day_the_later_in_order_holds(register: Register) -> None:
    amended = register.amended(
        [
            BodyRenamed(effective=MERGER, body="05113000", name="A"),
            BodyRenamed(effective=MERGER, body="05113000", name="B"),
        ]
    )
    assert amended.name("05113000", MERGER) == "B"


def test_no_change_leaves_the_register_as_it_is(register: Register) -> None:
    assert list(register.amended([])) == list(register)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [BodyRenamed(effective=MERGER, body="05999999", name="X")],
            "05999999 steht nicht im Verzeichnis der Kommunen",
        ),
        (
            [BodyRenamed(effective=MERGER, body="05354", name="X")],
            "Kreis Aachen gibt es am 2030-01-01 nicht",
        ),
        ([BodyRenamed(effective=BEFORE_REGION, body="05334", name="X")], "gibt es am 2009-10-20 nicht"),
        (
            [BodyRekeyed(effective=MERGER, body="05966024", key="05958004")],
            "Den Schlüssel 05958004 hat schon Stadt Arnsberg",
        ),
        (
            [BodyRekeyed(effective=BEFORE_REGION, body="05966024", key="05354004")],
            "Den Schlüssel 05354004 hat schon Stadt Alsdorf",
        ),
        ([BodyRekeyed(effective=MERGER, body="05966024", key="05966")], "amtlichen Schlüssel mit 8 Stellen"),
        ([BodyRekeyed(effective=MERGER, body="05966", key="05113")], "Den Schlüssel 05113 hat schon Stadt Essen"),
        ([BodyRetyped(effective=MERGER, body="05966024", kind="district")], "andere Ebene"),
        (
            [BodyReparented(effective=MERGER, body="05966024", parent="05999")],
            "05999 steht nicht im Verzeichnis der Kommunen",
        ),
        (
            [BodyReparented(effective=MERGER, body="05966024", parent="05958004")],
            "Stadt Olpe kann nicht zu Stadt Arnsberg gehören",
        ),
        ([BodyReparented(effective=MERGER, body="059", parent="05966")], "gehört zu keinem anderen Gebiet"),
        ([BodyEnded(effective=MERGER, body="05966")], "Kreis Olpe gibt es nicht in der ganzen Zeit"),
        (
            [BodyEnded(effective=MERGER, body="05966024", successors=("05999999",))],
            "05999999 kann nicht Vorgänger oder Nachfolger von Stadt Olpe sein",
        ),
        (
            [BodyEnded(effective=MERGER, body="05966024", successors=("05354",))],
            "Kreis Aachen gibt es am 2030-01-01 nicht. Wählen Sie einen anderen Nachfolger",
        ),
        (
            [BodyEnded(effective=MERGER, body="05966024"), BodyRenamed(effective=MERGER, body="05966024", name="X")],
            "gibt es am 2030-01-01 nicht",
        ),
        (
            [BodyEnded(effective=MERGER, body="05966024"), BodyEnded(effective=MERGER, body="05966024")],
            "gibt es am 2030-01-01 nicht",
        ),
        (
            [BodyCreated(effective=MERGER, body="05966024", name="X", kind="town", parent="05966")],
            "Den Schlüssel 05966024 hat schon Stadt Olpe",
        ),
        (
            [BodyCreated(effective=MERGER, body="05966099", name="X", kind="town", parent=None)],
            "Nur ein Regierungsbezirk",
        ),
        (
            [BodyCreated(effective=MERGER, body="05966099", name="X", kind="town", parent="05354")],
            "gibt es nicht in der ganzen Zeit",
        ),
        (
            [BodyCreated(effective=MERGER, body="06966099", name="X", kind="town", parent="05966")],
            "Geben Sie einen amtlichen Schlüssel",
        ),
    ],
)
def test_a_change_that_contradicts_the_register_is_refused(register: Register, changes: list, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        register.amended(changes)


# How the register is made


def area(key: str, name: str, code: int, *, designation: str = "", in_name: str = "ja", state: str = "05") -> dict:
    return {
        "SN_L": state,
        "AGS": key,
        "GEN": name,
        "BEZ": designation,
        "IBZ": code,
        "NBD": in_name,
        "WSK": "2009/01/01",
    }


AREAS = [
    area("05966024", "Olpe", 61, designation="Stadt"),
    area("05374", "Oberbergischer Kreis", 42, designation="Kreis", in_name="nein"),
    area("059", "Arnsberg", 30, designation="Regierungsbezirk"),
    area("05966", "Olpe", 42, designation="Kreis"),
    area("05914", "Hagen", 40, designation="Kreisfreie Stadt"),
    area("05914000", "Hagen", 60, designation="Stadt"),
    area("06411000", "Darmstadt", 60, designation="Stadt", state="06") | {"WSK": "2016/01/01"},
]
HISTORY = {
    "curated": "2026-11-22",
    "note": "",
    "bodies": [
        {"id": "05966024", "source": "S", "aliases": ["O"]},
        {"id": "05900", "name": "Kreis Alt", "kind": "district", "parent": "059", "until": "2000-01-01"},
    ],
}


def test_the_register_is_built_from_the_areas_of_nrw_and_the_history(geodata: ModuleType) -> None:
    built = geodata.build(AREAS, HISTORY)
    assert built["source"]["reference_date"] == "2016-01-01"
    assert built["bodies"] == [
        {"id": "05374", "name": "Oberbergischer Kreis", "kind": "district", "parent": "053"},
        {"id": "059", "name": "Regierungsbezirk Arnsberg", "kind": "administrative-district"},
        {"id": "05900", "name": "Kreis Alt", "kind": "district", "parent": "059", "until": "2000-01-01"},
        {"id": "05914000", "name": "Hagen", "kind": "independent-city", "parent": "059"},
        {"id": "05966", "name": "Kreis Olpe", "kind": "district", "parent": "059"},
        {"id": "05966024", "name": "Olpe", "kind": "town", "parent": "05966", "aliases": ["O"], "source": "S"},
    ]


def test_the_order_of_the_areas_does_not_change_the_file(geodata: ModuleType) -> None:
    there, back = (geodata.render(geodata.build(areas, HISTORY)) for areas in (AREAS, AREAS[::-1]))
    assert there == back
    assert json.loads(there) == geodata.build(AREAS, HISTORY)


@pytest.mark.parametrize(
    ("key", "ars"),
    [
        ("05334002", "053340002002"),  # Aachen, in the Städteregion
        ("05958004", "059580004004"),  # Arnsberg
        ("05315000", "053150000000"),  # Köln, without a district
        ("05334", "053340000000"),
        ("053", "053000000000"),
    ],
)
def test_a_regional_key_repeats_the_municipality_where_other_states_have_associations(key: str, ars: str) -> None:
    assert regional_key(key) == ars
