from tests.browser.fixtures import chrome, house, known_people, screens

__all__ = ["chrome", "house", "known_people", "screens"]
