"""The checker of the audit trail: shared by `verify_audit` and by third parties who got an export."""
