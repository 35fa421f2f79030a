"""What there is to choose from where commands of the network name something, and what waits to be done."""

from fokus_api import Choices, Task
from fokus_core import _

CHOICES = (
    Choices(
        "round",
        "network/rounds",
        value="round",
        label="title",
        note=_("eröffnet am {opened}"),
        new=("network.open-round",),
    ),
    Choices(
        "declaration",
        "network/declarations",
        value="declaration",
        label="title",
        note=_("veröffentlicht am {published}"),
        new=("network.publish-declaration",),
    ),
    Choices(
        "criterion",
        "network/criteria",
        each="criteria",
        value="id",
        label="title",
        new=("network.adopt-criteria",),
    ),
    Choices("meeting", "network/meetings", value="meeting", label="title", note="first_day"),
    Choices("mail", "network/mails", value="mail", label="subject"),
    Choices(
        "publication",
        "network/publications",
        value="publication",
        label="title",
        new=("network.release-publication",),
    ),
    Choices("offer", "network/offers", value="offer", label="title", note="name", new=("network.make-offer",)),
    Choices("term", "network/people", value="term", label="name", note=_("seit {since}")),
    Choices("term", "network/members/{body}/contacts", value="term", label="person", note=_("seit {since}")),
)

TASKS = (
    Task(
        "network.review-due",
        "network/reviews",
        title=_("Mitgliedschaft überprüfen: {name}"),
        why=_("Mitglied seit {joined}"),
        command="network.record-review",
        fields={"body": "body"},
        query={"due": "true"},
        due="due",
    ),
    Task(
        "network.remedy-due",
        "network/follow-ups",
        title=_("Nachgereichte Nachweise prüfen: {name}"),
        why=_("Die Kommune kann bis einschließlich {until} nachreichen."),
        command="network.record-review",
        fields={"body": "body"},
        query={"step": "remedy"},
        due="until",
    ),
    Task(
        "network.suspension-due",
        "network/follow-ups",
        title=_("Entscheiden, ob die Mitgliedschaft ruht: {name}"),
        why=_("Die Kommune kann sich bis einschließlich {until} äußern. Danach entscheidet eine zweite Person."),
        command="network.carry-out-follow-up",
        fields={"body": "body"},
        query={"step": "suspension"},
        due="until",
    ),
    Task(
        "network.exclusion-due",
        "network/follow-ups",
        title=_("Über den Ausschluss entscheiden: {name}"),
        why=_("Die Kommune kann sich bis einschließlich {until} äußern. Danach entscheidet eine zweite Person."),
        command="network.carry-out-follow-up",
        fields={"body": "body"},
        query={"step": "end"},
        due="until",
    ),
    Task(
        "network.answer-due",
        "network/members/{body}/follow-ups",
        title=_("Sich zur Überprüfung der Mitgliedschaft äußern"),
        why=_("Die Frist läuft bis einschließlich {until}."),
        command="network.answer-follow-up",
        fields={"body": "body"},
        due="until",
    ),
)
