"""A small world: one agency of each sort with its people, so that tests speak of them by name."""

from functools import cached_property

from tests.factories.partners import account_with_posting, actor_for, agency_of


class World:
    """Each agency and person is made when first named. `act(person)` is the actor of this moment."""

    center = cached_property(lambda self: agency_of("prefecture", "womens_center"))
    headquarters = cached_property(lambda self: agency_of("prefecture", "headquarters_division"))
    office = cached_property(lambda self: agency_of("prefecture", "health_office"))
    city = cached_property(lambda self: agency_of("municipality", "municipal_desk"))
    ward = cached_property(lambda self: agency_of("municipality", "city_welfare_office"))
    police = cached_property(lambda self: agency_of("police", "police_station"))
    npo = cached_property(lambda self: agency_of("npo", "npo"))
    hospital = cached_property(lambda self: agency_of("other", "hospital"))

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
