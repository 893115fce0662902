"""Save of one consultation as the page does it, beside plain inserts of the same bytes; all reach the disk."""

import os
import time
from dataclasses import replace

from django.db import connection, models, transaction
from django.utils import timezone

from bench.measuring import REPEATS, Figure, actor_named, median_ms
from cases.actions.consultation import record_consultation
from cases.models import Consultation
from safeguards.access import Actor
from safeguards.fields import EncryptedTextField

LOGIN = "pref-counselor"
LIMIT = 3.0
NARRATIVE = "夫から電話があり、行き先を尋ねられたとのこと。" * 40  # about 1,000 characters


def run(consultations: int) -> list[Figure]:
    """Encryption, grant, reason, index of the name and audit line against the same row without any of them.

    Twice: inserted by the framework, as a program without safeguards would, and as one bare statement of SQL with
    the row's size in a single column, which no program that has forms would send.
    """
    actor = actor_named(LOGIN)
    kept = _save(actor)
    size, row = _size_of(kept), _same_bytes(kept)
    twin = _plain_table()
    saves, plains, bares = [], [], []
    for _repeat in range(REPEATS * 4):
        saves.append(_seconds(lambda: _save(actor)))
        plains.append(_seconds(lambda: _insert(twin, row)))
        bares.append(_seconds(lambda: _bare_insert(size)))
    return [
        _figure(f"save of a consultation ({size:,} bytes) to a plain insert", consultations, saves, plains),
        _figure("the same to one bare SQL statement", consultations, saves, bares),
    ]


def _figure(what: str, consultations: int, saves: list[float], plains: list[float]) -> Figure:
    ratio = median_ms(saves) / median_ms(plains)
    return Figure(
        what, consultations, f"{LIMIT:g}x", ratio <= LIMIT,
        page_ms=median_ms(saves), plain_ms=median_ms(plains), ratio=ratio,
    )  # fmt: skip


def _seconds(act) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


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


def _plain_table() -> type[models.Model]:
    """A table with the columns of Consultation: bytes instead of sealed text, no index but its keys."""
    columns: dict = {}
    for field in Consultation._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            columns[field.name] = models.BinaryField()
        elif field.is_relation:
            columns[field.attname] = field.target_field.__class__(null=True)
        else:
            columns[field.name] = field.clone()
    for name in ("agency_id", "client_id"):  # the target's own type, without its being a key that counts up
        if isinstance(columns[name], models.BigAutoField):
            columns[name] = models.BigIntegerField(null=True)
    meta = type("Meta", (), {"app_label": "cases", "db_table": "bench_plain_consultation"})
    twin = type("PlainConsultation", (models.Model,), {"__module__": __name__, "Meta": meta, **columns})
    with connection.schema_editor() as editor:
        editor.create_model(twin)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    return twin


def _same_bytes(kept: Consultation) -> dict:
    """The row as it stands in the database; what is sealed as bytes of chance of the same length."""
    sealed = {field.name for field in Consultation._meta.fields if isinstance(field, EncryptedTextField)}
    row = Consultation.objects.everything("bench").filter(pk=kept.pk).values().get()
    own = {"id", "number"}
    return {
        name: os.urandom(len(value)) if name in sealed else value
        for name, value in row.items()
        if name not in own
    }


def _insert(twin: type[models.Model], row: dict) -> None:
    with transaction.atomic():
        twin._default_manager.create(**row)


def _bare_insert(size: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (body) VALUES (%s)", [os.urandom(size)])
