"""`has_perm` for anchors: answered from `visible_to`, never from group membership."""

from typing import Any

from django.utils import timezone
from guardian.backends import ObjectPermissionBackend

from cases.models.anchor import Anchor
from partners import actors


class ScopedPermissions(ObjectPermissionBackend):
    """Stands where guardian's backend stood: guardian knows no dates, walls or field groups."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> None:
        """Signs nobody in."""
        return

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """May this account, for its posting of now, view this record? Any other permission is no."""
        if not isinstance(obj, Anchor) or not user_obj.is_active or user_obj.is_anonymous:
            return False
        if perm.rpartition(".")[2] != obj.view_codename():
            return False
        now = timezone.now()
        actor = actors.actor_of(user_obj, actors.live_postings(user_obj, now), None, now)
        return type(obj).objects.visible_to(actor).filter(pk=obj.pk).exists()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Only what `has_perm` says."""
        if not isinstance(obj, Anchor):
            return set()
        perm = f"{obj._meta.app_label}.{obj.view_codename()}"
        return {perm} if self.has_perm(user_obj, perm, obj) else set()
