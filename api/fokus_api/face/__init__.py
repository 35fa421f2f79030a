"""The face: pages for people, each made of what our own API answers to questions asked inside the process."""

from collections.abc import Iterable, Mapping

from litestar.handlers import HTTPRouteHandler

from fokus_api.face.connecting.catalog import catalog
from fokus_api.face.connecting.problem_pages import ROUTES as PROBLEMS
from fokus_api.face.connecting.schema_page import schema_page
from fokus_api.face.desks.audit_access import holders_page, openings_page
from fokus_api.face.desks.audit_page import audit_page
from fokus_api.face.desks.barriers_page import ROUTES as BARRIERS
from fokus_api.face.desks.beside_page import beside_page
from fokus_api.face.desks.compare_page import compare_page
from fokus_api.face.desks.decision_page import decision_page, explanation_page
from fokus_api.face.desks.inbox import inbox
from fokus_api.face.desks.models_page import ROUTES as MODELS
from fokus_api.face.desks.operation_page import operation_page
from fokus_api.face.desks.tables_page import ROUTES as TABLES
from fokus_api.face.desks.tables_page import rejected
from fokus_api.face.form_routes import ROUTES as FORMS
from fokus_api.face.forms.choosing import choices
from fokus_api.face.frame.languages import language
from fokus_api.face.frame.legal_pages import LEGAL
from fokus_api.face.frame.security_text import security_text
from fokus_api.face.frame.static_files import static_file
from fokus_api.face.frame.waiting import count_waiting
from fokus_api.face.listing.calendar_page import calendar_page
from fokus_api.face.listing.list_page import bodies_page, list_page, sources_page
from fokus_api.face.listing.log_page import log_page
from fokus_api.face.listing.search_page import search_page
from fokus_api.face.listing.views_page import change_views
from fokus_api.face.programmes.page_app import files_route, routes_of_app
from fokus_api.face.programmes.programme_page import made_page, programme_page
from fokus_api.face.programmes.start_page import start_page
from fokus_api.face.records.body_page import body_page
from fokus_api.face.records.changes_page import changes_page
from fokus_api.face.records.entry_page import entry_page
from fokus_api.face.records.record_page import thing_page
from fokus_api.face.records.source_page import ROUTES as SOURCES
from fokus_api.pages.frame import address_of_programme
from fokus_api.plugins.pages import ProgrammePage
from fokus_core.domain.programme import ProgrammeInfo

__all__ = ["pages"]

OWN: tuple[HTTPRouteHandler, ...] = (
    start_page,
    bodies_page,
    sources_page,
    body_page,
    thing_page,
    list_page,
    change_views,
    entry_page,
    log_page,
    calendar_page,
    search_page,
    schema_page,
    catalog,
    static_file,
    language,
    audit_page,
    holders_page,
    openings_page,
    compare_page,
    changes_page,
    beside_page,
    decision_page,
    explanation_page,
    operation_page,
    *MODELS,
    security_text,
    *LEGAL,
    *BARRIERS,
    *FORMS,
    *TABLES,
    *SOURCES,
    *PROBLEMS,
)

UNFRAMED = (static_file, catalog, language, security_text, choices, inbox, rejected)  # which are no pages


def pages(programmes: Iterable[ProgrammeInfo], made: Mapping[str, ProgrammePage]) -> list[HTTPRouteHandler]:
    """Return the routes of all pages, with one for each programme and those that programmes make, by address."""
    own = {address_of_programme(info): info for info in programmes if info.id != "core"}
    below, beside = [], list[HTTPRouteHandler]()
    for address, one in made.items():
        info = own.get(f"/{address.split('/')[1]}")
        if address in own or info is None:
            continue
        below.append(made_page(info, f"/{one.at}" if one.app else address, one))
        if one.app:
            beside += routes_of_app(info, one, one.app)
        if one.helps:
            beside.append(files_route(one, address, one.helps))
    found = [*OWN, *(programme_page(info, made.get(address)) for address, info in own.items()), *below]
    for route in found:
        if "GET" in route.http_methods and route not in UNFRAMED:
            route.before_request = count_waiting
    return [*found, *beside]
