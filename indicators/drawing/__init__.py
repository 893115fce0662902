"""Pictures of figures as SVG: geometry only, drawn from the same rows as the table under them."""

from indicators.drawing.areas import area_bar
from indicators.drawing.bars import Bar, bar_chart
from indicators.drawing.map import Patch, map_picture, tile_picture
from indicators.drawing.shapes import Picture
from indicators.drawing.trend import Mark, trend_chart

__all__ = [
    "Bar",
    "Mark",
    "Patch",
    "Picture",
    "area_bar",
    "bar_chart",
    "map_picture",
    "tile_picture",
    "trend_chart",
]
