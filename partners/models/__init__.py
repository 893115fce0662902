"""Tables of who is who."""

from partners.models.account import Account
from partners.models.agency import Agency
from partners.models.alert import Alert
from partners.models.invitation import Invitation
from partners.models.kept_form import KeptForm
from partners.models.municipality import Area, Municipality, Ward
from partners.models.posting import Posting
from partners.models.registered_number import RegisteredNumber
from partners.models.staff_key import OwnTrace, StaffKey

__all__ = [
    "Account",
    "Agency",
    "Alert",
    "Area",
    "Invitation",
    "KeptForm",
    "Municipality",
    "OwnTrace",
    "Posting",
    "RegisteredNumber",
    "StaffKey",
    "Ward",
]
