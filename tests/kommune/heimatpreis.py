"""The Heimatpreis on one screen."""

from datetime import date

from fokus_kommune import PUBLIC, BodyId, BodyRef, Command, Fact, Programme, Reason, Turn, _

heimatpreis = Programme("heimatpreis", title=_("Heimatpreis NRW"), requires=">=0.1,<1", ends_with_body=True)
KEEP = heimatpreis.permission("keep", scope="body", roles=["municipal-officer"], title=_("Teilnahme erfassen"))


@heimatpreis.fact("offered@1", public=True, sentence=_("{body} lobt den Heimatpreis aus."))
class Offered(Fact, frozen=True):
    """A municipality awards the prize from a day on."""

    body: BodyId


@heimatpreis.fact("ended@1", public=True, ends=True, sentence=_("{body} lobt ihn nicht mehr aus: {reason}"))
class Ended(Fact, frozen=True):
    """A municipality no longer awards it."""

    body: BodyId
    reason: Reason


@heimatpreis.command("offer", KEEP, records=Offered, title=_("Auslobung eintragen"))
class Offer(Command, frozen=True):
    """Record that a municipality awards the prize."""

    body: BodyRef
    effective: date


@heimatpreis.command("end", KEEP, records=Ended, title=_("Ende der Auslobung eintragen"))
class End(Offer, frozen=True):
    """Record that it no longer does."""

    reason: Reason


heimatpreis.in_turn(
    "body",
    Turn(Offered, "out", "in", "already-offered", _("Der Preis ist an diesem Tag bereits ausgelobt.")),
    Turn(Ended, "in", "out", "not-offered", _("Der Preis ist an diesem Tag nicht ausgelobt.")),
)

OFFERS = heimatpreis.two_clocks("offer", subject="body", begins=Offered, ends=Ended)
heimatpreis.listing("offers", OFFERS, policy=PUBLIC, order=("name", "body"), filters=("district",))
