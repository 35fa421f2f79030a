"""What there is to choose from where commands of the Entwicklungswerkstatt name something."""

from fokus_api import Choices
from fokus_core import _

CHOICES = (
    Choices("run", "ews/runs", value="run", label="title", new=("ews.announce-run",)),
    Choices("cohort", "ews/runs", value="run", label="title"),
    Choices("application", "ews/applications", value="application", label="name", note="received"),
    Choices(
        "team-member",
        "ews/applications/{application}/team",
        value="person",
        label="member",
        note="name",
        otherwise=_("Person, deren Angaben gelöscht sind"),
    ),
    Choices(
        "team-member",
        "ews/runs/{run}/team",
        value="person",
        label="member",
        note="name",
        otherwise=_("Person, deren Angaben gelöscht sind"),
    ),
    Choices("workshop", "ews/runs/{cohort}/workshops", value="workshop", label="title"),
    Choices("topic-round", "ews/runs/{cohort}/topics", value="round", label=_("Themenrunde vom {opened}")),
    Choices("topic", "ews/runs/{cohort}/topics", each="topics", value="topic", label="title"),
    Choices("source", "ews/runs/{cohort}/sources", value="source", label="title", note="added"),
    Choices("advice", "ews/runs/{cohort}/advice", value="advice", label="site", note="requested"),
    Choices("draft", "ews/runs/{cohort}/projects", value="draft", label="title", note="site"),
    Choices("paper", "ews/papers", value="paper", label=_("Nummer {paper}"), note="holder"),
)
