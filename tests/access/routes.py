"""Every address of the product, read from the resolver."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its name for `reverse`, its view, and what @page said of the view."""

    pattern: str
    name: str
    view: object
    parameters: tuple[str, ...]

    @property
    def page(self) -> str:
        """The line of the matrix; empty when the view has none."""
        rule = getattr(self.view, "page_rule", None)
        return rule.name if rule else ""

    @property
    def methods(self) -> tuple[str, ...]:
        """What the view answers to."""
        return getattr(self.view, "page_methods", ())

    def url(self, **values):
        """The address for these values."""
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def _walk(patterns, lead=""):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield Route(lead + str(one.pattern), one.name or "", one.callback, tuple(one.pattern.converters))
        else:
            yield from _walk(one.url_patterns, lead + str(one.pattern))


def all_routes():
    """Each of them once."""
    return list(_walk(get_resolver().url_patterns))
