"""Tables of the person and the work."""

from cases.models.access_reason import AccessReason
from cases.models.bed import BedAsk, BedRequest
from cases.models.brief_contact import BriefContact
from cases.models.call_back import CallBack
from cases.models.case import Case, CaseStep, CaseTask
from cases.models.child import Child
from cases.models.child_check import ChildCheck
from cases.models.client import Client
from cases.models.client_alert import ClientAlert
from cases.models.client_merge import ClientMerge
from cases.models.code import Code, CodeBook
from cases.models.consultation import Consultation
from cases.models.contact_attempt import ContactAttempt
from cases.models.court_order import CourtOrder, CourtRequest, OrderBreach, OrderTerm
from cases.models.draft import Draft, Presence
from cases.models.dv_report import DvReport
from cases.models.emergency import (
    CaseEmergency,
    ChildEmergency,
    ClientEmergency,
    ConsultationEmergency,
    Emergency,
)
from cases.models.export import Export
from cases.models.grant import CaseGrant, ChildGrant, ClientGrant, ConsultationGrant
from cases.models.known_as import KnownAs
from cases.models.match import Match, MatchKey
from cases.models.name_search import NameSearch
from cases.models.opening_question import OpeningQuestion
from cases.models.party import PartyKey, PartyOffer
from cases.models.person_index import PersonGram
from cases.models.pinned_code import PinnedCode
from cases.models.procedure import CaseProcedure, Procedure, SharedSheet
from cases.models.protection import ProtectionExtension, TemporaryProtection
from cases.models.record_import import ImportedRow, ImportMapping, RecordImport
from cases.models.register_protection import RegisterProtection, RegisterStep, ToldMunicipality
from cases.models.release import Release
from cases.models.risk import RiskAssessment, RiskQuestion
from cases.models.safety_plan import SafetyPlan
from cases.models.shelter import Shelter
from cases.models.support_plan import PlanGoal, PlanProgress, SupportPlan
from cases.models.tie import Tie
from cases.models.timeline_entry import TimelineEntry
from cases.models.wall import Wall

__all__ = [
    "AccessReason",
    "BedAsk",
    "BedRequest",
    "BriefContact",
    "CallBack",
    "Case",
    "CaseEmergency",
    "CaseGrant",
    "CaseProcedure",
    "CaseStep",
    "CaseTask",
    "Child",
    "ChildCheck",
    "ChildEmergency",
    "ChildGrant",
    "Client",
    "ClientAlert",
    "ClientEmergency",
    "ClientGrant",
    "ClientMerge",
    "Code",
    "CodeBook",
    "Consultation",
    "ConsultationEmergency",
    "ConsultationGrant",
    "ContactAttempt",
    "CourtOrder",
    "CourtRequest",
    "Draft",
    "DvReport",
    "Emergency",
    "Export",
    "ImportMapping",
    "ImportedRow",
    "KnownAs",
    "Match",
    "MatchKey",
    "NameSearch",
    "OpeningQuestion",
    "OrderBreach",
    "OrderTerm",
    "PartyKey",
    "PartyOffer",
    "PersonGram",
    "PinnedCode",
    "PlanGoal",
    "PlanProgress",
    "Presence",
    "Procedure",
    "ProtectionExtension",
    "RecordImport",
    "RegisterProtection",
    "RegisterStep",
    "Release",
    "RiskAssessment",
    "RiskQuestion",
    "SafetyPlan",
    "SharedSheet",
    "Shelter",
    "SupportPlan",
    "TemporaryProtection",
    "Tie",
    "TimelineEntry",
    "ToldMunicipality",
    "Wall",
]
