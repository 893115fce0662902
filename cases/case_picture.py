"""The table of moves of a case as a picture: a line for each move, from the states it leaves to the one it reaches."""

from __future__ import annotations

from xml.sax.saxutils import escape

from cases.states.case import CASE_MOVES, CASE_STATES, CaseMove

LEFT, TOP, STEP, LINE, RIGHT = 190, 70, 110, 46, 470
INK, BLUE, GREY = "#1a1a1a", "#0017c1", "#666666"
FONT = 'font-family="Noto Sans JP, sans-serif" font-size="16"'


def _x(state: str) -> int:
    return LEFT + STEP // 2 + CASE_STATES.index(state) * STEP


def _text(x: int, y: int, words: str, *, color: str = INK, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" {FONT} fill="{color}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def _what(move: CaseMove) -> str:
    """Who may make it, what it brings, what has to be so before, what it starts."""
    parts = ["by an act of the case" if move.follows else " or ".join(move.roles)]
    parts += [f"needs {', '.join(sorted(move.needs))}"] if move.needs else []
    parts += [f"if {', '.join(move.requires)}"] if move.requires else []
    parts += [f"starts {', '.join(move.starts)}"] if move.starts else []
    return "; ".join(parts)


def _halves(words: str, most: int = 52) -> list[str]:
    """One line or two, broken at a sign between two parts."""
    if len(words) <= most:
        return [words]
    cut = max(words.rfind("; ", 0, most), words.rfind(", ", 0, most))
    return [words[: cut + 1], words[cut + 2 :]]


def _row(move: CaseMove, y: int) -> list[str]:
    target, sources = _x(move.target), [_x(state) for state in move.sources]
    ends = [*sources, target]
    dash = ' stroke-dasharray="6 4"' if move.follows else ""
    drawn = [
        _text(16, y + 5, move.name, bold=True),
        f'<line x1="{min(ends)}" y1="{y}" x2="{max(ends)}" y2="{y}" stroke="{BLUE}" stroke-width="2"{dash}/>',
        *(
            f'<circle cx="{x}" cy="{y}" r="6" fill="#ffffff" stroke="{BLUE}" stroke-width="2"/>'
            for x in sources
        ),
    ]
    tips = [16] * (target < max(sources)) + [-16] * (target > min(sources))
    drawn += [f'<path d="M{target} {y} l{tip} -8 v16 z" fill="{BLUE}"/>' for tip in tips]
    told = _halves(_what(move))
    first = y + 5 if len(told) == 1 else y - 4
    x = LEFT + STEP * len(CASE_STATES) + 16
    return drawn + [_text(x, first + 19 * place, words, color=GREY) for place, words in enumerate(told)]


def case_moves_svg() -> str:
    """The whole picture; a circle is a state that the move leaves, the arrow the one that it reaches. Dashed: it
    follows from an act, and has no button."""
    width, height = LEFT + STEP * len(CASE_STATES) + RIGHT, TOP + LINE * len(CASE_MOVES) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        "<title>Moves of a support case</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for state in CASE_STATES:
        lines.append(_text(_x(state), 40, state, anchor="middle", bold=True))
        lines.append(f'<line x1="{_x(state)}" y1="52" x2="{_x(state)}" y2="{height - 8}" stroke="#cccccc"/>')
    for place, move in enumerate(CASE_MOVES):
        lines += _row(move, TOP + LINE // 2 + LINE * place)
    return "\n".join([*lines, "</svg>", ""])
