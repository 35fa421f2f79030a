"""What must hold of the learning arrangement at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ews.facts import SiteJoined, SiteLeft
from fokus_ews.learning.books import Advice, Ballot, Draft, Source
from fokus_ews.learning.facts import (
    ABOUT_WORKSHOPS,
    ADVICE,
    SOURCES,
    TOPICS,
    AttendanceNoted,
    DraftWritten,
    SourceAdded,
    SourcePublished,
    StrategyAdopted,
    TopicRoundOpened,
)
from fokus_ews.learning.words import NO_FILE
from fokus_ews.learning.workshop import Workshop

History = list[Recorded[Fact]]


@statute("workshop", *ABOUT_WORKSHOPS)
def workshops_go_by_the_book(history: History) -> Iterator[Breach]:
    """A workshop is planned, attended once by a site on one of its days, and not cancelled once it was held."""
    yield from Workshop().breaches(history)


@statute("topic-round", *TOPICS)
def topics_are_chosen_by_the_teams(history: History) -> Iterator[Breach]:
    """A site has one vote in a round and none after its end; nothing is put in the place of what was voted on."""
    yield from Ballot().breaches(history)
    for record in history:
        if record.meta.replaces and not isinstance(record.fact, TopicRoundOpened):
            message = _(
                "In einer Themenrunde lässt sich nichts korrigieren. Nehmen Sie den Eintrag zurück "
                "und tragen Sie ihn neu ein."
            )
            yield Breach("not-correctable", message, record.position)


@statute("source", *SOURCES)
def sources_are_published_from_the_pool(history: History) -> Iterator[Breach]:
    """A source is published from the pool of its own group, once."""
    yield from Source().breaches(history)


@statute("advice", *ADVICE)
def advice_is_for_one_site(history: History) -> Iterator[Breach]:
    """Advice is asked for, arranged and given for one site, and given once."""
    yield from Advice().breaches(history)


@statute("draft", DraftWritten)
def drafts_stay_with_their_site(history: History) -> Iterator[Breach]:
    """A draft is changed by the site that began it."""
    yield from Draft().breaches(history)


@statute("file", SourceAdded, SourcePublished)
def files_stay_in_their_group(history: History) -> Iterator[Breach]:
    """A file of one group is not brought into another, so that it is not read on after leaving."""
    group: str | None = None
    for record in history:
        match record.fact:
            case SourceAdded(cohort=cohort) | SourcePublished(cohort=cohort):
                if group not in {None, cohort}:
                    yield Breach("unknown-file", NO_FILE, record.position)
                group = group or cohort
            case _:
                pass


@statute("run", SiteJoined, SiteLeft, AttendanceNoted, StrategyAdopted)
def only_sites_attend_and_adopt(history: History) -> Iterator[Breach]:
    """Whoever attended was a site on that day; whoever adopted a strategy had become one, and did so once."""
    sites: set[str] = set()
    joined: set[str] = set()
    adopted: set[str] = set()
    for record in history:
        match record.fact:
            case SiteJoined(body=body):
                sites.add(body)
                joined.add(body)
            case SiteLeft(body=body):
                sites.discard(body)
            case AttendanceNoted(body=body) if body not in sites:
                message = _("{body} ist am {effective} kein Standort dieses Durchgangs.")
                yield Breach("no-site", message, record.position, "body")
            case StrategyAdopted(body=body):
                if body not in joined:
                    message = _("{body} war bis zum {effective} kein Standort dieses Durchgangs.")
                    yield Breach("no-site", message, record.position, "body")
                if body in adopted:
                    message = _(
                        "Der Beschluss {body_genitive} ist schon eingetragen. Korrigieren Sie den Eintrag, "
                        "wenn er falsch ist."
                    )
                    yield Breach("already-adopted", message, record.position, "body")
                adopted.add(body)
            case _:
                pass


STATUTES = (
    workshops_go_by_the_book,
    topics_are_chosen_by_the_teams,
    sources_are_published_from_the_pool,
    advice_is_for_one_site,
    drafts_stay_with_their_site,
    files_stay_in_their_group,
    only_sites_attend_and_adopt,
)
