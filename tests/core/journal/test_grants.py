"""Whom a grant lets give a command, within which scope, and from when to when."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from choir_kit import DAY, HAGEN, NEXT, NameSinger, refused, take

from fokus_core import Person
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey
from fokus_core.access.grants import GrantAccess, WithdrawAccess
from fokus_core.corrections.corrections import Redo, Retract
from fokus_core.domain.refusals import Forbidden, NotFound
from fokus_core.journal.journal import Journal
from fokus_core.privacy.likeness import marks_of


class TestAccess:
    def test_without_a_grant_nothing_is_recorded(self, journal: Journal) -> None:
        with pytest.raises(Forbidden):
            journal.handle(take("Hagen"), by=Actor("nobody"))
        assert journal.store.head() == 1

    @pytest.mark.parametrize(
        ("scope", "hagen", "essen"),
        [
            ("state", True, True),
            ("programme:choir", True, True),
            ("programme:core", False, False),
            (f"body:{HAGEN}", True, False),
            ("body:059", False, False),  # Regierungsbezirk Arnsberg, in which Hagen lies
            ("cohort:1", False, False),
        ],
    )
    def test_a_grant_holds_within_its_scope(self, journal: Journal, scope: str, hagen: bool, essen: bool) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope=scope, effective=DAY), by=CONSOLE)
        for body, expected in (("Hagen", hagen), ("Essen", essen)):
            if expected:
                journal.handle(take(body), by=Actor("clerk"))
            else:
                with pytest.raises(Forbidden):
                    journal.handle(take(body), by=Actor("clerk"))

    def test_a_withdrawn_grant_fails_on_the_next_request_on_every_node(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        node = other()
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        node.handle(take("Hagen"), by=Actor("clerk"))
        withdraw = WithdrawAccess(
            actor="clerk", role="municipal-officer", scope="state", effective=date(2026, 1, 1), reason="-"
        )
        journal.handle(withdraw, by=CONSOLE)
        with pytest.raises(Forbidden):
            node.handle(take("Essen"), by=Actor("clerk"))

    def test_a_repeated_command_is_judged_anew(self, journal: Journal) -> None:
        grant = GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY)
        journal.handle(grant, by=CONSOLE)
        journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1")
        assert journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1").repeated
        withdraw = WithdrawAccess(
            actor="clerk", role="municipal-officer", scope="state", effective=date(2026, 1, 1), reason="-"
        )
        journal.handle(withdraw, by=CONSOLE)
        with pytest.raises(Forbidden):
            journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1")

    def test_who_may_not_learns_nothing_and_leaves_nothing(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        journal.handle(Retract(position=position, reason="-"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika", email="e@example.org"), effective=DAY)
        for asked in (
            Retract(position=position, reason="-"),
            Redo(command="x", name="y", body=msgspec.Raw(b"{}"), reason="-"),
            name,
        ):
            with pytest.raises((Forbidden, NotFound)):
                journal.handle(asked, by=Actor("nobody"))
        marks = marks_of(name="Erika", email="e@example.org", birth=None)
        assert journal.vault.likely(marks).everybody() == frozenset()
        journal.handle(take("Essen"), by=CONSOLE)
        journal.handle(msgspec.structs.replace(name, body="Essen"), by=CONSOLE, dry_run=True)
        assert journal.vault.likely(marks).everybody() == frozenset()

    @pytest.mark.parametrize(
        ("role", "scope", "slug"),
        [
            ("king", "state", "unknown-role"),
            ("auditor", "planet:mars", "unknown-scope"),
            ("auditor", "programme:x", "unknown-programme"),
        ],
    )
    def test_a_grant_names_what_there_is(self, journal: Journal, role: str, scope: str, slug: str) -> None:
        grant = GrantAccess(actor="clerk", role=role, scope=scope, effective=DAY)
        assert refused(lambda: journal.handle(grant, by=CONSOLE)).slug == slug

    @pytest.mark.parametrize("actor", ["console", "public", "core", "documented-history"])
    def test_nobody_acts_as_the_house_itself(self, journal: Journal, actor: str) -> None:
        grant = GrantAccess(actor=actor, role="auditor", scope="state", effective=DAY)
        key = IssueKey(actor=actor, digest="0" * 64, effective=DAY)
        assert {refused(lambda c=c: journal.handle(c, by=CONSOLE)).slug for c in (grant, key)} == {"reserved-actor"}  # type: ignore[misc]  # a lambda's defaults are not inferred

    def test_a_grant_that_is_yet_to_come_or_over_gives_nothing(self, journal: Journal) -> None:
        journal.handle(
            GrantAccess(actor="late", role="state-office", scope="state", effective=date(2999, 1, 1)), by=CONSOLE
        )
        journal.handle(
            GrantAccess(actor="over", role="state-office", scope="state", effective=DAY, until=NEXT), by=CONSOLE
        )
        for actor in ("late", "over"):
            with pytest.raises(Forbidden):
                journal.handle(take("Hagen"), by=Actor(actor))
