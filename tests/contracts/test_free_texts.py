"""Free words in facts: each field in clear is so on purpose and says why; what is typed about somebody is sealed."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from fokus_api.plugins.load import load_plugins
from fokus_api.runtime.settings import load_settings
from fokus_core import fact_type, key_fields
from fokus_core.domain.words import Reason
from fokus_core.privacy.private_reasons import SaysWhy
from fokus_core.privacy.sealed import Sealed

PUBLISHED = "written to be read by everybody, or by all members"
OF_A_BODY = "about a municipality, an organisation that takes part, or a connected system, and nobody else"
OF_AN_OFFICE = "of an office or an organisation, not of whoever works there"
CITED = "names a source, a provision or a version of rules"
A_CODE = "an id, a code or a mark that no clerk types freely"
BY_THE_HOUSE = "stands for words that are sealed, or was written by the house itself"

IN_CLEAR = {
    PUBLISHED: """
        ehrenamtskarte.discount-approved title text limits translations
        ehrenamtskarte.discount-proposed title text limits translations
        ehrenamtskarte.partner-approved hours about street
        ehrenamtskarte.partner-proposed hours about street
        ehrenamtskarte.figure-published publisher explanation
        ehrenamtskarte.office-described welcome closing note
        ehrenamtskarte.privacy-text-set text
        ehrenamtskarte.reason-worded says advice
        ews.call-opened terms
        ews.conference-announced title place
        ews.evaluation-recorded title link
        ews.paper-issued title
        ews.rules-adopted components
        ews.run-announced title commissioned_by
        ews.source-published title tags
        ews.strategy-adopted title
        network.criteria-adopted criteria
        network.declaration-published title text
        network.example-published title summary text place effort lessons
        network.example-submitted title summary text place effort lessons
        network.info-mail-documented text
        network.material-filed title text
        network.material-published title text
        network.material-shared title text
        network.meeting-cancelled reason
        network.meeting-changed title place topics reason
        network.meeting-held outcome
        network.meeting-scheduled title place topics
        network.news-published title text
        network.offer-made title description audience
        network.profile-kept note
        network.publication-released title changes
        network.quarter-described called what
        network.question-answered text
        network.question-asked title text
        network.release-withdrawn reason
        network.round-opened title
        network.topic-named title
    """,
    OF_A_BODY: """
        core.body-created name
        core.body-renamed name
        core.webhook-ended reason
        ehrenamtskarte.council-declined reason
        ehrenamtskarte.discount-ended reason
        ehrenamtskarte.discount-returned reason
        ehrenamtskarte.organisation-blocked reason
        ehrenamtskarte.participation-ended reason
        ehrenamtskarte.participation-paused reason
        ehrenamtskarte.partner-ended reason
        ehrenamtskarte.partner-returned reason
        ews.eligibility-overridden reason
        network.attestation-ended reason
        network.attestation-given basis
        network.example-ended reason
        network.example-returned reason
        network.exception-granted reason
        network.follow-up-answered statement
        network.follow-up-closed reason
        network.follow-up-set reason
        network.guest-participation-ended reason
        network.introduction-dropped reason
        network.introduction-step-taken remark
        network.membership-resumed reason
        network.membership-suspended reason
        network.municipality-joined findings override
        network.municipality-left reason
        network.offer-ended reason
        network.organisation-released reason
        network.partner-left reason
        network.quarter-closed reason
        network.review-recorded findings remarks
        network.support-asked title text
        network.support-given given
        network.topic-retired reason
    """,
    OF_AN_OFFICE: """
        core.party-registered name seat
        ehrenamtskarte.issuer-assigned agency
        ehrenamtskarte.office-described unit unit_mail unit_phone
        ehrenamtskarte.organisation-also-called alias
        ehrenamtskarte.organisation-registered name
        ehrenamtskarte.partner-approved name
        ehrenamtskarte.partner-proposed name
        network.declaration-signed capacity
        network.partner-named called
        network.profile-kept unit
    """,
    CITED: """
        core.retention-set citation
        core.source-recorded title publisher issued address references note
        ehrenamtskarte.conventions-set note
        ehrenamtskarte.frame-adopted sources cites note title
        ehrenamtskarte.frame-set sources cites note title
        ehrenamtskarte.rules-set sources cites note terms
        network.info-mail-documented reference
    """,
    A_CODE: """
        core.proposed command subject
        core.source-retrieved digest
        core.reason-given subject
        ehrenamtskarte.frame-adopted inferred
        ehrenamtskarte.frame-set inferred
        ehrenamtskarte.rules-set inferred
        network.example-published topics
        network.example-submitted topics
        network.info-mail-drafted topics
        network.meeting-changed changed
        network.municipality-joined criteria
        network.profile-kept topics
        network.question-asked topics
        network.review-recorded criteria
    """,
    BY_THE_HOUSE: """
        core.access-withdrawn reason
        core.fact-retracted reason
        core.key-revoked reason
        ews.paper-revoked reason
        ews.seat-ended reason
        network.contact-ended reason
        network.speaker-ended reason
    """,
}


def plain(hint: Any, marks: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the marks of every text anywhere in a type, but for what is sealed or one of some words."""
    origin = get_origin(hint)
    if origin is Annotated:
        yield from plain(get_args(hint)[0], (*marks, *hint.__metadata__))
    elif hint is str:
        yield marks
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        for inner in get_type_hints(hint, include_extras=True).values():
            yield from plain(inner)
    elif origin is not Sealed:
        for inner in get_args(hint):
            if not isinstance(inner, str):
                yield from plain(inner, marks)


def free(cls: type[Any]) -> set[str]:
    """Return the fields of a fact in which anything may stand: no key, and no text of a certain form."""
    found = set()
    for name, hint in get_type_hints(cls, include_extras=True).items():
        for marks in plain(hint) if name in cls.__struct_fields__ and name not in key_fields(cls) else ():
            if not any(isinstance(one, msgspec.Meta) and one.pattern for one in marks):
                found.add(name)
    return found


def classes() -> list[type[Any]]:
    catalogue = load_plugins(load_settings({}, given={"plugins": "all"})).catalogue
    return [kind.cls for kind in catalogue.facts.values()]


def test_every_free_text_in_clear_is_so_on_purpose() -> None:
    said = [
        (fact, field)
        for lines in IN_CLEAR.values()
        for fact, *fields in (line.split() for line in lines.strip().splitlines())
        for field in fields
    ]
    there = {(fact_type(cls).base, field) for cls in classes() for field in free(cls)}
    assert len(said) == len({*said}), "each stands in one line"
    assert there - {*said} == set(), "seal it, or say why it stands in clear"
    assert {*said} - there == set(), "is no free text any more"


def test_what_is_typed_about_an_account_is_sealed() -> None:
    typed = [
        cls
        for cls in classes()
        if "actor" in {key.kind for key in key_fields(cls).values()}
        and get_type_hints(cls, include_extras=True).get("reason") == Reason
    ]
    assert typed
    of_systems = {"core.webhook-ended"}  # an address that entries are sent to, not the account that set it up
    assert {fact_type(cls).base for cls in typed if not issubclass(cls, SaysWhy)} == of_systems
