"""What a check of a card said on a day, for auditors: from the lists that were published, for checks leave no trace."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Moment, Node, read
from fokus_core import NotFound, _, clock
from fokus_ehrenamtskarte.cards.policies import AUDIT
from fokus_ehrenamtskarte.cards.status import BLOCKED
from fokus_ehrenamtskarte.keys.ring import midnight
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import Reader

Said = Literal["valid", "not-valid", "changed", "not-made", "not-yet", "expired", "blocking-unknown"]
CODES = """
SELECT position, place, since, valid_until FROM ehrenamtskarte_card_signed
WHERE card = :card AND known_from <= :known ORDER BY position
"""
LISTS = """
SELECT iat, exp, known, digest FROM ehrenamtskarte_status_list_published
WHERE number = :list AND known_from <= :at AND iat < :after AND exp > :begins ORDER BY iat
"""
HELD = f"SELECT EXISTS ({BLOCKED} AND signed.card = :card AND signed.place = :place)"


class ListSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A list that could be relied on at some time of the day; `known` and `digest` are what its bits are checked by."""

    made: datetime
    expires: datetime
    known: Annotated[int, Meta(description="Position up to which it knew the journal")]
    digest: str
    blocked: Annotated[bool, Meta(description="Whether it blocked the card")]


class CodeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a code of the card was answered on the day.

    `answer` is by the newest list at each moment, `changed` where a list of the day changed it. `outdated` tells
    whether somebody who had not loaded it could still be shown a valid card, by an older list; `blocked` whether the
    card was blocked on that day by what is known at the moment that is asked about, which may be more than then.
    """

    place: str
    since: date
    valid_until: Annotated[date | None, Meta(description="Last day on which it is valid; null means for life")]
    answer: Said
    outdated: bool
    blocked: bool
    lists: list[ListSaid]


class CardSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a check said of a card on a day, for each code that it had."""

    card: str
    day: date
    codes: list[CodeSaid]


@ehrenamtskarte.route
@read("/ehrenamtskarte/cards/{card:str}/checked", policy=AUDIT)
async def checked(card: FromPath[str], node: NamedDependency[Node], moment: NamedDependency[Moment]) -> CardSaid:
    """Tell whether a card was shown as valid on a day: by the lists of then, and by what is known at a moment."""
    codes = await asyncio.to_thread(_codes, node.reader, card, moment)
    if not codes:
        raise NotFound(_("Diese Karte hat keinen Code."))
    return CardSaid(card=card, day=moment.on, codes=codes)


def _codes(reader: Reader, card: str, moment: Moment) -> list[CodeSaid]:
    rows = reader.rows(CODES, {"card": card, "known": moment.known})
    return [_code(reader, card, moment, *row) for row in rows]


def _code(
    reader: Reader, card: str, moment: Moment, position: int, place: str, since: str, until: str | None
) -> CodeSaid:
    """Return what was said of one code."""
    number, begins = place.partition("-")[0], midnight(moment.on)
    after = midnight(moment.on + timedelta(days=1))
    about = {"list": number, "card": card, "place": place}

    def blocked(day: date, known: int) -> bool:
        return bool(reader.rows(HELD, {**about, "on": day.isoformat(), "known": known})[0][0])

    told = {"list": number, "at": moment.known, "begins": begins, "after": after}
    lists = [
        ListSaid(
            made=datetime.fromtimestamp(iat, UTC),
            expires=datetime.fromtimestamp(exp, UTC),
            known=known,
            digest=digest,
            blocked=known >= position and blocked(clock.day_of(datetime.fromtimestamp(iat, UTC)), known),
        )
        for iat, exp, known, digest in reader.rows(LISTS, told)
    ]
    record: Any = reader.recorded(position)
    first, last = date.fromisoformat(since), date.fromisoformat(until) if until else None
    answer = _answer(moment.on, clock.day_of(record.meta.at), first, last, [*_newest(lists, begins)])
    return CodeSaid(
        place=place,
        since=first,
        valid_until=last,
        answer=answer,
        outdated=answer in {"not-valid", "changed"} and not all(one.blocked for one in lists),
        blocked=blocked(moment.on, moment.known),
        lists=lists,
    )


def _newest(lists: list[ListSaid], begins: int) -> list[ListSaid]:
    """Return the lists that were the newest at some time of the day."""
    before = [one for one in lists if one.made.timestamp() <= begins]
    return before[-1:] + [one for one in lists if one.made.timestamp() > begins]


def _answer(day: date, made: date, first: date, last: date | None, newest: list[ListSaid]) -> Said:
    if day < made:
        return "not-made"
    if day < first:
        return "not-yet"
    if last is not None and day > last:
        return "expired"
    if not newest:
        return "blocking-unknown"
    found = {one.blocked for one in newest}
    return "changed" if len(found) == 2 else "not-valid" if found == {True} else "valid"
