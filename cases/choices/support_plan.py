"""Words of a support plan: its steps, and which field group an area needs besides what was said."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

LIFE_AREA = "life_area"  # the code list
# How far an area has come, as she and her counselor put it together: no score, and never added up.
STEP_LABELS = {
    0: pgettext_lazy("progress", "Not begun"),
    1: pgettext_lazy("progress", "Begun"),
    2: pgettext_lazy("progress", "Under way"),
    3: pgettext_lazy("progress", "Half the way"),
    4: pgettext_lazy("progress", "Nearly there"),
    5: pgettext_lazy("progress", "Reached"),
}
# Areas that hold more than what was said: whoever is not told of children reads no goal about them.
AREA_GROUPS = {"children": "children", "health": "health"}
