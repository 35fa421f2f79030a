"""The routes of choosing, filling in and giving commands."""

from litestar.handlers import HTTPRouteHandler

from fokus_api.face.desks.inbox import inbox
from fokus_api.face.desks.inbox_page import tasks
from fokus_api.face.forms.choosing import choices
from fokus_api.face.forms.form_pages import begin_form, fill_in, show_form
from fokus_api.face.forms.many_pages import begin_many
from fokus_api.face.forms.preview_pages import give, preview_form, receipt
from fokus_api.face.forms.return_pages import come_back, mail_link, take_over
from fokus_api.face.forms.topic_pages import fill_in_topic, show_topic

ROUTES: tuple[HTTPRouteHandler, ...] = (choices, inbox, begin_form, show_form, fill_in, preview_form, give, receipt)
ROUTES += (tasks, begin_many, show_topic, fill_in_topic, mail_link, come_back, take_over)
