"""`fokus load`: the documented history of all programmes, entered through the same commands a clerk would use."""

from collections import Counter

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened, words
from fokus_api.runtime.service import Service
from fokus_core.domain.programme import HistoryFile
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.journal.documented import Loaded, load_history, read

STATES = ("entered", "present", "changed", "corrected", "refused")


@click.command
@click.option("--correct", is_flag=True, help="Enter changed entries as corrections.")
@json_option
def load(correct: bool) -> None:
    """Enter the documented history of all programmes; what is entered already stays as it is.

    A changed entry is listed and left alone (exit code 0); a refused one is listed too (exit code 1).
    """
    out = Output()
    with opened(create=True) as service:
        done, say = _enter_all(service, out, correct=correct), words()
    counts: Counter[tuple[str, str]] = Counter((item.programme, item.state) for item in done)
    programmes = sorted({item.programme for item in done})
    listed = [(one, say(one.why, **one.values)) for one in done if one.state not in {"entered", "present"}]
    human = [out.table(("programme", *STATES), [(p, *(counts[p, s] for s in STATES)) for p in programmes])]
    if listed:
        rows = [(item.programme, item.entry, item.state, why) for item, why in listed]
        human.append(out.table(("programme", "entry", "what", "why"), rows))
    document = {
        "programmes": {p: {s: counts[p, s] for s in STATES} for p in programmes},
        "entries": [
            {"programme": item.programme, "entry": item.entry, "state": item.state, "why": why} for item, why in listed
        ],
    }
    out.say(document, *(human if done else ["No plugin brings documented history."]))
    if any(item.state == "changed" for item in done):
        out.aside("Changed entries stay as they were entered; `fokus load --correct` enters them as corrections.")
    if any(item.state == "refused" for item in done):
        out.end(1)


def _enter_all(service: Service, out: Output, *, correct: bool) -> list[Loaded]:
    files: list[HistoryFile] = service.plugins.history
    try:
        total = sum(len(read(file)) for file in files)
    except ValueError as error:
        raise Refused(
            "malformed-history", _("Die dokumentierte Geschichte ist nicht lesbar: {why}"), why=error
        ) from error
    done: list[Loaded] = []
    with out.progress("Entering documented history", total) as bar:
        for item in load_history(service.journal, files, correct=correct):
            done.append(item)
            bar(len(done))
    return done
