"""Words as they are searched for: without regard to case, marks, ß, and how umlauts are written."""

import re
import unicodedata

WRITTEN = str.maketrans({"ß": "ss"})
SPELT = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))
WORD = re.compile(r"[0-9a-z]+")


def folded(text: str) -> str:
    """Return a text folded: Köln and Koeln are the same, and so are Straße and Strasse."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(WRITTEN)
    for pair, umlaut in SPELT:
        plain = plain.replace(pair, umlaut)
    return "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return WORD.findall(folded(text))


def grams_of(word: str) -> list[str]:
    """Return the pieces of three letters of a word."""
    return [word[at : at + 3] for at in range(len(word) - 2)]
