"""Plain pages of the service's own: complete without script, styled by what they bring along."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Literal

from litestar import Response
from litestar.datastructures import Cookie

from fokus_api.http.headers import PAGES

__all__ = ["Language", "page"]

Language = Literal["de", "en"]
WRONG = {"de": "Fehler: ", "en": "Error: "}
REFUSED = frozenset({409, 422})
STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1b1b1b;font:1.0625rem/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
header,main{max-width:42rem;margin:0 auto;padding:1rem}
header{border-bottom:.25rem solid #003b75;font-weight:600}
h1{font-size:1.75rem;line-height:1.2;margin:1rem 0}
h1,h2,p,li,dd,label,button{overflow-wrap:break-word;hyphens:auto}
h2{font-size:1.25rem;margin:0 0 .5rem}
a{color:#003b75}
dl{margin:1rem 0;border-top:1px solid #767676}
dt{font-weight:600;padding-top:.5rem}
dd{margin:0;padding-bottom:.5rem;border-bottom:1px solid #767676}
.field{margin:1.25rem 0}
label{display:block;font-weight:600}
.yes{display:flex;flex-wrap:wrap;gap:.5rem}
.yes label{flex:1;font-weight:400}
.yes .error{width:100%}
.hint,.error{margin:.125rem 0;font-size:1rem}
.error{color:#a4001d;font-weight:600}
.alert{border:.1875rem solid #a4001d;padding:1rem;margin:1rem 0}
.alert p,.alert ul{margin:.25rem 0}
input:not([type=checkbox]),select,textarea{width:100%;max-width:30rem;min-height:2.75rem;padding:.5rem;font:inherit;
color:inherit;background:#fff;border:.125rem solid #4a4a4a;border-radius:.125rem}
input[type=checkbox]{width:1.5rem;height:1.5rem;margin:0}
[aria-invalid]{border-color:#a4001d!important}
button{min-height:2.75rem;margin-top:1rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;color:#fff;
background:#003b75;border:.125rem solid #003b75;border-radius:.125rem;cursor:pointer}
button:hover{background:#00294f}
:focus-visible{outline:.1875rem solid #1b1b1b;outline-offset:.1875rem;box-shadow:0 0 0 .1875rem #ffd84d}
.other{margin-top:2.5rem}
@media print{button,.other{display:none}}
"""
STYLED = f"{PAGES.decode()}; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"


def page(
    status: int,
    title: str,
    *parts: str,
    lang: Language = "de",
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """Return a page of parts that are HTML already; it is never kept."""
    text = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{WRONG[lang] * (status in REFUSED)}{escape(title)} – Fokus Kommune</title>"
        f"<style>{STYLE}</style></head>"
        f"<body><header>Fokus Kommune</header><main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )
    given = {"Cache-Control": "no-store", "Content-Security-Policy": STYLED, **(headers or {})}
    return Response(text, status_code=status, media_type="text/html", headers=given, cookies=cookies)
