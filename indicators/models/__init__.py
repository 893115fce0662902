"""Tables of the plan indicators: published figures, targets, and the dated records behind what we count."""

from indicators.models.answer import Answer
from indicators.models.counselor_placement import CounselorPlacement
from indicators.models.dv_center import DvCenter
from indicators.models.indicator import Indicator, PublishedFigure, Target
from indicators.models.lecture import Lecture, School, SchoolType
from indicators.models.municipal_plan import MunicipalPlan
from indicators.models.staged_import import StagedImport

__all__ = [
    "Answer",
    "CounselorPlacement",
    "DvCenter",
    "Indicator",
    "Lecture",
    "MunicipalPlan",
    "PublishedFigure",
    "School",
    "SchoolType",
    "StagedImport",
    "Target",
]
