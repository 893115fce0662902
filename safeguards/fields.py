"""Model fields: unguessable public numbers, and values that are encrypted and bound to their own row."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from safeguards import keys

PUBLIC_NUMBER_LENGTH = 22


def new_public_number() -> str:
    """128 random bits as 22 letters, digits, `-` and `_`: tells nothing, cannot be guessed."""
    return secrets.token_urlsafe(16)


def is_public_number(text: str) -> bool:
    """Has this text the form of a public number? What has not may be words, and stays out of the trail."""
    return re.fullmatch(r"[A-Za-z0-9_-]{22}", text) is not None


class PublicNumberField(models.CharField):
    """The number of a record in addresses. Random, unique, never reused, not for speaking."""

    def __init__(self, **options: Any) -> None:
        options.update(
            max_length=PUBLIC_NUMBER_LENGTH, default=new_public_number, unique=True, editable=False
        )
        super().__init__(**options)

    def db_type(self, connection: Any) -> str | None:
        """The standard's long name of `varchar`: Django lays a second index for LIKE beside a unique `varchar`,
        and nobody asks for a part of a random number.
        """
        plain = super().db_type(connection)
        return plain and plain.replace("varchar", "character varying")

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "default", "unique", "editable"):
            options.pop(fixed, None)
        return name, path, args, options


class Sealed(bytes):
    """Ciphertext as it stands in the database. Queries that ask for bare values get this, never the text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<Sealed>"


class SealedAttribute(DeferredAttribute):
    """Opens the value the first time it is read; rows that are only listed are never decrypted."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.open_sealed(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.Field):
    """Text sealed with AES-256-GCM; table, column and row are bound in as associated data.

    The row's primary key must exist before it is saved (UUID keys). Not searchable, not sortable, and
    `update()` refuses it: a value without its row cannot be sealed. An empty text is stored as empty.
    """

    descriptor_class = SealedAttribute
    _pyi_private_set_type: str  # for the type checker: what is assigned and read is text
    _pyi_private_get_type: str

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", self.default_value)
        options.setdefault("blank", True)
        options["editable"] = True
        super().__init__(*args, **options)

    def get_internal_type(self) -> str:
        """Stored as bytes (BLOB, bytea)."""
        return "BinaryField"

    @staticmethod
    def default_value() -> Any:
        """The empty text."""
        return ""

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("default", None)
        options.pop("blank", None)
        options.pop("editable", None)
        return name, path, args, options

    def place_of(self, instance: models.Model) -> str:
        """Table, column and row: what a sealed value is bound to."""
        return f"{instance._meta.db_table}:{self.column}:{instance.pk}"

    def to_bytes(self, value: Any) -> bytes:
        """The plain value as bytes."""
        return value.encode()

    def from_bytes(self, text: bytes) -> Any:
        """The plain value from bytes."""
        return text.decode()

    def open_sealed(self, sealed: Sealed, instance: models.Model) -> Any:
        """Decrypt for this row; raises keys.Unreadable."""
        if not sealed:
            return self.default_value()
        return self.from_bytes(keys.unseal(bytes(sealed), self.place_of(instance)))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        value = model_instance.__dict__.get(self.attname, self.default_value())
        if isinstance(value, Sealed):
            return value
        if value is None or value == self.default_value():
            return Sealed(b"")
        return Sealed(keys.seal(self.to_bytes(value), self.place_of(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value == self.default_value():
            value = Sealed(b"")  # nothing to seal: also what a new column holds in the rows that are there
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name}: a value can only be sealed together with its row; use save().")
        return None if value is None else connection.Database.Binary(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Wrap, do not open: opening needs the row."""
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        return None  # what is sealed cannot be searched


class EncryptedJSONField(EncryptedTextField):
    """A JSON value (dict, list, text, number) sealed like a text; empty is an empty dict."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    @staticmethod
    def default_value() -> Any:
        """The empty record."""
        return {}

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, text: bytes) -> Any:
        return json.loads(text)
