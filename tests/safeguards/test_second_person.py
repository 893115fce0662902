"""Who approves is neither who asked nor whom it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguards.second_person import NotAnother, is_another, require_another

accounts = st.none() | st.integers(1, 4)


@given(asker=accounts, approver=accounts, about=st.lists(accounts, max_size=3))
def test_one_account_never_stands_on_two_sides(asker, approver, about):
    allowed = is_another(asker, approver, *about)
    if allowed:
        assert approver != asker
        assert approver not in about
        require_another(asker, approver, *about)
    else:
        assert asker is None or approver is None or approver == asker or approver in about
        with pytest.raises(NotAnother):
            require_another(asker, approver, *about)
