"""Searching discounts by words and by nearness: conditions in SQL, what people may have meant, and how many where."""

from collections.abc import Mapping
from difflib import get_close_matches
from math import cos, radians
from typing import Any

import msgspec

from fokus_ehrenamtskarte.finding.asked import ROWS, VALID
from fokus_ehrenamtskarte.finding.index import PIECES, PLACES, WORDS
from fokus_ehrenamtskarte.folding import grams_of, words_of
from fokus_ehrenamtskarte.partners.read_models import PARTNERS
from fokus_projections import Reader

ENOUGH = 10  # discounts found by whole words; where there are fewer, words are looked for inside of others, too
MOST_WORDS = 8
KM = 111.2  # a degree of latitude
ALIKE = 0.6  # of 1, from which a word may be meant

Condition = tuple[str, dict[str, Any]]


def by_words(words: list[str], towns: Mapping[str, str], *, whole: bool) -> Condition:
    """Return the condition for discounts in which each word stands: in them, their partner or the town's name.

    `towns` are the folded names of municipalities by id. Where words are not `whole` they may stand inside others.
    """
    where: list[str] = []
    params: dict[str, Any] = {}
    for number, word in enumerate(words[:MOST_WORDS]):
        table = WORDS.name if whole or len(word) < 3 else PIECES.name
        found = f"(SELECT rowid FROM {table} WHERE {table} MATCH :word_{number})"  # names come from code
        within = f"d.body IN (SELECT value FROM json_each(:towns_{number}))"
        where.append(f"(d.at IN {found} OR p.at IN {found} OR {within})")
        if len(word) == max(map(len, words)):  # once more, of discounts alone: so they are looked up, not read through
            partners = f"(SELECT partner FROM {PARTNERS.table.name} WHERE at IN {found})"
            where.append(f"(d.at IN {found} OR d.partner IN {partners} OR {within})")
        params[f"word_{number}"] = f'"{word}"' + ("*" if table == WORDS.name else "")
        here = [body for body, name in towns.items() if any(one.startswith(word) for one in name.split())]
        params[f"towns_{number}"] = msgspec.json.encode(sorted(here)).decode()
    return " AND ".join(where) or "0", params


def near(latitude: float, longitude: float, within: float) -> Condition:
    """Return the condition for partners within so many kilometres of a place."""
    high, wide = within / KM, within / (KM * cos(radians(latitude)))
    where = (
        f"p.at IN (SELECT position FROM {PLACES.name} WHERE north >= :south AND south <= :north "
        "AND east >= :west AND west <= :east) "
        "AND (p.latitude - :lat) * (p.latitude - :lat) * :up + (p.longitude - :lon) * (p.longitude - :lon) * :over <= 1"
    )
    return where, {
        "south": latitude - high,
        "north": latitude + high,
        "west": longitude - wide,
        "east": longitude + wide,
        "lat": latitude,
        "lon": longitude,
        "up": 1 / high**2,
        "over": 1 / wide**2,
    }


def meant(reader: Reader, words: list[str], params: Mapping[str, Any]) -> str | None:
    """Return the words that somebody may have meant, from what is most like them; None where nothing is."""
    grams = sorted({gram for word in words for gram in grams_of(word)})
    if not grams:
        return None
    best = f"SELECT rowid FROM {PIECES.name} WHERE {PIECES.name} MATCH :grams ORDER BY rank LIMIT 50"  # names from code
    sql = f"SELECT title, name FROM ({ROWS} AND {VALID} AND (d.at IN ({best}) OR p.at IN ({best})))"
    rows = reader.rows(sql, {**params, "grams": " OR ".join(f'"{one}"' for one in grams)})
    known: dict[str, str] = {}
    for text in (text for row in rows for text in row):
        for word in text.split():
            known.setdefault("".join(words_of(word)), word.strip(".,;:!?„“()"))
    said = [get_close_matches(word, known, n=1, cutoff=ALIKE) for word in words]
    if not any(one and one[0] != word for one, word in zip(said, words, strict=True)):
        return None
    return " ".join(known[one[0]] if one else word for one, word in zip(said, words, strict=True))
