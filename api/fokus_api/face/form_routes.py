"""The routes of choosing, filling in and giving commands."""

from litestar.handlers import HTTPRouteHandler

from fokus_api.face.choosing import choices

ROUTES: tuple[HTTPRouteHandler, ...] = (choices,)
