"""`/api/docs`: the reference, written out from the OpenAPI document. No script, no other host."""

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()

Schema = dict[str, Any]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
_STYLE = """
:root { color-scheme: dark light; --line: light-dark(#d9d5cd, #34322e);
  --dim: light-dark(#6a655c, #a49e92); --field: light-dark(#f4f1ea, #1d1c1a);
  --accent: light-dark(#a4541a, #f0a35e); }
body { margin: 0 auto; max-width: 60rem; padding: 3rem 1.25rem 6rem; line-height: 1.55;
  font-family: "Hanken Grotesk Variable", "Hanken Grotesk", system-ui, sans-serif;
  background: light-dark(#fbfaf7, #141312); color: light-dark(#1d1b18, #ece8e0); }
h1 { font-size: 2rem; margin: 0 } h2 { margin: 3.5rem 0 0; font-size: 1.3rem }
h3 { margin: 2.5rem 0 .5rem; font-size: 1rem; border-top: 1px solid var(--line);
  padding-top: 1.5rem; overflow-wrap: anywhere }
h4 { margin: 1.25rem 0 .4rem; font-size: .85rem; color: var(--dim); font-weight: 600 }
code, pre { font-family: ui-monospace, monospace; font-size: .86em }
pre { background: var(--field); padding: .9rem 1rem; border-radius: 8px; overflow-x: auto }
b { color: var(--accent) } p, td small { color: var(--dim) }
table { border-collapse: collapse; width: 100%; font-size: .92rem; display: block;
  overflow-x: auto }
td { border-top: 1px solid var(--line); padding: .4rem 1rem .4rem 0; vertical-align: top }
"""
_INTRO = """
<p>Get a token of 60 minutes, send it with every request:</p>
<pre>curl -d username=you@example.com -d password=… {base}/api/auth/token
curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
     -d '{{"prompt": "A cup at dawn, steam rises."}}' {base}/api/video/generate</pre>
<p>A create answers at once; ask for the task until its <code>status</code> is
<code>succeeded</code>, <code>failed</code> or <code>cancelled</code>. Send an
<code>Idempotency-Key</code> to be safe when you repeat a create. Every error has
<code>detail</code> for people, <code>code</code> for programs, and a <code>request_id</code>.
The machine-readable form of this page: <a href="/api/openapi.json">openapi.json</a>.</p>
"""


@router.get("/api/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    document: Schema = request.app.openapi()
    page = "".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(document['info']['title'])} API</title><style>{_STYLE}</style>",
            f"<h1>{escape(document['info']['title'])} API</h1>",
            _INTRO.format(base=escape(str(request.base_url).rstrip("/"))),
            *_routes(document),
        ]
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _routes(document: Schema) -> list[str]:
    rows: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            tag = route.get("tags", ["Other"])[0]
            rows.setdefault(tag, []).append(_route(document, f"{method.upper()} {path}", route))
    return [f"<h2>{escape(tag)}</h2>{''.join(routes)}" for tag, routes in rows.items()]


def _route(document: Schema, title: str, route: Schema) -> str:
    method, path = title.split(" ")
    parts = [f"<h3><b>{method}</b> <code>{escape(path)}</code> {escape(route['summary'])}</h3>"]
    if route.get("description"):
        parts.append(f"<p>{escape(route['description'])}</p>")
    given = {p["name"]: {**p["schema"], "where": p["in"]} for p in route.get("parameters", [])}
    parts.append(_table("Parameters", given, set()))
    for kind, body in route.get("requestBody", {}).get("content", {}).items():
        parts.append(_object(document, f"Body, {kind}", body["schema"]))
    for status, answer in route["responses"].items():
        bodies: dict[str, Schema] = answer.get("content", {}) if status[0] == "2" else {}
        parts += [_answer(document, status, kind, body) for kind, body in bodies.items()]
    return "".join(parts)


def _answer(document: Schema, status: str, kind: str, body: Schema) -> str:
    """The fields of an answer; a file has none, only its kind."""
    if "schema" in body:
        return _object(document, f"Answer {status}", body["schema"])
    return f"<h4>Answer {status}, <code>{escape(kind)}</code></h4>"


def _object(document: Schema, title: str, schema: Schema) -> str:
    """A table of the fields, and after it one of each kind of object among them."""
    whole = _resolved(document, schema)
    fields: Schema = whole.get("properties", {})
    nested = [_inner(document, field) for field in fields.values()]
    return _table(title, fields, set(whole.get("required", []))) + "".join(
        _object(document, name, inner) for name, inner in nested if inner
    )


def _inner(document: Schema, schema: Schema) -> tuple[str, Schema]:
    for option in [schema, schema.get("items", {}), *schema.get("anyOf", [])]:
        if "$ref" in option:
            return option["$ref"].rpartition("/")[2], _resolved(document, option)
    return "", {}


def _resolved(document: Schema, schema: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _table(title: str, fields: Schema, required: set[str]) -> str:
    if not fields:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code><td>{escape(_kind(field))}"
        f"<td><small>{escape(', '.join(_limits(name, field, required)))}</small>"
        for name, field in fields.items()
    )
    return f"<h4>{escape(title)}</h4><table>{rows}</table>"


def _kind(field: Schema) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(option) for option in field["anyOf"])
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "enum" in field:
        return " | ".join(map(str, field["enum"]))
    if "items" in field:
        return f"list of {_kind(field['items'])}"
    return str(field.get("format") or field.get("type", "any"))


def _limits(name: str, field: Schema, required: set[str]) -> list[str]:
    words = {"minLength": "at least", "maxLength": "at most", "minimum": "from", "maximum": "to"}
    options = [field, *field.get("anyOf", [])]
    told = [f"{words[k]} {v}" for option in options for k, v in option.items() if k in words]
    if field.get("where"):
        told.append(f"in the {field['where']}")
    if name in required:
        told.insert(0, "required")
    if field.get("default") not in (None, "", []):
        told.append(f"else {field['default']}")
    return told
