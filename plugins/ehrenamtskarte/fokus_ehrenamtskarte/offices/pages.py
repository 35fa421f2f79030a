"""The page that says how one applies in a town, with the text about data whole."""

from collections.abc import Mapping
from typing import Any

from fokus_api import PageAsk, ProgrammePage
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.pages import APPLY
from fokus_kommune import _


async def office(ask: PageAsk) -> Mapping[str, Any]:
    """Return what an office says about applications."""
    found = await ask.get("ehrenamtskarte/office", body=ask.thing)
    says = found["says"]
    closed = found["takes_part"] is False or says["opens"] == "not-yet"
    here = f"/ehrenamtskarte/antraege-bei/{found['office']}"
    return {
        "name": found["name"],
        "remarks": [
            {"text": one["text"][ask.words.language], "href": one["href"] or ""}
            for one in found["remarks"]
            if one["href"] != here and one["when"] != "after"
        ],
        "says": says,
        "apply": "" if closed or ask.past else f"{APPLY}?body={found['body']}",
        "back": ask.to(f"/kommunen/{found['body']}"),
    }


ehrenamtskarte.page(
    ProgrammePage("office.html", office, at="antraege-bei", title=_("Ehrenamtskarte beantragen"), about="body")
)
