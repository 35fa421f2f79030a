"""The contract of a programme that seals fields: what they hold reaches those who may see it, and nobody else."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain, product
from typing import Any, ClassVar, NamedTuple
from zipfile import ZipFile

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.http.rate_limits import OWN
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_api.testing.ways_out import Get, gets, leaks_in_files, logged
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealing import open_sealed

__all__ = ["ANONYMOUS", "STATE_WIDE", "Answer", "LeakContract", "Scene"]

ANONYMOUS = "anonymous"  # who asks without a key
STATE_WIDE = {  # who has a role in the whole state and no business with a programme
    role: (role, "state") for role in ("auditor", "data-protection-officer", "integrator", "operator")
}
NAMES_ALL_FACTS = (
    "/api/v1/messages",
    "/api/v1/plugins",
    "/api/v1/privacy/registry",
)  # kinds of facts, whether there are any or not
NO_ANSWER = (429, *range(500, 600))


class Answer(NamedTuple):
    """What a question was answered, with its headers."""

    path: str
    question: str
    said: str

    def tells(self, words: Iterable[str]) -> list[str]:
        """Return which words it tells that the question did not."""
        return [word for word in words if word in self.said and word not in self.question]


class Scene:
    """A running application, with a key for every caller and what was logged since it began.

    `things` says what stands for a name in a path, `hidden` what outsiders are not told beside the sealed words.
    """

    def __init__(self, client: TestClient[Litestar], lines: list[str]) -> None:
        self.client = client
        self.service = service_of(client)
        self.lines = lines
        self.keys: dict[str, str] = {}
        self.things: dict[str, Iterable[object]] = {}
        self.hidden: tuple[str, ...] = ()
        self.head = 0
        self.addresses: Sequence[Get] = ()
        self.answers: dict[str, list[Answer]] = {}

    @property
    def callers(self) -> tuple[str, ...]:
        """Everybody who asks."""
        return (ANONYMOUS, *self.keys)

    def give(self, *commands: Command) -> None:
        """Give commands at the console, and wait until the read model knows."""
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def headers(self, caller: str) -> dict[str, str]:
        """Return the headers with which a caller asks."""
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller in self.keys else {}

    def get(self, path: str, caller: str = ANONYMOUS, **query: Any) -> Any:
        """Ask as a caller."""
        return self.client.get(path, params=query, headers=self.headers(caller))

    def post(self, command: str, body: Mapping[str, Any], caller: str, **query: Any) -> Any:
        """Give a command over HTTP as a caller."""
        url = f"/api/v1/{command.replace('.', '/commands/', 1)}"
        return self.client.post(url, params=query, json=body, headers=self.headers(caller))


class LeakContract:
    """The contract of a programme that seals fields, as pytest tests.

    `plugin` is the plugin object, `settings` those of the service. `fill` gives the commands that record the
    `markers`: words that are sealed. `callers` names everybody with a key and the role and scope they hold, and `told`
    at which paths a caller is told the markers: there they stand, and nowhere else. Who is told them nowhere is not
    told what `Scene.hidden` names either (`hidden_from` says otherwise), but below the paths `administered` gives.
    Every GET operation is asked with each of the `queries`; `attempts` are commands with a body that holds markers.
    Where `whole` is false, nobody asks what an address refuses because it does not know the parameter, and of the
    entries of the log the first and the last of each kind are asked for.
    """

    plugin: ClassVar[Any]
    settings: ClassVar[Mapping[str, Any]] = {}
    markers: ClassVar[Sequence[str]]
    callers: ClassVar[Mapping[str, tuple[str, str]]] = STATE_WIDE
    told: ClassVar[Mapping[str, Collection[str]]] = {}
    administered: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    attempts: ClassVar[Sequence[tuple[str, Mapping[str, Any]]]] = ()
    whole: ClassVar[bool] = True

    def fill(self, scene: Scene) -> None:
        """Give the commands whose facts hold the markers sealed, and name the things of the scene."""
        raise NotImplementedError

    def hidden_from(self, scene: Scene, caller: str) -> Sequence[str]:
        """Return what a caller is not told beside the sealed words; nothing from those who are told even these."""
        return () if caller in self.told else scene.hidden

    def queries(self, scene: Scene) -> Iterable[Mapping[str, str]]:
        """Return what every address is asked."""
        return ({}, {"format": "csv"}, {"known": str(scene.head)}, *({"q": word} for word in self.markers[:1]))

    @contextmanager
    def opened(self) -> Iterator[Scene]:
        """Open the application, filled, with a key for every caller."""
        limits = [f"{limit.name}=1000000/60" for limit in OWN]
        with (
            logged() as lines,
            temporary_client(self.plugin, **{"log_level": "debug", "limits": limits, **self.settings}) as client,
        ):
            scene = Scene(client, lines)
            self.fill(scene)
            for caller, grant in self.callers.items():
                scene.keys[caller] = issue_key(scene.service, f"{caller}-actor", grant)
            scene.head = settle(scene.service)
            scene.things = {"position": self._positions(scene), **scene.things}
            yield scene

    @pytest.fixture(scope="class")
    @classmethod
    def scene(cls) -> Iterator[Scene]:
        """The application that is asked."""
        with cls().opened() as scene:
            yield scene

    def answers(self, scene: Scene, caller: str) -> Sequence[Answer]:
        """Return what a caller is answered at every address, whatever is asked."""
        if caller not in scene.answers:
            scene.addresses = scene.addresses or tuple(gets(scene.client, scene.things))
            scene.answers[caller] = [
                _answer(scene, caller, one, query)
                for one, query in product(scene.addresses, self.queries(scene))
                if self.whole or query.keys() <= {known["name"] for known in one.parameters}
            ]
        return scene.answers[caller]

    def _positions(self, scene: Scene) -> Sequence[int]:
        kinds: dict[str, list[int]] = {}
        for record in scene.service.journal.follow():
            kinds.setdefault(record.type, []).append(record.position)
        return sorted(chain(*(ones if self.whole else {ones[0], ones[-1]} for ones in kinds.values())))

    def test_the_markers_have_been_sealed(self, scene: Scene) -> None:
        journal = scene.service.journal
        values = [
            open_sealed(value, Any, record.meta.id, field.name, journal.vault)
            for record in journal.follow()
            for field in personal_fields(type(record.fact))
            if (value := getattr(record.fact, field.name)) is not None
        ]
        assert [one for one in values if any(word in str(one) for word in self.markers)], "let `fill` record them"

    def test_sealed_words_stand_where_they_are_told_and_in_no_other_answer(self, scene: Scene) -> None:
        for caller in scene.callers:
            found = {one.path: one.question for one in self.answers(scene, caller) if one.tells(self.markers)}
            told = set(self.told.get(caller, ()))
            leaks = {path: question for path, question in found.items() if path not in told}
            assert not leaks, f"{caller} is told what is sealed: {leaks}"
            assert set(found) == told, f"{caller} is not told what is sealed at {told - set(found)}"

    def test_outsiders_are_not_told_that_anything_is_hidden(self, scene: Scene) -> None:
        for caller in scene.callers:
            free, hidden = (*NAMES_ALL_FACTS, *self.administered.get(caller, ())), self.hidden_from(scene, caller)
            leaks = [(one.question, one.tells(hidden)) for one in self.answers(scene, caller)]
            leaks = [leak for leak in leaks if leak[1] and not leak[0].startswith(free)]
            assert not leaks, f"{caller} is told what is hidden: {leaks}"

    def test_neither_receipt_nor_refusal_repeats_a_sealed_word(self, scene: Scene) -> None:
        head = scene.service.journal.store.head()
        for command, body in self.attempts:
            assert any(word in str(body) for word in self.markers), f"this attempt holds no marker: {command}"
            for caller, given in product(scene.callers, _also_wrong(body, self.markers[0])):
                answer = scene.post(command, given, caller, dry_run="true")
                assert answer.status_code < 500, (command, given)
                told = [word for word in self.markers if word in f"{answer.text} {answer.headers}"]
                assert not told, (caller, command, given, answer.text)
        assert scene.service.journal.store.head() == head

    def test_no_file_of_the_house_holds_a_sealed_word(self, scene: Scene) -> None:
        for caller in scene.callers:
            self.answers(scene, caller)
        leaks = leaks_in_files(scene.service, self.markers)
        assert not leaks, f"files hold what is sealed: {leaks}"

    def test_no_log_line_holds_a_sealed_word(self, scene: Scene) -> None:
        for caller in scene.callers:
            self.answers(scene, caller)
        assert scene.lines, "requests are logged"
        leaks = [line for line in scene.lines if any(word in line for word in (*self.markers, *scene.hidden))]
        assert not leaks, f"log lines hold what is sealed: {leaks}"


def _answer(scene: Scene, caller: str, asked: Get, query: Mapping[str, str]) -> Answer:
    answer = scene.get(asked.there, caller, **query)
    question = f"{asked.there} {dict(query)}"
    assert answer.status_code not in NO_ANSWER, (caller, question, answer.text)
    return Answer(asked.path, question, f"{_text_of(answer)}\n{answer.headers}")


def _text_of(answer: Any) -> str:
    """Return what an answer says, a workbook unpacked."""
    if "spreadsheetml" not in answer.headers.get("content-type", ""):
        return str(answer.text)
    with ZipFile(BytesIO(answer.content)) as workbook:
        return "\n".join(workbook.read(name).decode() for name in workbook.namelist())


def _also_wrong(body: Mapping[str, Any], marker: str) -> Iterator[dict[str, Any]]:
    """Yield a body as it is, with a field too many, and with each field left out or holding the marker."""
    yield dict(body)
    yield {**body, "unheard-of": marker}
    for name in body:
        yield {key: value for key, value in body.items() if key != name}
        yield {**body, name: marker}
        yield {**body, name: [marker]}
