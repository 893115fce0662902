"""Tables of the referrals."""

from referrals.models.named_person import NamedPerson
from referrals.models.referral import Referral
from referrals.models.referral_event import ReferralEvent

__all__ = ["NamedPerson", "Referral", "ReferralEvent"]
