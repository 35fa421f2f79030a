"""Bad input through HTTP: a problem that says what and where, never a 500, and nothing recorded."""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_api.testing.refusals import problem_of
from fokus_core import Fact
from fokus_core.access.actor import CONSOLE
from fokus_core.journal.journal import Journal
from fokus_network.membership import facts
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import CloseRound, OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, StartGuestParticipation
from fokus_network.plugin import plugin as network

FOUNDED, JOINED, LEFT = date(2012, 12, 5), date(2015, 1, 1), date(2016, 1, 1)
HAGEN, BONN = "05914000", "05314000"
AACHEN = "05334"  # the city region, in being since 21 October 2009
DEEP = 1000


class House:
    """A client of the state office over a network in which Hagen came and went, and Bonn stayed."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        service = service_of(client)
        self.journal: Journal = service.journal
        self.headers = {"Authorization": f"Bearer {issue_key(service, 'office', ('state-office', 'state'))}"}
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            OpenRound(round="closed", title="Runde", declaration="2012", effective=FOUNDED),
            CloseRound(round="closed", effective=JOINED),
            SignDeclaration(party=HAGEN, round="r", effective=FOUNDED),
            SignDeclaration(party=BONN, round="r", effective=FOUNDED),
            SignDeclaration(party=AACHEN, round="r", effective=FOUNDED),
            JoinNetwork(body=HAGEN, effective=JOINED),
            LeaveNetwork(body=HAGEN, kind="withdrawal", reason="Beschluss", effective=LEFT),
            JoinNetwork(body=BONN, effective=JOINED),
            StartGuestParticipation(body=AACHEN, effective=FOUNDED),
        ):
            self.journal.handle(command, by=CONSOLE)
        settle(service)

    def at(self, thing: str) -> int:
        """Return the position of the last fact of a class about a body."""
        if thing == "opening":
            return 1
        cls, body = THINGS[thing]
        return max(one.position for one in self.journal.under(f"body:{body}") if isinstance(one.fact, cls))

    def command(self, thing: str) -> str:
        """Return the id of the command that recorded the last fact of a class about a body."""
        return next(self.journal.follow(after=self.at(thing) - 1)).meta.command


@pytest.fixture(scope="module")
def houses() -> Iterator[Generator[House, None, None]]:
    """Yield the house again and again, built anew once something was recorded in it: one defect is one failure."""

    def built() -> Generator[House, None, None]:
        while True:
            with temporary_client(network) as client:
                house = House(client)
                head = house.journal.store.head()
                while house.journal.store.head() == head:
                    yield house

    yield (street := built())
    street.close()


@pytest.fixture
def house(houses: Iterator[House]) -> House:
    return next(houses)


Body = dict[str, Any] | bytes
THINGS: dict[str, tuple[type[Fact], str]] = {
    "joined": (facts.MunicipalityJoined, HAGEN),
    "left": (facts.MunicipalityLeft, HAGEN),
    "bonn-joined": (facts.MunicipalityJoined, BONN),
    "bonn-signed": (facts.DeclarationSigned, BONN),
    "aachen-signed": (facts.DeclarationSigned, AACHEN),
    "guest": (facts.GuestParticipationStarted, AACHEN),
}
ALL = list(range(1, 100))  # acknowledges whatever there is


class Case(NamedTuple):
    """What is sent, and the problem it is answered with.

    `problem` is status, type and the field or parameter pointed at, `/` being the whole body; every problem has one.
    `by` is the fact in the way.
    """

    name: str
    send: str
    body: Body | Callable[[House], Body] | None
    problem: str
    by: str = ""


def join(**fields: Any) -> dict[str, Any]:
    return {"body": HAGEN, "effective": "2018-01-01"} | fields


def leave(**fields: Any) -> dict[str, Any]:
    return join(body=BONN, kind="withdrawal", reason="-") | fields


def sign(**fields: Any) -> dict[str, Any]:
    return {"party": "Essen", "round": "r", "effective": "2014-01-01"} | fields


def correct(thing: str, **changes: Any) -> Callable[[House], Body]:
    """Return a correction of a fact, with nothing left to acknowledge."""
    return lambda house: retract(thing)(house) | {"changes": changes}


def redo(thing: str = "joined", **fields: Any) -> Callable[[House], Body]:
    """Return a joining or a leave decided anew, with nothing left to acknowledge."""
    return lambda house: TO_REDO | {"command": house.command(thing), "acknowledge": ALL} | fields


def retract(thing: str, *, acknowledge: Sequence[int] = ALL) -> Callable[[House], dict[str, Any]]:
    """Return a retraction of a fact."""
    return lambda house: {"position": house.at(thing), "reason": "Irrtum", "acknowledge": acknowledge}


def deep(field: str = "", rest: str = "") -> bytes:
    """Return JSON that is nested a thousand deep, as a whole or in a field."""
    nested = '{"a":' * DEEP + "1" + "}" * DEEP
    return (f'{{"{field}":{nested}{rest}}}' if field else nested).encode()


JOIN, LEAVE, SIGN = "network/commands/join", "network/commands/leave", "network/commands/sign-declaration"
GRANTED = {"actor": "anna\nb", "role": "auditor", "scope": "state", "effective": "2020-01-01"}
GUEST, ADOPT = "network/commands/start-guest-participation", "network/commands/adopt-criteria"
CORRECT, RETRACT, REDO = "core/commands/correct", "core/commands/retract", "core/commands/redo"
CONFIRM = "core/commands/confirm"
MEMBERS = "network/members"
TO_REDO = {"command": "x", "name": "network.join", "body": join(), "reason": "-"}
COLOURED = {"version": "1", "effective": "2018-01-01", "criteria": [{"id": "a", "title": "A", "colour": 1}]}
RANGE, EARLY = "422 date-out-of-range /changes/effective", "422 body-not-in-force /changes/effective"
NAMED = {"body": HAGEN, "function": "contact", "person": {"name": "A", "id": "0" * 32}, "effective": "2015-06-01"}
TWICE = "409 already-member /effective"
BODY, PARTY = "422 unknown-body /changes/body", "422 unknown-body /changes/party"

CASES = (
    # a body that is unknown, ambiguous, or a key of the wrong shape
    Case("an unknown body", JOIN, join(body="Atlantis"), "422 unknown-body /body"),
    Case("a key nobody has", JOIN, join(body="05999999"), "422 unknown-body /body"),
    Case("a control character for a body", JOIN, join(body="\0"), "422 invalid-input /body"),
    Case("foreign digits for a key", JOIN, join(body="٠٥٩١٤٠٠٠"), "422 unknown-body /body"),
    Case("an unknown party", SIGN, sign(party="Sportverein"), "422 unknown-body /party"),
    Case("Olpe, town or district", JOIN, join(body="Olpe"), "422 ambiguous-body /body"),
    Case("Arnsberg, town or district", SIGN, sign(party="Arnsberg"), "422 ambiguous-body /party"),
    Case("a key of four digits", JOIN, join(body="0595"), "422 malformed-key /body"),
    Case("a key of another state", JOIN, join(body="09162000"), "422 malformed-key /body"),
    Case("an empty body", JOIN, join(body=""), "422 invalid-input /body"),
    Case("a body of 121 characters", JOIN, join(body="x" * 121), "422 invalid-input /body"),
    Case("a body that is a number", JOIN, join(body=5914000), "422 invalid-input /body"),
    Case("no body", JOIN, {"effective": "2018-01-01"}, "422 invalid-input /body"),
    Case("a correction to a body by name", CORRECT, correct("left", body="Bonn"), "422 invalid-input /changes/body"),
    Case("a correction to an unknown body", CORRECT, correct("guest", body="05999999"), BODY),
    Case("a correction to an unknown party", CORRECT, correct("aachen-signed", party="verein"), PARTY),
    # a date out of range, or none
    Case("a day before the state was founded", JOIN, join(effective="1946-08-22"), "422 date-out-of-range /effective"),
    Case("the first day of all", JOIN, join(effective="0001-01-01"), "422 date-out-of-range /effective"),
    Case("a day after 2999", JOIN, join(effective="3000-01-01"), "422 date-out-of-range /effective"),
    Case("the last day of all", JOIN, join(effective="9999-12-31"), "422 date-out-of-range /effective"),
    Case("the 29th of February in 2019", JOIN, join(effective="2019-02-29"), "422 invalid-input /effective"),
    Case("a German date", JOIN, join(effective="01.01.2018"), "422 invalid-input /effective"),
    Case("a date that is a number", JOIN, join(effective=20180101), "422 invalid-input /effective"),
    Case("a correction to 1800", CORRECT, correct("guest", effective="1800-01-01"), RANGE),
    Case("a correction to 9999", CORRECT, correct("left", effective="9999-12-31"), RANGE),
    # an unknown field, or a value that none may have
    Case("an unknown field", JOIN, join(colour="blue"), "422 invalid-input /colour"),
    Case("an unknown field inside a list", ADOPT, COLOURED, "422 invalid-input /criteria/0/colour"),
    Case("a reason that is empty", LEAVE, leave(reason=""), "422 invalid-input /reason"),
    Case("a reason of 1001 characters", LEAVE, leave(reason="x" * 1001), "422 invalid-input /reason"),
    Case("a kind there is not", LEAVE, leave(kind="fire"), "422 invalid-input /kind"),
    Case("a correction of an unknown field", CORRECT, correct("left", colour=1), "422 unknown-field /changes/colour"),
    Case("a correction to no kind", CORRECT, correct("left", kind="fire"), "422 invalid-input /changes/kind"),
    Case("a correction to no reason", CORRECT, correct("left", reason=""), "422 invalid-input /changes/reason"),
    Case("a position beyond numbers", RETRACT, {"position": 10**30, "reason": "-"}, "422 invalid-input /position"),
    Case("a position of nought", RETRACT, {"position": 0, "reason": "-"}, "422 invalid-input /position"),
    Case("a position with nothing", RETRACT, {"position": 10**6, "reason": "-"}, "404 not-found /position"),
    Case("an id with an end of line", "core/commands/grant-access", GRANTED, "422 invalid-input /actor"),
    Case("a correction of a path", CORRECT, correct("left", **{"a/b~": 1}), "422 unknown-field /changes/a~1b~0"),
    Case("a command nobody gave", REDO, TO_REDO, "404 not-found /command"),
    Case("a proposal nobody made", CONFIRM, {"proposal": "0" * 32}, "404 not-found /proposal"),
    Case("a command redone as nothing", REDO, redo(name="network.fly"), "422 unknown-command /name"),
    Case("a command redone as less", REDO, redo(body=join(body=1)), "422 invalid-input /body/body"),
    Case("a joining redone elsewhere", REDO, redo(body=join(body="Atlantis")), "422 unknown-body /body/body"),
    Case(
        "a leave redone after 2999",
        REDO,
        redo("left", name="network.leave", body=leave(body=HAGEN, effective="3000-01-01")),
        "422 date-out-of-range /body/effective",
    ),
    Case(
        "a leave redone with a person's id",
        REDO,
        redo("left", name="network.name-contact", body=NAMED),
        "422 person-id-given /body/person",
    ),
    Case("a joining redone too early", REDO, redo(body=join(effective="2012-01-01")), "409 not-signed /body/body"),
    Case("a joining redone after the leave", REDO, redo(body=join()), "409 not-member /command", "left"),
    # a day on which the body does not exist
    Case("too early for the body", GUEST, join(body=AACHEN, effective="2009-10-20"), "422 body-not-in-force /body"),
    Case("too late for the body", JOIN, join(body="05354"), "422 body-not-in-force /body"),
    Case("a correction to too early", CORRECT, correct("guest", effective="2009-10-20"), EARLY),
    # a signature in a round that is not open
    Case("a round there is not", SIGN, sign(round="nowhere"), "409 round-not-open /round"),
    Case("a round not yet open", SIGN, sign(effective="2012-12-04"), "409 round-not-open /round"),
    Case("a round that is closed", SIGN, sign(round="closed", effective="2015-01-01"), "409 round-not-open /round"),
    Case("a round of the wrong shape", SIGN, sign(round="R 1"), "422 invalid-input /round"),
    Case("a second signature", SIGN, sign(party=HAGEN), "409 already-signed /party"),
    # a second membership
    Case("joining twice", JOIN, join(body=BONN), "409 already-member /body"),
    Case("joining twice on one day", JOIN, join(body=BONN, effective="2015-01-01"), "409 already-member /body"),
    Case("joining twice, backdated", JOIN, join(body=BONN, effective="2014-01-01"), TWICE, "bonn-joined"),
    Case("joining before what ended", JOIN, join(effective="2014-01-01"), TWICE, "joined"),
    Case("joining unsigned", JOIN, join(body="Essen"), "409 not-signed /body"),
    Case("leaving before joining", LEAVE, leave(effective="2014-01-01"), "409 not-member /body"),
    # a retraction or correction that would leave a malformed history
    Case("a joining relied on", RETRACT, retract("joined", acknowledge=[]), "409 blast-radius /acknowledge", "left"),
    Case("a leave without a joining", RETRACT, retract("joined"), "409 not-member /position", "left"),
    Case("a member without a signature", RETRACT, retract("bonn-signed"), "409 not-signed /position", "bonn-joined"),
    Case("a leave before the joining", CORRECT, correct("left", effective="2014-12-31"), "409 not-member /position"),
    Case(
        "a joining after the leave",
        CORRECT,
        correct("joined", effective="2016-01-02"),
        "409 not-member /position",
        "left",
    ),
    Case(
        "a joining before signing", CORRECT, correct("bonn-joined", effective="2012-12-04"), "409 not-signed /position"
    ),
    Case("the journal's opening", RETRACT, {"position": 1, "reason": "-"}, "409 irrevocable /position", "opening"),
    # a body that is no JSON, or too much of it
    Case("objects a thousand deep", JOIN, deep(), "400 malformed-json /"),
    Case("objects a thousand deep in a field", JOIN, deep("body"), "400 malformed-json /"),
    Case("objects a thousand deep in an unknown field", JOIN, deep("x"), "400 malformed-json /"),
    Case("objects a thousand deep in changes", CORRECT, deep("changes"), "400 malformed-json /"),
    Case("objects a thousand deep in what is redone", REDO, deep("body"), "400 malformed-json /"),
    Case("lists a thousand deep", JOIN, b"[" * DEEP + b"]" * DEEP, "400 malformed-json /"),
    Case("lists that never end", JOIN, b"[" * 100_000, "400 malformed-json /"),
    Case("a body of 2 MB", JOIN, b'{"body":"' + b"x" * 2_000_000 + b'"}', "413 too-large /"),
    Case("nothing", JOIN, b"", "400 malformed-json /"),
    Case("no JSON", JOIN, b"body=Hagen", "400 malformed-json /"),
    Case("half an object", JOIN, b'{"body":"Hagen"', "400 malformed-json /"),
    Case("bytes that are no text", JOIN, b'{"body":"\xff"}', "400 malformed-json /"),
    Case("half a character", JOIN, b'{"body":"\\ud800","effective":"2018-01-01"}', "400 malformed-json /"),
    Case("a list", JOIN, b"[]", "422 invalid-input /"),
    Case("null", JOIN, b"null", "422 invalid-input /"),
    # questions
    Case("who is unknown", f"{MEMBERS}/Atlantis", None, "404 not-found body_id"),
    Case("who is two", f"{MEMBERS}/Arnsberg", None, "422 ambiguous-body body_id"),
    Case("who has no such key", f"{MEMBERS}/0595", None, "422 malformed-key body_id"),
    Case("members of an unknown district", f"{MEMBERS}?kreis=Atlantis", None, "422 unknown-body district"),
    Case("members of a district that is two", f"{MEMBERS}?kreis=Olpe", None, "422 ambiguous-body district"),
    Case("members of no type", f"{MEMBERS}?type=fort", None, "422 invalid-input type"),
    Case("an unknown parameter", f"{MEMBERS}?colour=blue", None, "422 unknown-parameter colour"),
    Case("a day out of range", f"{MEMBERS}?on=3000-01-01", None, "422 date-out-of-range on"),
    Case("a day there is not", f"{MEMBERS}?on=2019-02-29", None, "422 invalid-input on"),
    Case("knowledge beyond the head", f"{MEMBERS}?known=1000000", None, "422 beyond-head known"),
    Case("knowledge beyond all numbers", f"{MEMBERS}?known={10**30}", None, "422 invalid-input known"),
    Case("knowledge of nothing", f"{MEMBERS}?known=0", None, "422 invalid-input known"),
    Case("knowledge of the future", f"{MEMBERS}?known=2999-01-01T00:00:00Z", None, "422 invalid-input known"),
    Case("knowledge without a time zone", f"{MEMBERS}?known=2020-01-01T00:00:00", None, "422 invalid-input known"),
    Case("waiting beyond the head", f"{MEMBERS}?min_position=1000000", None, "422 beyond-head min_position"),
    Case("a cursor that is none", f"{MEMBERS}?cursor=%00", None, "422 invalid-cursor cursor"),
    Case("a page of nothing", f"{MEMBERS}?limit=0", None, "422 invalid-input limit"),
    Case("a page of too much", f"{MEMBERS}?limit=1001", None, "422 invalid-input limit"),
    Case("a figure that there is not", "figures/network/x/explanation", None, "404 not-found programme figure"),
    Case("a figure nobody published", "network/figures/x/explanation", None, "404 not-found figure"),
)


def sent(house: House, case: Case) -> Any:
    """Send what a case sends, and return the answer."""
    if case.body is None:
        return house.client.get(f"/api/v1/{case.send}", headers=house.headers)
    body = case.body(house) if callable(case.body) else case.body
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = house.headers | {"Content-Type": "application/json"}
    return house.client.post(f"/api/v1/{case.send}", content=content, headers=headers)


@pytest.mark.parametrize("case", CASES, ids=[case.name.replace(" ", "-") for case in CASES])
def test_bad_input_is_answered_with_its_problem_and_nothing_is_recorded(house: House, case: Case) -> None:
    head = house.journal.store.head()
    in_the_way = [house.at(case.by)] if case.by else []
    answer = sent(house, case)
    assert house.journal.store.head() == head, answer.text
    assert problem_of(answer) == case.problem
    assert answer.json()["positions"] == in_the_way


@pytest.mark.parametrize(
    "path", ["network/signatures", "network/members?limit=1&type=town", "bodies?limit=1&kind=town"]
)
def test_a_cursor_from_elsewhere_is_refused(house: House, path: str) -> None:
    cursor = house.client.get("/api/v1/bodies", params={"limit": 1}).json()["next_cursor"]
    separator = "&" if "?" in path else "?"
    answer = house.client.get(f"/api/v1/{path}{separator}cursor={quote(cursor)}")
    assert problem_of(answer) == "422 invalid-cursor cursor"


def test_a_cursor_of_the_same_list_with_other_filters_is_refused(house: House) -> None:
    page = house.client.get("/api/v1/network/signatures", params={"limit": 1, "round": "r"}).json()
    answer = house.client.get("/api/v1/network/signatures", params={"limit": 1, "cursor": page["next_cursor"]})
    assert problem_of(answer) == "422 invalid-cursor cursor"


def test_a_body_of_2_mb_that_does_not_say_its_length_is_refused(house: House) -> None:
    head = house.journal.store.head()

    def chunks() -> Iterator[bytes]:
        yield b'{"body":"'
        for _ in range(20):
            yield b"x" * 100_000
        yield b'"}'

    headers = house.headers | {"Content-Type": "application/json"}
    answer = house.client.post(f"/api/v1/{JOIN}", content=chunks(), headers=headers)
    assert problem_of(answer) == "413 too-large /"
    assert house.journal.store.head() == head


def test_a_dry_run_of_bad_input_is_answered_as_the_command_itself(house: House) -> None:
    headers = house.headers | {"Content-Type": "application/json"}
    for case in CASES:
        if isinstance(case.body, dict) and case.send == JOIN:
            body = msgspec.json.encode(case.body)
            dry = house.client.post(f"/api/v1/{case.send}", params={"dry_run": "true"}, content=body, headers=headers)
            wet = sent(house, case).json()
            assert {**dry.json(), "instance": ""} == {**wet, "instance": ""}, case.name
