"""How a body stands in the Entwicklungswerkstatt: in which runs it takes part as a site, and which it completed."""

from collections.abc import Iterator
from typing import Any

from fokus_core import Recorded, _
from fokus_ews.facts.cohort import SiteCompleted, SiteJoined, SiteLeft
from fokus_ews.facts.run import RunAnnounced, RunEnded
from fokus_projections import Reader, Standing

SITE = frozenset(("ews.site-joined", "ews.site-left", "ews.site-completed"))
RUN = frozenset(("ews.run-announced", "ews.run-ended"))


def sites(reader: Reader, body: str, known: int) -> Iterator[Standing]:
    """Yield the runs in which a body takes or took part, until it left or the run ended."""
    own = sorted(reader.facts(f"body:{body}", known=known, bases=SITE), key=lambda one: one.order)
    for number, joined in enumerate(own):
        if not isinstance(joined.fact, SiteJoined):
            continue
        run = joined.fact.run
        of_run = reader.facts(f"run:{run}", known=known, bases=RUN)
        later: list[Recorded[Any]] = [one for one in own[number + 1 :] if one.fact.run == run]  # type: ignore[attr-defined]  # all of them name it
        ends = [one for one in later if isinstance(one.fact, SiteLeft)] + [
            one for one in of_run if isinstance(one.fact, RunEnded) and one.fact.effective > joined.fact.effective
        ]
        title = next((one.fact.title for one in of_run if isinstance(one.fact, RunAnnounced)), run)
        yield Standing(
            title=_("Teilnahme an der Entwicklungswerkstatt"),
            value=title,
            begins=joined.fact.effective,
            ends=min((one.fact.effective for one in ends), default=None),
            by=joined,
            rests_on=frozenset(one.position for one in (joined, *ends)),
            link=f"/api/v1/ews/runs/{run}",
        )
        for done in later:
            if isinstance(done.fact, SiteCompleted):
                yield Standing(
                    title=_("Entwicklungswerkstatt abgeschlossen"),
                    value=title,
                    begins=done.fact.effective,
                    ends=None,
                    by=done,
                    rests_on=frozenset((done.position,)),
                    link=f"/api/v1/ews/runs/{run}",
                )
