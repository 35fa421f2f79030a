"""What is said of a partner: name, place, opening hours, access, and who won it."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_kommune import Key, _, labelled

PartnerId = Annotated[
    str,
    Key("partner"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Partner"), description="Id of a partner of the card"),
]
PartnerName = Annotated[
    str, Meta(min_length=1, max_length=200, description="Name of the business or institution, as on its door")
]
Street = Annotated[str, Meta(max_length=200, description="Street and number; empty where it is online only")]
Postcode = Annotated[
    str, Meta(pattern=r"^(\d{5})?$", description="Postal code; empty where it is online only", examples=["58095"])
]
Latitude = Annotated[float, Meta(ge=50, le=53, extra={"unit": "degree"}, description="Latitude, WGS 84")]
Longitude = Annotated[float, Meta(ge=5, le=10, extra={"unit": "degree"}, description="Longitude, WGS 84")]
Website = Annotated[
    str, Meta(pattern=r"^(https?://[^\s<>\"]+)?$", max_length=500, description="Address on the web, or empty")
]
Hours = Annotated[str, Meta(max_length=500, description="Opening hours in words")]
About = Annotated[str, Meta(max_length=2000, description="What it is, in a few sentences")]
Presence = Annotated[
    Literal["on-site", "online", "both"],
    labelled({"on-site": _("vor Ort"), "online": _("im Internet"), "both": _("vor Ort und im Internet")}),
]
StepFree = Annotated[
    Literal["yes", "partly", "no", "unknown"],
    labelled(
        {
            "yes": _("stufenlos"),
            "partly": _("teilweise stufenlos"),
            "no": _("nicht stufenlos"),
            "unknown": _("nicht bekannt"),
        }
    ),
]
WonBy = Annotated[
    Literal["municipality", "district", "state", "partner", "other", "unknown"],
    labelled(
        {
            "municipality": _("die Kommune"),
            "district": _("der Kreis"),
            "state": _("das Land"),
            "partner": _("der Partner selbst"),
            "other": _("andere"),
            "unknown": _("nicht bekannt"),
        }
    ),
]
