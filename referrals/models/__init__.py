"""Tables of the referrals."""

from referrals.models.referral import Referral
from referrals.models.referral_event import ReferralEvent

__all__ = ["Referral", "ReferralEvent"]
