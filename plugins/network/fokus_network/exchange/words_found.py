"""Finding words in texts as people type them: without regard to case, umlauts, ß and what a word is joined to."""

from functools import lru_cache
from unicodedata import normalize

from fokus_core import alphabetic

SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@lru_cache(maxsize=4096)
def _forms(text: str) -> str:
    """Return a text in both ways of writing umlauts: Köln as koln and as koeln."""
    return f"{alphabetic(text)}\n{alphabetic(normalize('NFC', text).casefold().translate(SPELT))}"


def found_in(words: str, *texts: str) -> bool:
    """Tell whether each of the words stands somewhere in the texts, also inside a longer word."""
    whole = "\n".join(map(_forms, texts))
    return all(any(form in whole for form in _forms(word).split("\n")) for word in words.split())
