"""The statements to the tables and functions that the library makes in PostgreSQL."""

from typing import LiteralString

from eventsourcing.dcb.postgres_tt import DB_FUNCTION_NAME_DCB_CONDITIONAL_APPEND_TT as APPEND_FUNCTION
from eventsourcing.dcb.postgres_tt import DB_TYPE_NAME_DCB_EVENT_TT as EVENT
from eventsourcing.dcb.postgres_tt import DB_TYPE_NAME_DCB_QUERY_ITEM_TT as QUERY_ITEM

TABLE = "fokus_journal_tt_main"  # the library appends its suffixes to our prefix
TAGS = "fokus_journal_tt_tag"
ENTRIES = "fokus_journal_entries"
MARK = "Fokus Kommune journal, format 1"
LOCK_TIMEOUT = 5  # seconds an append waits for the table lock

FOLLOW: LiteralString = f"SELECT id, type, tags, data FROM public.{TABLE} WHERE id > %s ORDER BY id LIMIT %s"
# Lists come as JSON: the driver is slow to write arrays, and slower to write arrays of the library's types.
READ: LiteralString = f"""
SELECT head.id, m.id, m.type, m.tags, m.data FROM (SELECT max(id) AS id FROM public.{TABLE}) head
LEFT JOIN (
    SELECT DISTINCT ON (x.id) x.id, x.type, x.tags, x.data
    FROM public.{TAGS} t JOIN public.{TABLE} x ON x.id = t.main_id
    WHERE t.tag = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))) AND t.main_id > %s::bigint
    AND (t.tag = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)))
        OR t.tag || E'\\n' || x.type = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb))))
) m ON true ORDER BY m.id
"""
# What the journal never asks: items with several tags or none, or a limit.
SCAN: LiteralString = f"""
SELECT head.id, m.id, m.type, m.tags, m.data FROM (SELECT max(id) AS id FROM public.{TABLE}) head
LEFT JOIN (
    SELECT x.id, x.type, x.tags, x.data FROM public.{TABLE} x
    WHERE x.id > %s::bigint AND (%s::jsonb = '[]' OR EXISTS (
        SELECT 1 FROM jsonb_to_recordset(%s::jsonb) AS item(types text[], tags text[])
        WHERE item.tags <@ x.tags AND (cardinality(item.types) = 0 OR x.type = ANY(item.types))
    ))
    ORDER BY x.id LIMIT %s
) m ON true ORDER BY m.id
"""
APPEND = f"""
SELECT * FROM public.{APPEND_FUNCTION}(
    ARRAY(
        SELECT ROW(
            ARRAY(SELECT jsonb_array_elements_text(item->1)), ARRAY(SELECT jsonb_array_elements_text(item->0))
        )::public.{QUERY_ITEM}
        FROM jsonb_array_elements(%s::jsonb) item
    ),
    %s::bigint,
    ARRAY(
        SELECT ROW(
            event->>0, decode(event->>2, 'base64'), ARRAY(SELECT jsonb_array_elements_text(event->1))
        )::public.{EVENT}
        FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS events(event, number) ORDER BY number
    )
)
""".encode()
TAKE_OVER: LiteralString = f"""
WITH new AS (
    SELECT (e->>0)::bigint AS id, e->>1 AS type, ARRAY(SELECT jsonb_array_elements_text(e->2)) AS tags,
        decode(e->>3, 'base64') AS data FROM jsonb_array_elements(%s::jsonb) e
), main AS (
    INSERT INTO public.{TABLE} (id, type, data, tags)
    SELECT id, type, data, tags FROM new ORDER BY id RETURNING id, tags
), tag AS (
    INSERT INTO public.{TAGS} (tag, main_id) SELECT tag, id FROM main, unnest(tags) AS tag
)
SELECT setval(pg_get_serial_sequence('public.{TABLE}', 'id'), (SELECT max(id) FROM new))
"""
BEGIN = f"BEGIN; SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'; LOCK TABLE public.{TABLE} IN EXCLUSIVE MODE".encode()
MARK_TABLE: LiteralString = f"COMMENT ON TABLE public.{TABLE} IS '{MARK}'"
WHOLE = -1  # the number under which the positions are entered up to which all entries were made
# What is derived from the facts may be dropped, and is made again.
DERIVED: LiteralString = f"""
CREATE TABLE IF NOT EXISTS public.{ENTRIES} (number bigint, main_id bigint, PRIMARY KEY (number, main_id))
"""
INDEX: LiteralString = f"""
WITH made AS (
    INSERT INTO public.{ENTRIES}
    SELECT (entry->>0)::bigint, (entry->>1)::bigint FROM jsonb_array_elements(%s::jsonb) entry
    ON CONFLICT DO NOTHING RETURNING 1
) SELECT count(*) FROM made
"""
INDEXED: LiteralString = f"SELECT max(main_id) FROM public.{ENTRIES} WHERE number = %s"
ENTERED: LiteralString = f"""
SELECT x.id, x.type, x.tags, x.data FROM public.{TABLE} x WHERE x.id IN (
    SELECT e.main_id FROM public.{ENTRIES} e
    WHERE e.number = ANY(ARRAY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint)) AND e.main_id > %s
) ORDER BY x.id LIMIT %s
"""
HEAD: LiteralString = f"SELECT max(id) FROM public.{TABLE}"
