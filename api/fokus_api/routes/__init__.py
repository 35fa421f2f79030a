"""The routes that belong to no programme."""

from litestar.handlers import HTTPRouteHandler

from fokus_api.routes.access import openings, who_could
from fokus_api.routes.audit import bundle, checkpoint, consistency, proof
from fokus_api.routes.bodies import bodies, body, timeline
from fokus_api.routes.boundaries import boundaries, boundary_file
from fokus_api.routes.bulk_imports import ROUTES as TABLES
from fokus_api.routes.certificates import certificate_file, certificates
from fokus_api.routes.command_files import hand_in_for
from fokus_api.routes.command_forms import command_form, commands
from fokus_api.routes.decisions import decision
from fokus_api.routes.entries import entry
from fokus_api.routes.explain import diff, explain
from fokus_api.routes.feed import feed
from fokus_api.routes.figures import figure_explanation, figures
from fokus_api.routes.files import file, hand_in
from fokus_api.routes.health import health, live, ready
from fokus_api.routes.jobs import jobs
from fokus_api.routes.keys import keys
from fokus_api.routes.links import show as show_link
from fokus_api.routes.links import use as use_link
from fokus_api.routes.log import log
from fokus_api.routes.messages import ROUTES as MESSAGES
from fokus_api.routes.metrics import metrics
from fokus_api.routes.notices import all_notices
from fokus_api.routes.plugins import plugins
from fokus_api.routes.privacy import ROUTES as PRIVACY
from fokus_api.routes.projections import ROUTES as PROJECTIONS
from fokus_api.routes.proposals import proposal, proposals
from fokus_api.routes.provenance import chain
from fokus_api.routes.public_file import ROUTES as PUBLIC_FILE
from fokus_api.routes.reasons import reason
from fokus_api.routes.receipts import receipt
from fokus_api.routes.recent import recent
from fokus_api.routes.record import record
from fokus_api.routes.report import audit_report
from fokus_api.routes.retention import ROUTES as RETENTION
from fokus_api.routes.signin import callback, signin, signout, who_am_i
from fokus_api.routes.sources import ROUTES as SOURCES
from fokus_api.routes.webhooks import ROUTES as WEBHOOKS

OWN: tuple[HTTPRouteHandler, ...] = (
    health,
    live,
    ready,
    metrics,
    jobs,
    plugins,
    bodies,
    body,
    timeline,
    record,
    figure_explanation,
    figures,
    recent,
    log,
    *SOURCES,
    entry,
    feed,
    *MESSAGES,
    who_could,
    openings,
    proposals,
    proposal,
    receipt,
    keys,
    show_link,
    use_link,
)
OWN += (hand_in, file, who_am_i, signin, callback, signout, boundaries, boundary_file)
OWN += (commands, command_form, hand_in_for)
OWN += (checkpoint, proof, consistency, bundle, decision, explain, diff, chain, certificates, certificate_file)
OWN += (*PUBLIC_FILE, *PROJECTIONS, audit_report)
OWN += (*PRIVACY, *RETENTION, all_notices, reason)
OWN += TABLES
OWN += WEBHOOKS
