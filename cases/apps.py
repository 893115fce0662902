"""Cases: the person and the work."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the app."""

    name = "cases"

    def ready(self) -> None:
        """An auditor reads no line about a person whom she is walled off from."""
        from cases.queries.audit import numbers_about, numbers_about_herself, walled_persons
        from safeguards.audit_sight import walls

        walls.persons_hidden_from = walled_persons
        walls.numbers_about.append(numbers_about)
        walls.numbers_about_herself = numbers_about_herself
