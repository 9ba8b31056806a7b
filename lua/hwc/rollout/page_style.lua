-- SPDX-License-Identifier: Apache-2.0
-- The style of pages: light and dark, wide and narrow.

return [[
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1c2430; --soft: #586474; --line: #dde2e9;
  --track: #e6eaf0; --grid: #e3e7ed; --done: #14786b; --failed: #c62f3c; --doubt: #8f5500;
  --skipped: #7a8594; --moving: #2e6fd0; --busy: #4c82cf; --focus: #2e6fd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1b2129; --text: #e4e9f0; --soft: #9ba8b8; --line: #303946;
    --track: #2b333e; --grid: #2c3541; --done: #3fbfa8; --failed: #f0737d; --doubt: #e0a03c;
    --skipped: #8d99a8; --moving: #7aaaf0; --busy: #6d9be0; --focus: #8bb6f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: .875rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 .75rem; font-size: 1.125rem; }
h3 { margin: 1rem 0 .5rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; }
a { color: var(--moving); }
section {
  margin: 1rem 0; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem;
}
.soft { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.state {
  display: inline-block; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 1rem;
  font-weight: 600; white-space: nowrap;
}
.good { color: var(--done); } .bad { color: var(--failed); } .warn { color: var(--doubt); }
.calm { color: var(--moving); }
.notice { padding: .6rem .8rem; border-left: .25rem solid var(--doubt); background: var(--page); }
.tiles {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(6.25rem, 1fr)); gap: .5rem;
  margin: 0;
}
.tiles div { padding: .5rem .75rem; background: var(--page); border-radius: .375rem; }
.tiles dt { color: var(--soft); font-size: .875rem; }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
caption { padding-bottom: .4rem; color: var(--soft); text-align: left;
  max-width: calc(100vw - 2.7rem); }
th, td { padding: .35rem .6rem; border-top: 1px solid var(--line); text-align: left;
  vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.id { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875rem;
  overflow-wrap: anywhere; min-width: 9rem; }
@media (min-width: 60rem) { .id { min-width: 18.5rem; } }
.long { overflow-wrap: anywhere; min-width: 12rem; }
.nowrap { white-space: nowrap; } .lane { width: 30%; vertical-align: middle; }
nav { margin: .5rem 0; } nav ul { margin: 0; } footer h2 { margin-top: 2rem; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875rem; }
pre { margin: .25rem 0 .75rem; padding: .5rem .75rem; background: var(--page); overflow-x: auto;
  border-radius: .375rem; }
ol { margin: .5rem 0; padding-left: 1.25rem; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--moving); }
svg { display: block; width: 100%; }
svg.bar { height: .75rem; border-radius: .375rem; min-width: 6rem; }
svg.lane { height: 1.75rem; min-width: 10rem; }
svg line { vector-effect: non-scaling-stroke; stroke-width: 1; }
.track { fill: var(--track); } .done { fill: var(--done); } .failed { fill: var(--failed); }
.doubt { fill: var(--doubt); } .skipped { fill: var(--skipped); } .moving { fill: var(--moving); }
.busy { fill: var(--busy); } .grid { stroke: var(--grid); }
.mark { stroke: var(--soft); stroke-dasharray: 3 3; }
.chart { display: grid; grid-template-columns: max-content 1fr; column-gap: .5rem; }
.chart .marks { grid-column: 2; position: relative; height: 1.4rem; color: var(--soft);
  font-size: .8125rem; }
.chart .marks span { position: absolute; white-space: nowrap; padding-left: 2px; }
.chart .heights { display: flex; flex-direction: column; justify-content: space-between;
  color: var(--soft); font-size: .8125rem; line-height: 1; text-align: right; }
.chart .plot { height: 13rem; background: var(--page); }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .8125rem;
  padding-top: .25rem; font-variant-numeric: tabular-nums; }
.chart .axis { grid-column: 2; }
.histogram .plot { height: 7rem; background: var(--page); }
.ticks { display: grid; color: var(--soft); font-size: .75rem; text-align: center;
  padding-top: .25rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 .5rem; padding: 0;
  list-style: none; font-size: .875rem; }
.legend svg { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
  gap: 0 2rem; }
@media (max-width: 40rem) {
  body { font-size: 15px; }
  header, main, footer { padding-left: .6rem; padding-right: .6rem; }
  section { padding: .8rem .75rem; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(5.25rem, 1fr)); }
  .tiles dd { font-size: 1.25rem; }
  th, td { padding: .3rem .4rem; }
  .chart .plot { height: 10rem; }
  .ticks { font-size: .6875rem; }
  .stacked, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { display: none; } .stacked caption { display: block; }
  .stacked tr { padding: .4rem 0; border-top: 1px solid var(--line); }
  .stacked th, .stacked td { border: 0; padding: .1rem 0; min-width: 0; text-align: left;
    white-space: normal; }
  .stacked td::before { content: attr(data-title) ": "; color: var(--soft); }
  .stacked td:empty { display: none; }
}
@media print {
  body { background: #fff; }
  section { border: 0; padding: 0; break-inside: avoid; }
  .scroll { overflow: visible; }
}
]]
