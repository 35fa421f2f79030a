"""What the fields of a fact, or of what holds, are called in every language."""

import msgspec

from fokus_api.http.rendered import Rendered
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Texts

__all__ = ["labels_of"]


def labels_of(cls: type[msgspec.Struct], programme: str, labels: Labels, texts: Texts) -> dict[str, Rendered]:
    """Return what the fields besides `effective` are called; a field without a label by its own name."""
    found = {}
    for name in cls.__struct_fields__:
        if name != "effective":
            label = labels.of(programme, cls, name)
            found[name] = _said(label.title if label else name.replace("_", " "), programme, texts)
    return found


def _said(text: str, programme: str, texts: Texts) -> Rendered:
    return Rendered.of(lambda language: texts.say(text, language, programme))
