"""Tables of the ground floor: the audit trail, the installation's mark, submits, search notes."""

from safeguards.models.audit_line import AuditHead, AuditLine
from safeguards.models.installation import Installation
from safeguards.models.search_note import SearchNote
from safeguards.models.submit import Submit

__all__ = ["AuditHead", "AuditLine", "Installation", "SearchNote", "Submit"]
