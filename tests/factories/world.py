"""A small world: one agency of each sort with its people, so that tests speak of them by name."""

from functools import cached_property

from django.db.models import F

from partners.models import Agency
from tests.factories.partners import account_with_posting, actor_for, agency_of


def standing(tier, kind):
    """The first agency of this sort in the reference data (municipal ones below a city); made when there is none."""
    found = (
        Agency.objects.filter(tier=tier, kind=kind).order_by(F("parent").asc(nulls_last=True), "code").first()
    )
    return found or agency_of(tier, kind)


class World:
    """Each agency and person is made when first named. `act(person)` is the actor of this moment."""

    center = cached_property(lambda self: standing("prefecture", "womens_center"))
    headquarters = cached_property(lambda self: standing("prefecture", "headquarters_division"))
    office = cached_property(lambda self: standing("prefecture", "health_office"))
    city = cached_property(lambda self: standing("municipality", "municipal_desk"))
    ward = cached_property(lambda self: standing("municipality", "city_welfare_office"))
    police = cached_property(lambda self: standing("police", "police_station"))
    npo = cached_property(lambda self: standing("npo", "npo"))
    hospital = cached_property(lambda self: standing("other", "hospital"))

    counselor = cached_property(lambda self: account_with_posting(self.center, "counselor"))
    colleague = cached_property(lambda self: account_with_posting(self.center, "counselor"))
    supervisor = cached_property(lambda self: account_with_posting(self.center, "supervisor"))
    center_liaison = cached_property(lambda self: account_with_posting(self.center, "liaison"))
    center_admin = cached_property(lambda self: account_with_posting(self.center, "account_admin"))
    planner = cached_property(lambda self: account_with_posting(self.headquarters, "planner"))
    admin = cached_property(lambda self: account_with_posting(self.headquarters, "account_admin"))
    auditor = cached_property(lambda self: account_with_posting(self.headquarters, "auditor"))
    office_counselor = cached_property(lambda self: account_with_posting(self.office, "counselor"))
    city_counselor = cached_property(lambda self: account_with_posting(self.city, "counselor"))
    city_supervisor = cached_property(lambda self: account_with_posting(self.city, "supervisor"))
    city_planner = cached_property(lambda self: account_with_posting(self.city, "planner"))
    ward_counselor = cached_property(lambda self: account_with_posting(self.ward, "counselor"))
    liaison = cached_property(lambda self: account_with_posting(self.police, "liaison"))
    police_admin = cached_property(lambda self: account_with_posting(self.police, "account_admin"))
    npo_counselor = cached_property(lambda self: account_with_posting(self.npo, "counselor"))
    npo_liaison = cached_property(lambda self: account_with_posting(self.npo, "liaison"))

    @staticmethod
    def act(account):
        """The actor of this account at this moment."""
        return actor_for(account)
