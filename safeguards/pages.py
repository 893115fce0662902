"""`@page`: the one decorator of every view. Matrix, methods, limits, read-only GET, readings, absence."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import lru_cache, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import connections, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import SimpleTemplateResponse

from safeguards import audit, limits, matrix
from safeguards.access import Absent, Actor, ScopedQuerySet

View = Callable[..., HttpResponse]
SAFE_METHODS = frozenset({"GET", "HEAD"})
_READS = re.compile(r"\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|EXPLAIN)\b", re.IGNORECASE)
# Inside what begins as a reading: locks, a second statement, SELECT INTO, and writing behind WITH or EXPLAIN.
_HIDDEN_WRITE = re.compile(
    r"\bFOR\s+(NO\s+KEY\s+|KEY\s+)?(UPDATE|SHARE)\b|;\s*\S|\bINTO\s|\b(UPDATE|MERGE)\s+\S+\s+(SET|USING)\b|\bDELETE\s+FROM\b",
    re.IGNORECASE,
)
# The session, new audit lines, and the head of their stream, each alone.
_ALLOWED = re.compile(
    r"\s*(?:(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"django_session\""
    r"|INSERT\s+INTO\s+\"safeguards_audit(?:line|head)\""
    r"|UPDATE\s+\"safeguards_audithead\""
    r"|SELECT\s(?:(?!\bFROM\b).)*\bFROM\s+\"(?:django_session|safeguards_audithead)\"(?!.*\b(?:FROM|JOIN)\b))",
    re.IGNORECASE | re.DOTALL,
)


class WroteWhileReading(RuntimeError):
    """A GET tried to change something."""


def _only_reads(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if _is_reading(sql):
        return execute(sql, params, many, context)
    raise WroteWhileReading(sql.split("(", 1)[0][:80])


@lru_cache(
    maxsize=1000
)  # the same pages ask in the same words; values are no part of them, they stand in `params`
def _is_reading(sql: str) -> bool:
    if _READS.match(sql) and not _HIDDEN_WRITE.search(sql):
        return True
    return _ALLOWED.match(sql) is not None and ";" not in sql


def seen(request: HttpRequest, event: str, obj: models.Model | None = None, **facts: Any) -> None:
    """Note a reading. Its audit line is written last, after the page is drawn and before it is sent.

    A scoped record noted here is also what the open page asks for every 15 seconds (`/alive/`).
    """
    request.readings.append((event, obj, facts))
    if obj is not None and isinstance(type(obj)._default_manager.all(), ScopedQuerySet):
        request.alive_of = (obj._meta.label_lower, obj.number)


def write_readings(request: HttpRequest) -> None:
    """Write the noted readings in one short transaction. If this fails, the page is not sent."""
    if request.readings:
        with transaction.atomic():
            for event, obj, facts in request.readings:
                audit.record(request.actor or Actor(), event, obj, **facts)


def page(name: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Mark a view with its line in the matrix; raises NotInMatrix at import when there is none.

    Not signed in: to the sign-in page. Role not allowed: the same answer as for what does not exist.
    Done too often: `limits.Reached`, which becomes one neutral page (R-29).
    GET and HEAD run under a guard that refuses every SQL but reading, the session and audit lines.
    """
    rule = matrix.page_rule(name)

    def decorate(view: View) -> View:
        @wraps(view)
        def walk(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if actor is None and not rule.is_public:
                return redirect_to_login(request.get_full_path())
            if not matrix.may_open(actor, name):
                raise Absent
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            request.readings = []
            request.page_name = name
            if any("\0" in part for part in (request.path_info, *request.GET.values())):
                raise Absent  # no row holds this sign, and PostgreSQL breaks on the question
            if "prefetch" in request.headers.get("Sec-Purpose", ""):
                return HttpResponse(status=503)  # nobody has looked yet: nothing may be read or logged
            limits.hold(request, actor, name)  # before any record is looked up: the answer tells of none
            with ExitStack() as guards:
                if request.method in SAFE_METHODS:
                    for connection in connections.all(initialized_only=True):
                        guards.enter_context(connection.execute_wrapper(_only_reads))
                response = view(request, *args, **kwargs)
                if isinstance(response, SimpleTemplateResponse):
                    response.render()
                write_readings(request)
            return response

        walk.page_rule = rule
        walk.page_methods = methods
        return walk

    return decorate
