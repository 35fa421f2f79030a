"""Whom a member has to be told something by mail: its contact persons and deputies."""

from fokus_core import Addressee, Occasion, _
from fokus_network.people.facts import CONTACTS
from fokus_network.people.terms import running

WHY = _("Sie erhalten diese Nachricht als Ansprechperson oder Stellvertretung Ihrer Kommune im Netzwerk.")


def contacts_of(occasion: Occasion, body: str) -> list[Addressee]:
    """Return the contact persons and deputies of a body who are in office today and were named with an address."""
    records = [one for one in occasion.under(f"body:{body}", *CONTACTS) if one.fact.effective <= occasion.today]
    records.sort(key=lambda one: one.order)
    held = running(records).values()
    return [Addressee(one.fact.person, one, body=body) for one in held if one.fact.person and one.fact.mail]
