"""Pages of the referrals."""
