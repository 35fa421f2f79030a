"""The face: pages for people, each the answer of our own API to questions asked inside the process."""

from litestar.handlers import HTTPRouteHandler

from fokus_api.face.form_routes import ROUTES as FORMS
from fokus_api.face.languages import language
from fokus_api.face.list_page import list_page
from fokus_api.face.static_files import static_file

OWN: tuple[HTTPRouteHandler, ...] = (static_file, language, list_page, *FORMS)
