"""Save of one consultation as the page does it, beside a plain insert of the same bytes; both reach the disk."""

import os
import statistics
import time
from dataclasses import replace

from django.db import connection, transaction
from django.utils import timezone

from bench.measuring import REPEATS, Figure, actor_named, median_ms
from cases.actions.consultation import record_consultation
from cases.models import Consultation
from safeguards.access import Actor

LOGIN = "pref-counselor"
LIMIT = 3.0
NARRATIVE = "夫から電話があり、行き先を尋ねられたとのこと。" * 40  # about 1,000 characters


def run(consultations: int) -> list[Figure]:
    """Encryption, grant, reason, index of the name and audit line against one row of the same size."""
    actor = actor_named(LOGIN)
    size = _size_of(_save(actor))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_plain (id bigserial PRIMARY KEY, body bytea NOT NULL)"
        )
    saves, plains = [], []
    for _repeat in range(REPEATS * 2):
        begun = time.perf_counter()
        _save(actor)
        saves.append(time.perf_counter() - begun)
        body = os.urandom(size)
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_plain (body) VALUES (%s)", [body])
        plains.append(time.perf_counter() - begun)
    ratio = statistics.median(saves) / statistics.median(plains)
    return [
        Figure(
            f"save of a consultation ({size:,} bytes)", consultations, f"{LIMIT:g}x", ratio <= LIMIT,
            page_ms=median_ms(saves), plain_ms=median_ms(plains), ratio=ratio,
        )
    ]  # fmt: skip


def _save(who: Actor) -> Consultation:
    actor = replace(who, now=timezone.now())
    return record_consultation(
        actor,
        {
            "started_at": actor.now, "method": "phone", "main_complaint": "spouse_violence", "minutes": 25,
            "caller_name": "架空 花子", "caller_kana": "カクウ ハナコ", "caller_phone": "090-0000-0000",
            "narrative": NARRATIVE, "support_text": "制度の説明をした。",
        },
    )  # fmt: skip


def _size_of(one: Consultation) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(c.*) FROM cases_consultation c WHERE id = %s", [one.pk])
        return cursor.fetchone()[0]
