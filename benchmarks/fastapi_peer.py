"""A peer: the list of members by FastAPI and SQLAlchemy, written as their documentation shows it."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from benchmarks.servers import MODEL

KNOWN = 1 << 61  # everything


class Base(DeclarativeBase):
    """The tables of the read model."""


class Membership(Base):
    """A row of `network_membership`."""

    __tablename__ = "network_membership"
    body: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[str] = mapped_column(primary_key=True)
    known_from: Mapped[int] = mapped_column(primary_key=True)
    valid_to: Mapped[str]
    known_to: Mapped[int]
    status: Mapped[str]
    joined: Mapped[str]
    round: Mapped[str]
    declaration: Mapped[str]
    criteria: Mapped[str | None]
    overridden: Mapped[bool]
    joined_at: Mapped[int]


class Body(Base):
    """A row of `core_bodies`."""

    __tablename__ = "core_bodies"
    id: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[str] = mapped_column(primary_key=True)
    valid_to: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    parent: Mapped[str | None]


class Member(BaseModel):
    """A member on a day."""

    model_config = ConfigDict(from_attributes=True)
    body: str
    name: str
    kind: str
    district: str | None
    district_name: str | None
    status: str
    joined: date
    round: str
    declaration: str
    criteria: str | None
    overridden: bool
    joined_at: int


def application() -> FastAPI:
    """Return the application of one server process over the file that `BENCHMARK_MODEL` names."""
    engine = create_engine(f"sqlite:///file:{os.environ[MODEL]}?mode=ro&uri=true")
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    @app.get("/members", response_model=list[Member])
    def members(session: Annotated[Session, Depends(session)], on: date, known: int = KNOWN) -> Any:
        day, m, above = on.isoformat(), Membership, aliased(Body)
        columns = (m.body, m.status, m.joined, m.round, m.declaration, m.criteria, m.overridden, m.joined_at)
        question = (
            select(*columns, Body.name, Body.kind, Body.parent.label("district"), above.name.label("district_name"))
            .join(Body, (Body.id == m.body) & (Body.valid_from <= day) & (Body.valid_to > day))
            .outerjoin(above, (above.id == Body.parent) & (above.valid_from <= day) & (above.valid_to > day))
            .where(m.known_to > known, m.known_from <= known, m.valid_to > day, m.valid_from <= day)
            .order_by(Body.name, m.body)
        )
        return list(session.execute(question).all())

    return app
