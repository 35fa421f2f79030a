"""Programmes that rely on each other without knowing each other, over both engines."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fokus_core import Fact, Recorded
from fokus_core.access.actor import CONSOLE
from fokus_core.checking.journal import check_journal
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.facts import Meta
from fokus_core.domain.programme import HistoryFile
from fokus_core.journal.documented import load_history
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.plugins.manager import Plugins
from fokus_core.testing.races import Node, nodes_over, race
from fokus_ehrenamtskarte.commands import EndParticipation, IntroduceCard
from fokus_ehrenamtskarte.facts import CardIntroduced, ParticipationEnded
from fokus_network.membership.commands.admission import AdoptCriteria, JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.facts import Criterion, MunicipalityJoined

OPENED, DAY = date(2015, 1, 1), date(2016, 5, 1)
ROUNDS = 100


@pytest.fixture
def node(store_url: str) -> Iterator[Node]:
    with nodes_over(store_url, installed=["network", "ehrenamtskarte"]) as node:
        yield node


def frame(journal: Journal) -> None:
    for command in (
        PublishDeclaration(declaration="2012", title="Erklärung", effective=OPENED),
        OpenRound(round="r", title="Runde", declaration="2012", effective=OPENED),
        AdoptCriteria(
            version="1",
            criteria=(Criterion(id="karte", title="Karte", evidence=("ehrenamtskarte.takes-part",)),),
            effective=OPENED,
        ),
    ):
        journal.handle(command, by=CONSOLE)


def towns(journal: Journal) -> list[str]:
    return sorted(body.id for body in journal.bodies().register if len(body.id) == 8)[:ROUNDS]


def test_no_member_is_admitted_on_a_criterion_that_no_longer_held(node: Node) -> None:
    one, two = node(), node()
    frame(one)
    outcomes: set[tuple[str, ...]] = set()
    for town in towns(one):
        one.handle(SignDeclaration(party=town, round="r", effective=OPENED), by=CONSOLE)
        one.handle(IntroduceCard(body=town, effective=OPENED), by=CONSOLE)
        end = EndParticipation(body=town, reason="-", effective=DAY)
        outcomes.add(tuple(race((one, JoinNetwork(body=town, effective=DAY)), (two, end))))
    assert outcomes <= {("recorded", "recorded"), ("criteria-not-met", "recorded")}
    assert wrongly_admitted(one.follow()) == []


def wrongly_admitted(records: Iterable[Recorded[Fact]]) -> list[str]:
    """Return the bodies that joined, in recorded order, after the participation they rely on had ended."""
    holds: set[str] = set()
    wrong: list[str] = []
    for record in records:
        match record.fact:
            case CardIntroduced():
                holds.add(record.fact.body)
            case ParticipationEnded():
                holds.discard(record.fact.body)
            case MunicipalityJoined() if record.fact.body not in holds:
                wrong.append(record.fact.body)
            case _:
                pass
    return wrong


def test_the_race_would_find_a_wrong_admission() -> None:
    facts: list[Fact] = [
        CardIntroduced(effective=OPENED, body="05914000"),
        ParticipationEnded(effective=DAY, body="05914000", reason="-"),
        MunicipalityJoined(effective=DAY, body="05914000", round="r", declaration="2012"),
    ]
    meta = Meta(id="", at=datetime.now(UTC), by="", command="")
    assert wrongly_admitted(Recorded(n, "", (), one, meta) for n, one in enumerate(facts, 1)) == ["05914000"]


def test_a_signature_taken_back_between_read_and_append_lets_the_join_be_decided_anew(node: Node) -> None:
    one, two = node(), node()
    one.handle(PublishDeclaration(declaration="2012", title="Erklärung", effective=OPENED), by=CONSOLE)
    one.handle(OpenRound(round="r", title="Runde", declaration="2012", effective=OPENED), by=CONSOLE)
    outcomes: set[tuple[str, ...]] = set()
    for town in towns(one)[:20]:
        signed = one.handle(SignDeclaration(party=town, round="r", effective=OPENED), by=CONSOLE).position
        outcomes.add(
            tuple(race((one, JoinNetwork(body=town, effective=DAY)), (two, Retract(position=signed, reason="-"))))
        )
    # The retraction meets the new member in its blast radius, or in the statute that members have signed.
    assert outcomes <= {("recorded", "blast-radius"), ("recorded", "not-signed"), ("not-signed", "recorded")}


def test_what_rests_on_evidence_that_another_programme_proves_no_longer_is_found(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = node()
    frame(journal)
    kept, ended, settled = towns(journal)[:3]
    introduced, joined = {}, {}
    for town in (kept, ended, settled):
        journal.handle(SignDeclaration(party=town, round="r", effective=OPENED), by=CONSOLE)
        introduced[town] = journal.handle(IntroduceCard(body=town, effective=OPENED), by=CONSOLE).position
        joined[town] = journal.handle(JoinNetwork(body=town, effective=DAY), by=CONSOLE).position

    def found(known: int | None = None) -> list[tuple[str, tuple[int, ...]]]:
        return [(one.slug, one.positions) for one in check_journal(journal, known=known).findings]

    later = EndParticipation(body=kept, reason="-", effective=date(2016, 5, 2))
    before = journal.handle(later, by=CONSOLE).position
    assert found() == [], "who joined on the day before is not concerned"
    journal.handle(EndParticipation(body=ended, reason="-", effective=date(2016, 1, 1)), by=CONSOLE)
    said = (Disposed(joined[settled], "stands"),)
    journal.handle(Retract(position=introduced[settled], reason="-", dispositions=said), by=CONSOLE)
    assert found() == [("evidence-gone", (joined[ended],))]
    assert found(before) == []

    decode = journal.codec.decode

    def damaged(row: Row) -> Recorded[Fact]:
        if row.position == introduced[kept]:
            raise KeyError("card")  # as an upcaster might
        return decode(row)

    monkeypatch.setattr(journal.codec, "decode", damaged)
    assert found() == [("undecodable", (introduced[kept],)), ("evidence-gone", (joined[ended],))]


@pytest.fixture
def history(node: Node) -> tuple[Journal, list[HistoryFile]]:
    journal = node()
    plugins = Plugins.load(only=["network", "ehrenamtskarte"])
    return journal, plugins.history


def test_documented_history_is_entered_once(history: tuple[Journal, list[HistoryFile]]) -> None:
    journal, files = history
    first = list(load_history(journal, files))
    assert {one.state for one in first} == {"entered"}
    head = journal.store.head()
    again = list(load_history(journal, files))
    assert [(one.programme, one.entry) for one in again] == [(one.programme, one.entry) for one in first]
    assert {one.state for one in again} == {"present"}
    assert journal.store.head() == head


def test_every_entry_names_its_source_and_how_certain_it_is(history: tuple[Journal, list[HistoryFile]]) -> None:
    journal, files = history
    list(load_history(journal, files))
    entered = [record for record in journal.follow() if record.meta.by == "documented-history"]
    assert all(record.meta.source and record.meta.source.reference for record in entered)
    assert all(
        record.meta.source.note
        for record in entered
        if record.meta.source and record.meta.source.certainty == "inferred"
    )


def test_a_changed_entry_is_listed_and_entered_as_a_correction_when_asked(
    history: tuple[Journal, list[HistoryFile]], tmp_path: Path
) -> None:
    journal, files = history
    list(load_history(journal, files))
    rounds = next(file for file in files if file.path.name == "later.toml")
    text = rounds.path.read_text(encoding="utf-8").replace("2021-06-30", "2021-06-17")
    (tmp_path / "later.toml").write_text(text, encoding="utf-8")
    changed = [HistoryFile("network", tmp_path / "later.toml")]
    head = journal.store.head()
    states = {one.entry: one.state for one in load_history(journal, changed)}
    assert {entry for entry, state in states.items() if state == "changed"} == {"signed-xanten", "joined-xanten"}
    assert journal.store.head() == head
    first = {one.entry: (one.state, one.why) for one in load_history(journal, changed, correct=True)}
    assert first["signed-xanten"][0] == "corrected", first["signed-xanten"]
    assert first["joined-xanten"][0] == "corrected", first["joined-xanten"]
    assert {one.state for one in load_history(journal, changed)} == {"present"}
    joined = [r for r in journal.under("body:05170052") if isinstance(r.fact, MunicipalityJoined)]
    assert [record.fact.effective for record in joined] == [date(2021, 6, 30), date(2021, 6, 17)]
    assert joined[1].meta.replaces == joined[0].position
