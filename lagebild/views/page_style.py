"""How a picture's page looks: by day, by night, on paper; nothing is loaded from anywhere."""

from __future__ import annotations

__all__ = ["PAGE_STYLE"]

PAGE_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #18222c; --faint: #55626f; --line: #d3dae0; --soft: #f4f6f8;
  --mark: #f0b429; --on-mark: #2b1f00; --link: #1f5fae }
@media (prefers-color-scheme: dark) { :root { --paper: #14191f; --ink: #e3e9ee; --faint: #9fabb6; --line: #36424d;
  --soft: #1d242b; --link: #7db4f2 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere }
main, header, nav, footer { max-width: 1060px; margin: 0 auto; padding: 0 20px }
.marking { background: var(--mark); color: var(--on-mark); font-weight: 700; letter-spacing: .12em; text-align: center;
  padding: 6px; print-color-adjust: exact; -webkit-print-color-adjust: exact; position: sticky; top: 0; z-index: 1 }
h1 { font-size: 28px; line-height: 1.2; margin: 22px 0 4px }
h2 { font-size: 20px; margin: 34px 0 8px; padding-bottom: 4px; border-bottom: 2px solid var(--line) }
section, article { scroll-margin-top: 44px }
h3 { font-size: 16px; margin: 20px 0 4px }
p { margin: 6px 0 } small, .faint { color: var(--faint) } a { color: var(--link) }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 8px 0; margin: 0 }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 8px 0 }
th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line) }
thead th { color: var(--faint); font-weight: 600 }
.wide { overflow-x: auto }
dl { display: grid; grid-template-columns: minmax(130px, max-content) 1fr; gap: 2px 14px; margin: 8px 0;
  font-size: 14px }
dt { color: var(--faint) } dd { margin: 0 }
article { border: 1px solid var(--line); border-radius: 6px; padding: 10px 16px; margin: 12px 0;
  background: var(--soft) }
article h3 { margin-top: 2px }
.text { white-space: pre-wrap }
.grade { display: inline-block; border: 1.5px solid currentColor; border-radius: 4px; padding: 0 6px; font-weight: 700 }
.standing { font-weight: 650 }
.numbers { display: flex; flex-wrap: wrap; gap: 10px 28px; padding: 0; list-style: none }
.numbers b { display: block; font-size: 22px }
figure { margin: 12px 0 } figure svg { width: 100%; height: auto; display: block; border: 1px solid var(--line) }
figcaption { color: var(--faint); font-size: 13px }
.hash { font-family: ui-monospace, Consolas, monospace; font-size: 12px }
footer { padding-bottom: 40px }
@media (max-width: 600px) { dl { grid-template-columns: 1fr } dd { margin-bottom: 4px } }
@page { size: A4; margin: 16mm 14mm }
@media print {
  :root { --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --soft: #fff; --link: #000 }
  body { font-size: 10.5pt } nav { display: none } main, header, footer { max-width: none; padding: 0 }
  .marking { position: fixed; left: 0; right: 0; top: 0; border: 1px solid #000 }
  .marked header { padding-top: 34px }
  article, figure, tr { break-inside: avoid } h2, h3 { break-after: avoid }
}
"""
