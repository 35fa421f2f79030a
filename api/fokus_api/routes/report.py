"""The report for auditors: what a range of the journal proves, what was corrected in it, and what was found wrong."""

import asyncio
from base64 import b64encode
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from fokus_api import responses
from fokus_api.auth.policy import read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem, words_for
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.node import Node
from fokus_api.pages.shown import as_number, as_time
from fokus_api.responses.findings import found_in_words
from fokus_api.responses.papers import PDF_TYPE, paper, paper_answer
from fokus_api.routes.audit import AUDITORS, LAST, held, signed_note
from fokus_api.routes.projections import HIDDEN, comparison_view
from fokus_core.domain.texts import _
from fokus_core.ledger.note import Checkpoint, key_ids
from fokus_core.plugins.texts import Words
from fokus_projections import Reader, bodies_known, recorded_rows

__all__ = ["audit_report"]

TEMPLATE = Path(responses.__file__).with_name("audit_report.typ")
MOST = 500  # corrections that are told one by one
FROM = _("Erster Eintrag, über den berichtet wird.")
TO = _("Letzter Eintrag, über den berichtet wird; sonst der letzte signierte.")
NOT_SIGNED = _("So weit reicht der letzte signierte Stand nicht.")
BACKWARDS = _("Der erste Eintrag darf nicht nach dem letzten liegen.")
TITLE = _("Prüfbericht zum Journal")
LEAD = _(
    "Dieser Bericht sagt, was sich über die Einträge Nr. {first} bis Nr. {last} beweisen lässt. "
    "Er ist selbst kein Beweis: Prüfen Sie die Angaben mit dem heruntergeladenen Journal und fokus-verify nach."
)
RANGE = "core_log.position BETWEEN :first AND :last"
COUNTED = f"SELECT programme, count(*) FROM core_log WHERE {RANGE} AND {{seen}} GROUP BY programme ORDER BY programme"
ALL = f"SELECT count(*), min(at), max(at) FROM core_log WHERE {RANGE}"
RETRACTIONS = ("core_log.type GLOB 'core.fact-retracted@*'", RANGE)


class Section(Struct, frozen=True, kw_only=True):
    """A section of the report: sentences, facts with their names, and what is listed one by one."""

    heading: str
    said: list[str] = []
    facts: list[tuple[str, str]] = []
    listed: list[str] = []


@read(
    "/audit/report.pdf",
    policy=AUDITORS,
    live=True,
    operation_id="core_audit_report",
    media_type=PDF_TYPE,
    binary=(PDF_TYPE,),
    limit=EXPORTS,
    title=TITLE,
)
async def audit_report(
    request: Request[Any, Any, Any],
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    from_position: Annotated[int, QueryParameter(ge=1, le=LAST, description=FROM)] = 1,
    to_position: Annotated[int | None, QueryParameter(ge=1, le=LAST, description=TO)] = None,
) -> Response[bytes]:
    """Report as a tagged PDF what a range of the journal proves: the signed state, corrections, and contradictions.

    Told is what the caller may see. Contradictions and read models are those of the last comparison.
    """
    note, signed = await signed_note(node, 0)
    words = words_for(request.scope, node.service.texts)
    with reader.snapshot():
        last = held(reader, signed).position(signed.size - 1) or 0
        upto = last if to_position is None else to_position
        if upto > last:
            raise _wrong("to_position", NOT_SIGNED)
        if from_position > upto:
            raise _wrong("from_position", BACKWARDS)
        asked = {"first": from_position, "last": upto}
        sections = [
            _signed(node, note, signed, words),
            _range(node, caller, reader, asked, words),
            _corrections(node, caller, reader, asked, words),
        ]
    found = await asyncio.to_thread(_found, node, caller, words)
    made = await paper(
        TEMPLATE,
        title=words(TITLE),
        lang=words.language,
        author=signed.origin,
        lead=words(LEAD, first=from_position, last=upto),
        sections=[*sections, found, _checking(words)],
    )
    return paper_answer(made, f"pruefbericht-{from_position}-{upto}")


def _signed(node: Node, note: str, signed: Checkpoint, words: Words) -> Section:
    keys = ", ".join(f"{name} ({id_})" for name, id_ in key_ids(note))
    return Section(
        heading=words(_("Signierter Stand")),
        said=[
            words(
                _(
                    "Der Dienst hat diesen Stand des Journals signiert. Die Prüfsumme hängt von jedem Zeichen jedes "
                    "Eintrags ab. Wer sie kennt, bemerkt jede spätere Änderung, auch die des Betriebs selbst."
                )
            )
        ],
        facts=[
            (words(_("Journal")), signed.origin),
            (words(_("Einträge")), as_number(signed.size, words.language)),
            (words(_("Prüfsumme")), b64encode(signed.root).decode()),
            (words(_("Signiert mit den Schlüsseln")), keys),
            (words(_("Erstellt am")), as_time(node.service.journal.now(), words.language)),
        ],
    )


