"""What forms offer about cases of support, and what waits for the coordination."""

from fokus_kommune import _
from fokus_network.exchange.programme import exchange
from fokus_network.exchange.support.cases import TakeSupport

exchange.choice("support", "support-cases", value="support", label="title", note="body_name")
exchange.choice("support", "members/{body}/support-cases", value="support", label="title", note="asked")
exchange.task(
    "support-asked",
    "support-cases",
    TakeSupport,
    title=_("Anfrage übernehmen: {title}"),
    why=_("{body_name} bittet um Unterstützung."),
    fields={"support": "support"},
    query={"status": "asked"},
)
