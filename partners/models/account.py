"""Accounts: one for each person who signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from guardian.mixins import GuardianUserMixin

from safeguards.fields import PublicNumberField


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; nobody is a superuser."""

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> Account:
        """One account; without a password it cannot sign in until its invitation is used."""
        account = self.model(login=login, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser, PermissionsMixin, GuardianUserMixin):
    """A person who signs in. What she may do comes from her posting of today, never from the account.

    No account is a member of an agency's group, and the database keeps `is_superuser` false.
    """

    number = PublicNumberField()
    login = models.CharField(max_length=60, unique=True)
    family_name = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60, blank=True)
    family_kana = models.CharField(max_length=60, blank=True)
    given_kana = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    session_round = models.PositiveIntegerField(default=0, help_text="counting it up ends every session")

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["family_kana", "given_kana", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
            models.UniqueConstraint(Lower("login"), name="one_login_whatever_its_letters"),
        ]

    @property
    def name(self) -> str:
        """Family and given name as written."""
        return f"{self.family_name} {self.given_name}".strip()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """For packages that ask for it."""
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session is bound to: the password and the round; when one changes, all sessions end."""
        bound = f"{self.password}:{self.session_round}"
        return salted_hmac("partners.account.session", bound, secret=secret, algorithm="sha256").hexdigest()
