"""Rate limits as routes and commands name them; who counts them is not the core's business."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most `most` requests of one actor, or of one address, `per` so many seconds.

    The name of a programme's limit begins with its id: `garden-checks`. While requests cannot be counted they pass;
    where the limit guards a secret, `closed`, they are answered 503.
    """

    name: str
    most: int
    per: int = 60
    closed: bool = False
