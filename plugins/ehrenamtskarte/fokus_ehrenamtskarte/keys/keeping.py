"""The job that makes the keys of each year in time, opens lists, and destroys private keys that are withdrawn."""

from datetime import date
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from fokus_core import Actor, JobContext, Journal, Refused, StateStore, clock, standing
from fokus_ehrenamtskarte.credential.cose import kid_of, point_of
from fokus_ehrenamtskarte.keys.commands import OpenStatusList, RecordKey
from fokus_ehrenamtskarte.keys.facts import KEYS, PROGRAMME, KeyUse
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys
from fokus_ehrenamtskarte.keys.ring import Ring, ring_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte

KEEPER = Actor("ehrenamtskarte-keys", trusted=True)
AHEAD = (11, 1)  # from this day on the keys of the next year are made
OVER = (3, 31)  # until then the keys of a year still sign, should the root be late
LISTS = "/s/"  # short, so that the code of a card has room for a long name
LISTS_IN_FULL = "/api/v1/ehrenamtskarte/status-lists/"  # where earlier lists stand


class House(Protocol):
    """What the job asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def state_store(self) -> StateStore:
        """Where private keys lie sealed."""
        ...

    @property
    def settings(self) -> Any:
        """The settings, with the address under which people reach the service."""
        ...


class KeepKeys:
    """Makes keys for this year and, from November, the next; nothing before there is a root."""

    name = "ehrenamtskarte.keep-keys"
    every = 3600.0

    def run(self, context: JobContext[House]) -> None:
        """Do what is due."""
        house, today = context.services, clock.day_of(context.services.journal.now())
        ring = ring_in(house.journal)
        keys = PrivateKeys(house.state_store, house.journal)
        for kid in ring.withdrawn:
            keys.destroy(kid)
        if ring.root is None:
            return
        if not ring.lists and context.holds():
            uri = f"{house.settings.public_url}{LISTS}1"
            house.journal.handle(OpenStatusList(effective=today, uri=uri), by=KEEPER, command_id="status-list:1")
        years = (today.year, today.year + 1) if (today.month, today.day) >= AHEAD else (today.year,)
        uses: tuple[KeyUse, ...] = ("card", "list")
        for since, until in (_window(year, today) for year in years):
            for use in uses:
                before = [kid for kid, key in ring.made.items() if key.use == use and key.until == until]
                if ring.withdrawn.issuperset(before) and context.holds():
                    _make(house, keys, use, since, until, number=len(before) + 1)


def ring_in(journal: Journal) -> Ring:
    """Return the keys as the journal has them."""
    return ring_of(one.fact for one in standing(journal.under(PROGRAMME, *KEYS)))


def _window(year: int, today: date) -> tuple[date, date]:
    """Return the first and last day of a year's keys."""
    return max(today, date(year, 1, 1)), date(year + 1, *OVER)


def _make(house: House, keys: PrivateKeys, use: KeyUse, since: date, until: date, *, number: int) -> None:
    """Make a key, unless another node made the one of this number meanwhile."""
    private = generate_private_key(SECP256R1())
    point = point_of(private.public_key())
    kid = kid_of(point).hex()
    keys.keep(kid, private)
    made = RecordKey(
        use=use,
        point=(point.x + point.y).hex(),
        since=since,
        until=until,
        effective=clock.day_of(house.journal.now()),
    )
    try:
        house.journal.handle(made, by=KEEPER, command_id=f"key:{use}:{until}:{number}")
    except Refused as refused:
        if refused.slug != "command-id-reused":
            raise
        keys.destroy(kid)


ehrenamtskarte.job(KeepKeys())
