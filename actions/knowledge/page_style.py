"""How the printed protocol looks."""

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1c2430; max-width: 80rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 2px solid #1c2430; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { border: 1px solid #b9c2cf; padding: .4rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: #eef1f5; } ul { margin: .2rem 0; padding-left: 1.1rem; }
td:first-child { min-width: 5rem; } a { color: #1f4e96; }
.note { padding: .6rem .8rem; font-weight: 600; }
.unsigned { background: #fde8e4; border-left: 5px solid #b3261e; }
.signed { background: #e5f3e8; border-left: 5px solid #22703a; }
.level { font-weight: 600; white-space: nowrap; }
.level.crisis, .level.emergency { color: #a11d15; } .level.same_day { color: #8a4b00; }
small { color: #5a6472; } p[lang] { margin: .4rem 0 0; } nav ol { columns: 2; }
.together { margin-top: 2rem; break-inside: avoid; } .sign td { height: 2.6rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 11px; } table { font-size: 9.5px; }
  tr { break-inside: avoid; } thead { display: table-header-group; } h2 { break-after: avoid; }
  @page { size: A4 landscape; margin: 12mm; }
}
"""
