"""The admin API, described: /openapi.json, and docs/openapi.json in the checkout.

`python -m proxy.admin.openapi` writes the file; tests fail while it is stale, while a route is not described, and while
an answer is not as it is described. With it, the schemas of policies and fixtures are served, so that an editor
completes what this very version reads: `# yaml-language-server: $schema=http://127.0.0.1:9090/schema/policy.schema.json`.
None of it says anything about this deployment, so nobody is asked for a token.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from aiohttp import hdrs, web

from proxy import __version__
from proxy.policy.schema import FIXTURES_SCHEMA_PATH, SCHEMA_PATH, fixtures_schema, schema

OPENAPI_PATH = Path("docs/openapi.json")

Document = dict[str, Any]

_TEXT: Document = {"type": "string"}
_NUMBER: Document = {"type": "number"}
_FLAG: Document = {"type": "boolean"}
_CALLER: Document = {"type": "string", "pattern": "^[ka]_[0-9a-f]{16}$"}
_DECISION: Document = {"type": "string", "pattern": "^d_[0-9a-f]{1,64}$"}
_CAMPAIGN: Document = {"type": "string", "pattern": "^c_[0-9a-f]{12}$"}


# A part of what is read: 1m to 365d in one unit.
_SPAN = "^(?:[1-9][0-9]{0,3}m|[1-9][0-9]{0,2}h|[1-9][0-9]?d|[12][0-9]{2}d|3[0-5][0-9]d|36[0-5]d)$"


def _list(items: Document) -> Document:
    return {"type": "array", "items": items}


def _object(required: str = "", **properties: Document) -> Document:
    return {"type": "object", "required": required.split() or list(properties), "properties": properties}


_WORKER = _object("policy version mode acts switched_off", policy=_TEXT, version=_TEXT, written=_TEXT, mode=_TEXT,
                  acts=_FLAG, switched_off=_FLAG, shared=_FLAG)  # fmt: skip
_WORKERS = _object(workers=_list(_WORKER))
_CASE = _object("caller policy rules signals", caller=_CALLER, policy=_object(name=_TEXT, version=_TEXT, mode=_TEXT),
                rules=_list(_object("rule why condition", rule=_TEXT, why=_TEXT)), signals=_list(_object("name value",
                name=_TEXT, value=_NUMBER, score=_NUMBER, why=_TEXT)))  # fmt: skip
_ORDER = _object("who why", who={**_TEXT, "pattern": "\\S", "description": "Who orders it, for the audit event."},
                 why={**_TEXT, "pattern": "\\S", "description": "The reason, for the audit event."})  # fmt: skip


_SUSPECTED = _object(
    "campaign callers risk level evidence", campaign=_CAMPAIGN, callers=_NUMBER, orgs=_NUMBER, risk=_NUMBER,
    level=_TEXT, exchanges=_NUMBER, since=_NUMBER, imported=_FLAG,
    evidence=_list(_object("name why", name=_TEXT, why=_TEXT, score=_NUMBER)),
)  # fmt: skip
_MARK: Document = {"type": "string", "pattern": "^(system|heading|opening|ending|clause|passage):[0-9a-f]{16}$"}
_INDICATOR = _object("id since at until risk callers marks", id=_TEXT, since=_NUMBER, at=_NUMBER, until=_NUMBER,
                     risk=_NUMBER, callers={"type": "integer"}, marks=_list(_MARK), networks=_list(_TEXT))  # fmt: skip


class Described(NamedTuple):
    """One route: what it does, what it takes, and what it answers where all is well."""

    method: str
    path: str
    summary: str
    answer: Document
    order: Document | None = None
    """Words of the order besides who and why; None where nothing is ordered."""
    query: Document | None = None
    others: tuple[int, ...] = ()
    """Further statuses; 400, 401, 404 and 503 are possible everywhere."""


ROUTES: tuple[Described, ...] = (
    Described("get", "/v1/callers", "Callers judged lately, by level and risk.",
              _object(callers=_list(_object("caller risk level", caller=_CALLER, risk=_NUMBER, level=_TEXT)),
                      remembered=_NUMBER, workers=_NUMBER),
              query={"limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}}),
    Described("get", "/v1/callers/{id}", "Why a caller stands where it stands: every signal, every rule.", _CASE),
    Described("post", "/v1/callers/{id}/lift", "End what runs against a caller, and spare it as long.",
              _object(caller=_CALLER, lifted=_list(_TEXT), spared={"type": "object", "additionalProperties": _NUMBER}),
              order={}),
    Described("post", "/v1/callers/{id}/ban", "Refuse everything a caller sends, in all replicas.",
              _object(caller=_CALLER, until=_NUMBER, shared=_FLAG),
              order={"for": {**_TEXT, "pattern": _SPAN, "default": "24h", "description": "How long: 1m to 365d."}},
              others=(409,)),
    Described("get", "/v1/bans", "Callers whom operators have banned by name.",
              _object(bans=_list(_object(caller=_CALLER, until=_NUMBER)))),
    Described("get", "/v1/decisions/{id}", "Why a request was judged as it was.", _CASE),
    Described("get", "/v1/campaigns", "Campaigns that hold, by risk.",
              _object(campaigns=_list(_SUSPECTED), leads=_FLAG)),
    Described("get", "/v1/campaigns/{id}", "One campaign, with a page of its members.",
              {**_SUSPECTED, "required": [*_SUSPECTED["required"], "members", "more"]},
              query={"offset": {"type": "integer", "minimum": 0, "default": 0},
                     "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}}),
    Described("post", "/v1/campaigns/{id}/lift", "Leave a campaign alone for a week, and all of its members.",
              _object(campaign=_CAMPAIGN, until=_NUMBER, members=_NUMBER, unlifted=_list(_CALLER)), order={}),
    Described("get", "/v1/indicators", "What other deployments may be told of campaigns: digests, no texts.",
              _object(key=_TEXT, shared=_FLAG, indicators=_list(_INDICATOR)),
              query={"networks": {"type": "string", "enum": ["0", "1"], "default": "0"}}, others=(409,)),
    Described("post", "/v1/indicators", "Take in another deployment's, as evidence that makes us watch.",
              _object(imported=_NUMBER, other_key=_NUMBER, same_key=_FLAG),
              order={"indicators": {**_list(_INDICATOR), "minItems": 1, "maxItems": 25},
                     "key": {"type": ["string", "null"], "default": None, "description": "Fingerprint of their key."}}),
    Described("get", "/v1/policy", "The policy in force on each worker, and what was wrong with the last edit.",
              _WORKERS),
    Described("post", "/v1/mode", "The kill switch: observe stops acting on anybody in all replicas, at once.",
              _WORKERS, order={"mode": {"type": "string", "enum": ["observe", "enforce"]}}),
    Described("post", "/v1/reload", "Read the policy file again; 422 where it is broken, and the old one stays.",
              _WORKERS, order={}, others=(422,)),
)  # fmt: skip
"""Every route behind the gate."""

_IDS = {"decisions": _DECISION, "campaigns": _CAMPAIGN}
_TELL = {
    400: "the order or an id is not understood",
    401: "no token, or another one",
    404: "nothing of that name, or the API is off: no token is set",
    409: "an exception, or a setting, forbids it",
    422: "it did not work; the answer says why",
    503: "no worker answered in time, or the state cannot be asked",
}


def openapi() -> Document:
    """The whole description."""
    paths: Document = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Stillwatch admin API",
            "version": __version__,
            "description": "For operators, on a listener of its own (`serve --admin`). Off unless a token or an "
            "authority for client certificates is set. Every change says who and why, and is an audit event.",
        },
        "security": [{"token": []}, {"certificate": []}],
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "certificate": {"type": "mutualTLS", "description": "With `serve --admin-client-ca`."},
            },
            "schemas": {"Error": _object(error=_TEXT)},
        },
        "paths": paths,
    }


def _operation(route: Described) -> Document:
    told: Document = {"summary": route.summary, "operationId": _name(route), "parameters": _parameters(route)}
    if route.order is not None:
        body = _ORDER | {"properties": _ORDER["properties"] | route.order}
        body["required"] = ["who", "why", *[word for word, each in route.order.items() if "default" not in each]]
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    told["responses"] = {"200": {"description": "done", "content": {"application/json": {"schema": route.answer}}}}
    for status in sorted((400, 401, 404, 503, *route.others)):
        error: Document = {} if status == 422 else {"$ref": "#/components/schemas/Error"}
        content = {"application/json": {"schema": error}}
        told["responses"][str(status)] = {"description": _TELL[status], "content": content}
    return told


def _name(route: Described) -> str:
    return route.method + "".join(part.strip("{}").title() for part in route.path.split("/")[2:])


def _parameters(route: Described) -> list[Document]:
    found = [{"name": name, "in": "query", "schema": each} for name, each in (route.query or {}).items()]
    if "{id}" in route.path:
        form = next((form for word, form in _IDS.items() if word in route.path), _CALLER)
        found.append({"name": "id", "in": "path", "required": True, "schema": form})
    return found


class Descriptions:
    """The routes that describe."""

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        served: dict[str, Callable[[], bytes]] = {
            "/openapi.json": _openapi,
            f"/schema/{SCHEMA_PATH.name}": _policy,
            f"/schema/{FIXTURES_SCHEMA_PATH.name}": _fixtures,
        }
        return [web.get(path, _serving(body)) for path, body in served.items()]


def _serving(body: Callable[[], bytes]) -> Callable[[web.Request], Any]:
    async def serve(_request: web.Request) -> web.Response:
        # Editors run in browsers, too, and these documents are everybody's.
        headers = {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: "*"}
        return web.Response(body=body(), content_type="application/json", headers=headers)

    return serve


# Made when somebody asks, once: a tenth of a second for the policy's.
@cache
def _openapi() -> bytes:
    return orjson.dumps(openapi())


@cache
def _policy() -> bytes:
    return orjson.dumps(schema())


@cache
def _fixtures() -> bytes:
    return orjson.dumps(fixtures_schema())


def openapi_text() -> str:
    """The description as it is checked in."""
    return orjson.dumps(openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


if __name__ == "__main__":
    OPENAPI_PATH.write_text(openapi_text(), encoding="utf-8")
