/** Sizes of the page, in its own units. */
export const pageWidth = 960;
export const margin = 32;
export const lineHeight = 22;

/** Colours and letters: light, and dark where the reader's screen is. Blue and orange are told apart by all. */
export const style = `
text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 13px; fill: #1f2328; }
.page { fill: #ffffff; }
.card { fill: #f4f6f8; }
.title { font-size: 22px; font-weight: 600; }
.figure { font-size: 30px; font-weight: 600; }
.head { font-size: 15px; font-weight: 600; }
.soft { fill: #57606a; }
.small { font-size: 11px; fill: #57606a; }
.track { fill: #e6e9ed; }
.grid { stroke: #d5dae0; stroke-width: 1; }
.failed { fill: #c4661f; }
.helped { fill: #0a66c2; }
.vague { fill: #8a939d; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.page { fill: #0d1117; }
.card { fill: #171d26; }
.soft, .small { fill: #9aa4af; }
.track { fill: #232b36; }
.grid { stroke: #2d3642; }
.failed { fill: #e58a44; }
.helped { fill: #4aa3ff; }
.vague { fill: #75808c; }
}`;
