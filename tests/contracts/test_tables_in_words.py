"""What auditors may compare has a name: every table with two clocks has a title, in both languages."""

from fokus_api.responses.rows import tables_of
from fokus_api.testing.contract import temporary_service
from fokus_core.domain.labels import Label
from fokus_core.plugins.labels import Labels
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network


def test_every_table_has_a_title_in_german_and_english() -> None:
    with temporary_service(network, ews, ehrenamtskarte) as service:
        names = [one.name for one in tables_of(service.models.projections).values()]
        assert len(names) > 20
        titles = {name: service.labels.table(name) for name in names}
        assert [name for name, title in titles.items() if not title] == []
        for name, title in titles.items():
            programme = name.partition(".")[0]
            assert service.texts.knows(title, "en", programme), name
        assert len({(name.partition(".")[0], title) for name, title in titles.items()}) == len(names)


def test_a_word_for_a_table_may_be_a_label_or_missing() -> None:
    labels = Labels({"garden": {"garden.bed": Label("Beete")}})
    assert (labels.table("garden.bed"), labels.table("garden.tree"), labels.table("x.y")) == ("Beete", "", "")
