"""The first people of an installation: nobody is there yet who could invite or confirm them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from partners.actions.account import NAME_FIELDS
from partners.actions.invitation import write_invitation
from partners.actions.refusal import Refused
from partners.models import Account, Agency, Posting
from partners.models.posting import Role
from partners.queries.confirmation import AT_CENTER, live_supervisors
from safeguards import audit
from safeguards.access import Actor

HEADQUARTERS = "headquarters_division"


@transaction.atomic
def invite_first_administrator(agency_code: str, login: str, names: Mapping[str, str]) -> str:
    """The prefecture's first account administrator; returns the secret of her invitation.

    Raises Refused when the agency is no headquarters or somebody administers accounts already.
    """
    system = Actor.system("installation: first administrator")
    agency = Agency.objects.filter(code=agency_code, kind=HEADQUARTERS).first()
    if agency is None:
        raise Refused(f"There is no headquarters division with the code {agency_code}.")
    if (
        Posting.objects.not_ended(system.now)
        .filter(role=Role.ACCOUNT_ADMIN, agency__kind=HEADQUARTERS)
        .exists()
    ):
        raise Refused("The prefecture has an account administrator already; she invites the others.")
    if Account.objects.filter(login__iexact=login).exists():
        raise Refused(f"The login name {login} is in use.")
    account = Account.objects.create_user(login, None, **{name: names.get(name, "") for name in NAME_FIELDS})
    Posting.objects.create(account=account, agency=agency, role=Role.ACCOUNT_ADMIN, since=system.now)
    secret = write_invitation(system, account)
    audit.record(system, "account.invite", account, agency_given=agency.code, role_given=Role.ACCOUNT_ADMIN)
    return secret


def waiting_first_supervisor(login: str) -> Posting:
    """The sleeping posting of the center's first supervisor.

    Raises Refused when the center has a supervisor at work, nobody of this login waits there, or she has
    not set her own password yet.
    """
    now = timezone.now()
    if live_supervisors(now).filter(AT_CENTER).exists():
        raise Refused("The women's support center has a supervisor already; she confirms the others.")
    posting = (
        Posting.objects.waiting_for_confirmation(now)
        .filter(AT_CENTER, account__login__iexact=login, role=Role.SUPERVISOR)
        .select_related("account", "agency")
        .first()
    )
    if posting is None:
        raise Refused(
            f"No supervisor of the women's support center with the login {login} waits for confirmation."
        )
    if not posting.account.has_usable_password():
        raise Refused(f"{login} has not used the invitation yet.")
    return posting


@transaction.atomic
def confirm_first_supervisor(posting: Posting, witnesses: tuple[str, str]) -> None:
    """Wake it. Both persons who stand before the machine are written down by the names they give.

    Raises Refused unless they are two, and neither is the supervisor herself.
    """
    one, other = (name.strip() for name in witnesses)
    herself = {posting.account.name, posting.account.login}
    if not one or not other or one.casefold() == other.casefold() or herself & {one, other}:
        raise Refused("Two different persons confirm, neither of them the supervisor herself.")
    system = Actor.system("installation: first supervisor")
    Posting.objects.filter(pk=posting.pk, confirmed_at=None).update(confirmed_at=system.now)
    audit.record(
        system,
        "posting.confirm",
        posting,
        account_number=posting.account.number,
        first_witness=one,
        second_witness=other,
    )
