"""Reads a picture back as boxes, so that its layout can be tested without looking at it."""

from dataclasses import dataclass
from xml.etree import ElementTree

from django.template.loader import render_to_string

from indicators.drawing.layout import Box, Spot

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Words:
    """A line of words as it was drawn."""

    words: str
    css: str
    box: Box


def tree(picture):
    """The svg element as the browser gets it."""
    text = render_to_string("indicators/drawing/_picture.html", {"picture": picture})
    return ElementTree.fromstring(text[text.index("<svg") :])


def elements(picture, tag, css=None):
    """Elements of one kind, of one class if named."""
    found = [one for one in tree(picture).iter() if one.tag.removeprefix(SVG) == tag]
    return [one for one in found if css is None or css in one.get("class", "").split()]


def words_of(picture):
    """Every line of words with the room it takes."""
    drawn = []
    for one in elements(picture, "text"):
        x, y, words = float(one.get("x")), float(one.get("y")), one.text or ""
        drawn.append(
            Words(words, one.get("class", ""), Spot(x, y, words, one.get("text-anchor", "start")).box)
        )
    return drawn


def assert_readable(picture):
    """No words cover other words, none leave the picture, no style and no script stand in it."""
    drawn = words_of(picture)
    frame = Box(-1, -1, picture.width + 2, picture.height + 2)
    for index, one in enumerate(drawn):
        assert one.box.inside(frame), (one, picture.view_box)
        for other in drawn[index + 1 :]:
            assert not one.box.cuts(other.box, -1), (one, other)
    for one in tree(picture).iter():
        assert not {"style", "onclick", "fill", "stroke"} & set(one.attrib)
        assert one.tag.removeprefix(SVG) not in {"script", "style", "foreignObject"}
