"""What a session holds is sealed before it is stored: a stolen dump opens no half sign-in."""

from __future__ import annotations

import json
from typing import Any

from safeguards import keys

PLACE = "django_session:session_data"


class SealedJSON:
    """Django's session serializer: JSON under the key of the fields (R-43). What does not open is an empty session."""

    def dumps(self, obj: Any) -> bytes:
        """Seal the session's values."""
        return keys.seal(json.dumps(obj, separators=(",", ":")).encode(), PLACE)

    def loads(self, data: bytes) -> Any:
        """Open them; raises keys.Unreadable, which Django takes for "signed out"."""
        return json.loads(keys.unseal(data, PLACE))
