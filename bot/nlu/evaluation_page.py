"""An evaluation as one page of HTML that needs nothing else: for a screen, a phone, or paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.nlu.evaluation_plots import rejection_plot, reliability_plot
from bot.nlu.evaluation_report import EvaluationReport

PLOTTED_CURVES = 4
STYLE = """
:root { --ink: #1c2733; --soft: #5b6875; --line: #d8dee5; --paper: #fff; --tint: #f4f6f8;
        --one: #1f5fa8; --two: #b4480f; --three: #3b7a3b; --four: #7a3b7a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #a3b0bd; --line: #36424e; --paper: #141a20; --tint: #1d252d;
          --one: #7fb2ee; --two: #f0a06a; --three: #8fd08f; --four: #d49ad4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; color: var(--ink);
       background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 .75rem; } .note { color: var(--soft); font-size: .9rem; max-width: 46rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem;
     margin: 1rem 0 0; }
dl div { background: var(--tint); border-radius: .4rem; padding: .6rem .8rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
         gap: 1.5rem; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: .25rem; }
svg { width: 100%; height: auto; font: 11px system-ui, sans-serif; fill: var(--ink); }
.bars { display: grid; grid-template-columns: max-content 1fr 2.5rem; gap: .1rem .6rem;
        align-items: center; font-size: .85rem; max-width: 44rem; }
.track { background: var(--tint); border: 1px solid var(--line); height: .7rem; }
.bar { display: block; background: var(--one); height: 100%; print-color-adjust: exact; }
.grid { stroke: var(--line); } .tick, .axis { fill: var(--soft); text-anchor: middle; }
.up { text-anchor: end; } .line { fill: none; stroke-width: 2.2; }
.line-0 { stroke: var(--one); fill: none; } .line-1 { stroke: var(--two); }
.line-2 { stroke: var(--three); } .line-3 { stroke: var(--four); }
.line-1.line { stroke-dasharray: 7 3; } .line-2.line { stroke-dasharray: 2 3; }
.diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
.dot { fill: var(--one); fill-opacity: .75; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def evaluation_page(report: EvaluationReport, *, title: str, written: str) -> str:
    """Return the page; `written` says when and from what it was made."""
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="note">{escape(report.method)}: {report.examples} examples. '
        f"{escape(written)}</p>",
        _headline(report),
        _plots(report),
        *_rejections(report),
        *_suites(report),
        *_intents(report),
        *_confusions(report),
        *_entities(report),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _headline(report: EvaluationReport) -> str:
    figures = (
        ("Accuracy", report.accuracy),
        ("Macro-F1", report.macro_f1),
        ("Calibration error", report.calibration_error),
        ("Kept, of what belongs", report.kept),
        ("Right and kept", report.right_and_kept),
    )
    cells = [f"<div><dt>{name}</dt><dd>{_percent(value)}</dd></div>" for name, value in figures]
    return f"<dl>{''.join(cells)}</dl>"


def _plots(report: EvaluationReport) -> str:
    largest = sorted(report.rejections, key=lambda found: -found.support)[:PLOTTED_CURVES]
    curves = [(found.name, found.curve) for found in largest if found.curve]
    figures = [
        (
            "Reliability",
            reliability_plot(report.reliability),
            "On the line, a confidence of 80 % is right in 80 of 100 cases. A larger dot stands "
            "for more messages.",
        ),
    ]
    if curves:
        figures.insert(
            0,
            (
                "Messages that do not belong",
                rejection_plot(curves),
                "Each threshold keeps a share of the messages that belong and turns away a share "
                "of those that do not.",
            ),
        )
    shown = [
        f"<figure><figcaption>{name}</figcaption>{plot}<p class=note>{note}</p></figure>"
        for name, plot, note in figures
    ]
    return f'<h2>Doubt</h2><div class="plots">{"".join(shown)}</div>'


def _rejections(report: EvaluationReport) -> list[str]:
    rows = [
        (
            found.name,
            _percent(found.recall),
            _percent(found.recall_at_95),
            _percent(found.auroc),
            str(found.support),
        )
        for found in report.rejections
    ]
    return _table(
        "Messages that do not belong here",
        ("kind", "turned away", "at 95 % kept", "AUROC", "of"),
        rows,
    )


def _suites(report: EvaluationReport) -> list[str]:
    rows = [
        (
            group if first else "",
            share.name,
            _percent(share.share),
            f"{share.right} of {share.total}",
        )
        for group, shares in report.suites_by_group()
        for first, share in zip([True] + [False] * len(shares), shares, strict=False)
    ]
    return _table(
        "Suites: understood as their authors meant it",
        ("suite", "part", "right", ""),
        rows,
        texts=2,
    )


def _intents(report: EvaluationReport) -> list[str]:
    rows = [
        f"<span>{escape(score.name)}</span>"
        f'<span class=track title="precision {_percent(score.precision)}, recall '
        f'{_percent(score.recall)}, of {score.support}">'
        f'<span class=bar style="width:{score.f1 * 100:.1f}%"></span></span>'
        f"<span class=number>{score.f1 * 100:.0f}</span>"
        for score in report.weakest_first()
    ]
    return [f"<h2>F1 of each intent, weakest first</h2><div class=bars>{''.join(rows)}</div>"]


def _confusions(report: EvaluationReport) -> list[str]:
    rows = [(found.truth, found.predicted, str(found.count)) for found in report.confusions]
    return _table("Taken for another", ("intent", "taken for", "times"), rows, texts=2)


def _entities(report: EvaluationReport) -> list[str]:
    rows = [
        (
            score.name,
            _percent(score.f1),
            _percent(score.precision),
            _percent(score.recall),
            str(score.support),
        )
        for score in report.entities
    ]
    return _table(
        "Entities in annotated examples", ("entity", "F1", "precision", "recall", "of"), rows
    )


def _table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1
) -> list[str]:
    """Return a headed table; columns after the first `texts` hold numbers. Nothing without rows."""
    lines = [_row(row, "td", texts) for row in rows]
    if not lines:
        return []
    body = f"<thead>{_row(heads, 'th', texts)}</thead><tbody>{''.join(lines)}</tbody>"
    return [f'<h2>{title}</h2><div class="scroll"><table>{body}</table></div>']


def _row(cells: Sequence[str], tag: str, texts: int) -> str:
    shown = (
        f"<{tag}{' class=number' if place >= texts else ''}>{escape(cell)}</{tag}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{''.join(shown)}</tr>"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
