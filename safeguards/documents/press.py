"""Sets one paper: JSON on standard input, PDF on standard output.

Run as a program of its own, because the compiler keeps what it has set in its memory. It is given no keys,
can write no file and leaves no memory image behind when it falls.
"""

import resource
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
MOST_BYTES = 2 * 1024**3
MOST_SECONDS = 60


def main() -> None:
    """Read, set, write."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file can grow: nothing of a paper reaches a disk
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
    )
    content = typst.compile(
        str(HERE / "paper.typ"),
        root=str(HERE),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        pdf_standards=["a-2a"],
    )
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
