"""What pages show, in the words of schema.org: data for search engines and other programs, which browsers never run."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_api.auth.policy import API
from fokus_api.face.shown.lists import List
from fokus_api.responses.public_data import LICENCE_URL
from fokus_api.runtime.settings import Settings

__all__ = ["dataset", "event", "linked", "organisation", "service"]

CONTEXT = "https://schema.org"
STATE = {"@type": "AdministrativeArea", "name": "Nordrhein-Westfalen"}
FORMS = {
    "": "application/json",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def linked(*nodes: Mapping[str, Any]) -> dict[str, Any]:
    """Return nodes as the JSON-LD of a page, without what is not known."""
    known = [{name: value for name, value in node.items() if value not in ("", None, [])} for node in nodes]
    return {"@context": CONTEXT, **known[0]} if len(known) == 1 else {"@context": CONTEXT, "@graph": known}


def organisation(settings: Settings, about: str) -> dict[str, Any]:
    """Return who runs the service."""
    home = settings.public_url
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{home}/#publisher",
        "name": settings.publisher,
        "url": f"{home}/",
        "description": about,
        "areaServed": STATE,
        "contactPoint": {"@type": "ContactPoint", "url": f"{home}/impressum"},
    }


def service(settings: Settings, programme: str, title: str, about: str, address: str) -> dict[str, Any]:
    """Return a programme as a service of the state."""
    home = settings.public_url
    return {
        "@type": "GovernmentService",
        "@id": f"{home}{address}#service",
        "identifier": programme,
        "name": title,
        "description": about,
        "url": f"{home}{address}",
        "provider": {"@type": "GovernmentOrganization", "@id": f"{home}/#publisher", "name": settings.publisher},
        "areaServed": STATE,
    }


def event(settings: Settings, address: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return an appointment as a calendar has it: `said` are its title, when it starts and ends, and where it is."""
    online, off = bool(said.get("online")), said.get("status") == "cancelled"
    place = {"@type": "Place", "name": said.get("place") or "", "address": said.get("place") or ""}
    return {
        "@type": "Event",
        "@id": f"{settings.public_url}{address}#event",
        "name": said["title"],
        "url": f"{settings.public_url}{address}",
        "startDate": said["starts"],
        "endDate": said["ends"],
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if off else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/{'OnlineEventAttendanceMode' if online else 'OfflineEventAttendanceMode'}",
        "location": {"@type": "VirtualLocation", "url": f"{settings.public_url}{address}"} if online else place,
        "organizer": {"@type": "GovernmentOrganization", "@id": f"{settings.public_url}/#publisher"},
    }


def dataset(settings: Settings, one: List, title: str, columns: Sequence[str]) -> dict[str, Any]:
    """Return a list as data that are to be had as files, by the name under which the catalogue has it."""
    home = settings.public_url
    address = f"{home}{API}/{one.path}"
    return {
        "@type": "Dataset",
        "@id": f"{address}#dataset",
        "name": title,
        "description": ", ".join([title, *columns]),
        "url": f"{home}{one.page}",
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "@id": f"{home}/#publisher", "name": settings.publisher},
        "spatialCoverage": STATE,
        "variableMeasured": list(columns),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": f"{address}{form}", "encodingFormat": kind}
            for form, kind in FORMS.items()
        ],
    }