def _range(node: Node, caller: Caller, reader: Reader, asked: dict[str, int], words: Words) -> Section:
    seen, params = node.audiences.condition(caller)
    number, first, last = reader.first(ALL, asked) or (0, None, None)
    counted = reader.rows(COUNTED.format(seen=seen), {**asked, **params})
    hidden = number - sum(times for _programme, times in counted)
    facts = [(words(_("Einträge in diesem Bereich")), as_number(number, words.language))]
    if first is not None and last is not None:
        facts.append(
            (
                words(_("Eingetragen")),
                words(_("{first} bis {last}"), first=_time(first, words), last=_time(last, words)),
            )
        )
    for programme, times in counted:
        info = node.service.catalogue.programmes.get(programme)
        facts.append((words(info.title) if info else programme, as_number(times, words.language)))
    if hidden:
        facts.append((words(_("Für Sie nicht einsehbar")), as_number(hidden, words.language)))
    return Section(heading=words(_("Bereich")), facts=facts)


def _corrections(node: Node, caller: Caller, reader: Reader, asked: dict[str, int], words: Words) -> Section:
    seen, params = node.audiences.condition(caller)
    sql = f"{recorded_rows(*RETRACTIONS, seen)} ORDER BY core_log.position LIMIT {MOST + 1}"
    found = [reader.decoded(row) for row in reader.rows(sql, {**asked, **params})]
    if not found:
        return Section(
            heading=words(_("Korrekturen")), said=[words(_("In diesem Bereich wurde nichts zurückgenommen."))]
        )
    bodies = bodies_known(reader, asked["last"])
    listed = []
    for one in found[:MOST]:
        target = reader.recorded(one.fact.target)  # type: ignore[attr-defined]  # a retraction
        said = getattr(node.sentences.of(one, bodies), words.language)
        what = getattr(node.sentences.of(target, bodies), words.language) if target else "–"
        listed.append(
            words(
                _("Nr. {position}, {at}: {said} Zurückgenommen: {what}"),
                position=one.position,
                at=as_time(one.meta.at, words.language),
                said=said,
                what=what,
            )
        )
    said = [
        words(_("Korrekturen ändern keinen Eintrag. Der frühere bleibt stehen und ist als zurückgenommen gezeigt."))
    ]
    if len(found) > MOST:
        said.append(words(_("Es sind mehr als {number}; hier stehen die ersten."), number=MOST))
    return Section(heading=words(_("Korrekturen")), said=said, listed=listed)


def _found(node: Node, caller: Caller, words: Words) -> Section:
    last = comparison_view(node, caller)
    heading = words(_("Widersprüche und Lesemodelle"))
    if last.compared_at is None:
        never = _("Das Journal wurde noch nicht mit seinen Lesemodellen verglichen. Fordern Sie den Vergleich an.")
        return Section(heading=heading, said=[words(never)])
    when = {"at": as_time(last.compared_at, words.language), "position": last.position}
    said = [words(_("Zuletzt geprüft am {at}, bis Eintrag Nr. {position}."), **when)]
    differing = [one.table for one in last.tables if not one.same]
    if last.error:
        said.append(words(_("Die Lesemodelle ließen sich nicht neu aufbauen.")))
    elif differing:
        said.append(words(_("Diese Tabellen weichen vom Journal ab: {tables}."), tables=", ".join(differing)))
    else:
        same = _("Alle {number} Tabellen der Lesemodelle ergeben sich genau so aus dem Journal.")
        said.append(words(same, number=len(last.tables)))
    if last.hidden:
        said.append(words(HIDDEN, number=last.hidden))
    elif not last.contradictions:
        said.append(words(_("Im Journal wurde kein Widerspruch gefunden.")))
    listed = [
        words(
            _("{what} Einträge: {positions}"),
            what=found_in_words(one.slug, one.message, words),
            positions=", ".join(f"Nr. {position}" for position in one.positions) or "–",
        )
        for one in last.contradictions
    ]
    return Section(heading=heading, said=said, listed=listed)


def _checking(words: Words) -> Section:
    return Section(
        heading=words(_("So prüfen Sie nach")),
        said=[
            words(
                _(
                    "Laden Sie das signierte Journal (/api/v1/audit/bundle) und den signierten Stand "
                    "(/api/v1/audit/checkpoint) herunter. Prüfen Sie beides auf dem eigenen Rechner, ohne Netz: "
                    "python fokus_verify.py journal.fokus-bundle --policy policy --against checkpoint"
                )
            ),
            words(
                _(
                    "Was Sie nicht sehen dürfen, steht im heruntergeladenen Journal nur als Prüfsumme. Geprüft wird es "
                    "trotzdem. Personenbezogene Angaben bleiben verschlossen. Werden sie gelöscht, ändert sich die "
                    "Prüfsumme nicht."
                )
            ),
        ],
    )


def _time(at: str, words: Words) -> str:
    return as_time(at, words.language)


def _wrong(parameter: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=detail)])
