"""Bars as SVG, readable on light and on dark ground.

Written out, not drawn by a library: a picture that follows the reader's colours needs a style sheet, which drawing
libraries do not write, and with one it is these few lines; matplotlib would be 70 MB more to install and to lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

WIDTH, ROW, TOP, LEFT = 900, 52, 36, 16
FULL: Final = 560
"""The length of a bar that reaches twice its target, or more."""
MOST: Final = 2.0
AT_TARGET: Final = LEFT + FULL / MOST

STYLE: Final = """\
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .beside { fill: #59636e }
  .bar { fill: #1f6feb; stroke: #1f6feb }
  .missed { fill: none; stroke-width: 2; stroke-dasharray: 4 3 }
  .target { stroke: #1f2328; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .beside { fill: #9198a1 }
    .bar { fill: #58a6ff; stroke: #58a6ff }
    .missed { fill: none }
    .target { stroke: #e6edf3 }
  }"""


@dataclass(frozen=True, slots=True)
class Bar:
    """`reached`: without its spread. `share`: how far the target was reached, 1 being just so."""

    what: str
    reached: str
    target: str
    verdict: str
    share: float

    @property
    def length(self) -> float:
        return FULL * min(self.share, MOST) / MOST


def picture(bars: Sequence[Bar], spoken: str) -> str:
    """`spoken`: the same in words."""
    height = TOP + ROW * len(bars) + 8
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{escape(spoken)}</title>",
            f"<style>\n{STYLE}\n</style>",
            f'<text x="{AT_TARGET:.0f}" y="20" text-anchor="middle">target</text>',
            *(line for place, bar in enumerate(bars) for line in _drawn(bar, TOP + ROW * place)),
            "</svg>\n",
        ]
    )


def _drawn(bar: Bar, y: int) -> Iterator[str]:
    kind = "bar" if bar.share >= 1 else "bar missed"
    yield f'<text x="{LEFT}" y="{y + 12}">{escape(bar.what)}</text>'
    yield f'<rect class="{kind}" x="{LEFT}" y="{y + 19}" width="{bar.length:.0f}" height="16" rx="2"/>'
    yield f'<line class="target" x1="{AT_TARGET:.0f}" x2="{AT_TARGET:.0f}" y1="{y + 17}" y2="{y + 37}"/>'
    beside = f"{bar.verdict}: {bar.reached}, {bar.target}"
    yield f'<text class="beside" x="{LEFT + FULL + 12}" y="{y + 32}">{escape(beside)}</text>'
