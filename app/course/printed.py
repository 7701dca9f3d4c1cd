"""A page to print: one pixel of the learner's own digit, written out, on one sheet of A4.

A whole document of its own, since the page around a lesson is none that one prints: the
component lays it into a frame and prints that.
"""

import html

from app.course.pixel import Asked, GroupValue, PixelValue, TermValue
from app.shared.images import Values, img
from core.autoencoders.architectures import Architecture

_STYLE = """
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 10.5pt/1.35 "Source Sans 3", "Source Sans Pro", Arial, sans-serif;
  color: #000; background: #fff; font-variant-numeric: tabular-nums; }
h1 { font-size: 18pt; margin: 0 0 1mm; }
p { margin: 0 0 2mm; }
.head { display: flex; gap: 7mm; align-items: flex-start; margin-bottom: 3mm; }
figure { margin: 0; position: relative; }
figcaption { font-size: 8.5pt; text-align: center; }
img { width: 38mm; height: 38mm; image-rendering: pixelated; display: block;
  border: .3mm solid #000; }
.mark { position: absolute; border: .5mm solid #e08900; outline: .3mm solid #000; }
.sum { width: 100%; border-collapse: collapse; }
.sum td { padding: .4mm 0; border-bottom: .2mm solid #bbb; }
.sum td + td { text-align: right; white-space: nowrap; }
.sum .all td { font-weight: 700; border-bottom: .5mm solid #000; }
h2 { font-size: 11pt; margin: 2mm 0 1.5mm; }
.groups { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2.2mm 5mm; }
.group { display: grid; grid-template-columns: 16mm 1fr; align-items: center; font-size: 8pt;
  line-height: 1.25; border-top: .2mm solid #999; padding-top: .6mm; break-inside: avoid; }
.group b { font-size: 9pt; display: block; }
.group table { border-collapse: collapse; width: 100%; table-layout: fixed; }
.group td { text-align: right; padding: 0 .3mm; font-size: 8pt; line-height: 1.5; }
.group .most { font-weight: 700; outline: .3mm solid #000; }
footer { margin-top: 2mm; font-size: 8.5pt; }
"""


def printed(value: PixelValue, seen: Asked, architecture: Architecture) -> str:
    """Return the page as an HTML document.

    Args:
        value: The pixel, written out.
        seen: The network at work on the digit.
        architecture: Of the network.
    """
    _, row, column = value["cell"]
    biggest = value["largest"]
    lines = [
        (_product(biggest, value), number(biggest["product"]), ""),
        (f"the other {value['count'] - 1} products", number(value["rest"]), ""),
        ("the bias", number(value["bias"]), ""),
        ("their sum", number(value["sum"]), "all"),
        (f"the {value['activation']} of the sum: the pixel", number(value["value"]), "all"),
    ]
    rows = "".join(
        f"<tr class='{kind}'><td>{words}</td><td data-line='{place}'>{amount}</td></tr>"
        for place, (words, amount, kind) in enumerate(lines)
    )
    taps = value["kernel"]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        f"<title>My pixel, written out</title><style>{_STYLE}</style></head><body>"
        "<h1>My pixel, written out</h1>"
        f"<p>{html.escape(architecture.title)}, layer {value['layer']} of "
        f"{len(architecture.layers)}: {value['name']}, {value['maps']} maps, kernel "
        f"{taps}×{taps}. Row {row}, column {column}, both counted from 0.</p>"
        f"<div class='head'>{_figure(seen.made.picture, 'my digit', None, value['side'])}"
        f"{_figure(seen.made.rebuilt, 'rebuilt', (row, column), value['side'])}"
        f"<table class='sum'>{rows}</table></div>"
        f"<h2>All {value['count']} products, by the map that they read; its sum on the left</h2>"
        f"<div class='groups'>{''.join(_group(one, taps, biggest) for one in value['groups'])}"
        f"</div><footer>Each product is an input of the layer before, times the weight on it, "
        f"laid out as the kernel lies. {value['count']} = {taps}·{taps}·{value['maps']}. The "
        f"network itself computed {number(value['network'])}.</footer></body></html>"
    )


def number(value: float) -> str:
    """Write a number with five decimals and the true minus.

    >>> number(-0.0494995)
    '−0.04950'
    """
    return f"{value:.5f}".replace("-", "−")


def _short(product: float) -> str:
    """Write a product with three decimals; what rounds to nothing has no sign."""
    written = f"{product:.3f}"
    return "0" if float(written) == 0 else written.replace("-", "−")


def _product(term: TermValue, value: PixelValue) -> str:
    where = "a zero of the padding"
    if term["at"] is not None:
        channel, row, column = term["at"]
        where = f"map {channel}, row {row}, column {column}"
    written = f"{number(term['input'])} · {number(term['weight'])}"
    return f"the largest product, {written} ({where} of layer {value['layer'] - 1})"


def _figure(picture: Values, words: str, at: tuple[int, int] | None, side: int) -> str:
    mark = ""
    if at is not None:
        top, left = (100 * place / side for place in at)
        mark = (
            f"<span class='mark' style='left:calc({left / 100:.5f}*38mm);"
            f"top:calc({top / 100:.5f}*38mm);width:{38 / side:.3f}mm;height:{38 / side:.3f}mm'>"
            "</span>"
        )
    tag = img(picture, alt=words, zoom=4)
    return f"<figure>{tag}{mark}<figcaption>{words}</figcaption></figure>"


def _group(group: GroupValue, taps: int, biggest: TermValue) -> str:
    cells = [
        f"<td{' class=most' if term is biggest else ''}>{_short(term['product'])}</td>"
        for term in group["terms"]
    ]
    rows = "".join(
        f"<tr>{''.join(cells[start : start + taps])}</tr>" for start in range(0, len(cells), taps)
    )
    return (
        f"<div class='group'><span>map {group['map']}<b>{number(group['sum'])}</b></span>"
        f"<table>{rows}</table></div>"
    )
