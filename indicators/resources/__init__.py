"""What a planner's Excel or CSV file may bring in: columns, how each cell is read, row-by-row errors."""

from indicators.resources.base import Look, RowFault
from indicators.resources.kinds import CenterResource, LectureResource, PlacementResource, PlanResource

RESOURCES = {
    "municipal-plans": PlanResource,
    "municipal-counselors": PlacementResource,
    "municipal-dv-centers": CenterResource,
    "dating-dv-lectures": LectureResource,
}

__all__ = ["RESOURCES", "Look", "RowFault"]
