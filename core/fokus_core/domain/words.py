"""Texts that the fields of many facts and commands are made of."""

from typing import Annotated

from msgspec import Meta

Reason = Annotated[str, Meta(min_length=1, max_length=1000, description="Why")]
Title = Annotated[str, Meta(min_length=1, max_length=300, description="Title in German")]
