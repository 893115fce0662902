"""Tables of the ground floor: the audit trail and the words of changes, the register of papers, the installation's
mark, submits, search notes."""

from safeguards.models.audit_line import AuditHead, AuditLine
from safeguards.models.changed_words import ChangedWords
from safeguards.models.document import Document
from safeguards.models.installation import Installation
from safeguards.models.search_note import SearchNote
from safeguards.models.submit import Submit

__all__ = ["AuditHead", "AuditLine", "ChangedWords", "Document", "Installation", "SearchNote", "Submit"]
