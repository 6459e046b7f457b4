"""What every element looks like before a layout says anything."""

RESET = """\
body, div, p, h1, h2, h3, h4, h5, h6, ul, ol, li, blockquote, table, thead, tbody, tr, th, td, hr,
em, strong, a, img, br, span { margin: 0; padding: 0 }
body, div, p, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, hr { display: block }
body { font-family: "Times New Roman", "Liberation Serif"; font-size: 12pt; color: #000000; orphans: 2; widows: 2 }
h1, h2, h3, h4, h5, h6 { font-size: inherit; font-weight: bold; break-after: avoid; break-inside: avoid }
strong { font-weight: bold }
em { font-style: italic }
a { color: inherit; text-decoration: none }
ul { list-style-type: disc; break-before: auto }
ol { list-style-type: decimal; break-before: auto }
li { display: list-item }
hr { border: none; border-top: 0.75pt solid #000000; color: inherit }
table { display: table; text-indent: 0 }
th, td { display: table-cell; text-align: left; vertical-align: top }
th { font-weight: bold }
div { vertical-align: top }
.columns { display: table; width: 100% }
.columns > div { display: table-cell }
.label { display: inline-block; text-indent: 0 }
.signature-field { display: inline-block; width: 2.75in; height: 40pt; font-size: 9pt; line-height: 11pt; text-indent: 0 }
@media print {
  .labelled > .label { white-space: pre }
  html { margin: 0; padding: 0 }
  body { overflow-wrap: anywhere }
  table { overflow-wrap: break-word }
  img { image-rendering: crisp-edges }
  table { border-collapse: collapse; border-spacing: 0 }
  .columns { table-layout: fixed; border-spacing: 0 }
  @page { margin: 72pt; size: 612pt 792pt }
}
"""
"""The style sheet that stands before every layout's own, in the PDF as in Word: nothing has room around it."""
