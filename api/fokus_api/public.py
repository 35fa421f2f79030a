"""The public face of this layer, which `fokus_api` hands on: what a programme answers over HTTP with."""

from fokus_api.ask import Ask
from fokus_api.auth.policy import API, read
from fokus_api.auth.unsealing import Unsealer
from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.http.caller import Caller, Reach
from fokus_api.http.input_errors import FieldError
from fokus_api.http.parameters import renamed
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rendered import Rendered
from fokus_api.http.request_context import Moment
from fokus_api.imports.documents import TakenView, hand_over
from fokus_api.imports.job import ReadInTables
from fokus_api.node import Node
from fokus_api.pages.link_actions import Happened, LinkAction, Told
from fokus_api.pages.maps import Outline, outline_of
from fokus_api.plugins.bulk_imports import BulkImport, Column
from fokus_api.plugins.choices import Choices
from fokus_api.plugins.intakes import Intake
from fokus_api.plugins.pages import PageApp, PageAsk, ProgrammePage
from fokus_api.plugins.tasks import Task
from fokus_api.responses.atom import ATOM_TYPE, FEED_LENGTH, AtomEntry, atom, atom_entry
from fokus_api.responses.begun_by import public_entries, with_source
from fokus_api.responses.calendar import ICS_TYPE, CalendarEntry, ics
from fokus_api.responses.differences import (
    Changes,
    Comparison,
    FieldChange,
    TextChange,
    compared,
    field_changes,
    text_changes,
)
from fokus_api.responses.geojson import GEOJSON_TYPE, Point, Sourced, geodata_links, geodata_source, point_of
from fokus_api.responses.paging import Listed, Listing, Page
from fokus_api.responses.papers import PDF_TYPE, paper, paper_answer, paper_of
from fokus_api.responses.qr import QrCode, qr_code
from fokus_api.responses.queries import query
from fokus_api.responses.row_entry import RowEntry
from fokus_api.responses.views import FactView, fact_view
from fokus_api.routes.bodies import resolved_body
from fokus_api.routes.files import file_answer
from fokus_api.runtime.service import Service, StartRefused
from fokus_core.plugins.stability import Going

__all__ = [
    "API",
    "ATOM_TYPE",
    "FEED_LENGTH",
    "FILE_KINDS",
    "GEOJSON_TYPE",
    "ICS_TYPE",
    "PDF_TYPE",
    "ApiProblem",
    "Ask",
    "AtomEntry",
    "BulkImport",
    "CalendarEntry",
    "Caller",
    "Changes",
    "Choices",
    "Column",
    "Comparison",
    "FactView",
    "FieldChange",
    "FieldError",
    "Going",
    "Happened",
    "Intake",
    "LinkAction",
    "Listed",
    "Listing",
    "Moment",
    "Node",
    "Outline",
    "Page",
    "PageApp",
    "PageAsk",
    "Point",
    "ProgrammePage",
    "QrCode",
    "Reach",
    "ReadInTables",
    "Rendered",
    "RowEntry",
    "Service",
    "Sourced",
    "StartRefused",
    "TakenView",
    "Task",
    "TextChange",
    "Told",
    "Unsealer",
    "atom",
    "atom_entry",
    "compared",
    "fact_view",
    "field_changes",
    "file_answer",
    "geodata_links",
    "geodata_source",
    "hand_over",
    "ics",
    "outline_of",
    "paper",
    "paper_answer",
    "paper_of",
    "point_of",
    "public_entries",
    "qr_code",
    "query",
    "read",
    "renamed",
    "resolved_body",
    "text_changes",
    "with_source",
]
