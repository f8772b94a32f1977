/** Colours on light and on dark paper; blue and green are ours, warm ones others', grey is what bounds us. */
const light = {
  paper: "#ffffff",
  edge: "#d1d9e0",
  ink: "#1f2328",
  soft: "#59636e",
  grid: "#e4e8ec",
  ours: ["#0757c0", "#0f7b6c", "#7642b8", "#3a6f1a"],
  other: ["#b4540a", "#b3324f", "#8a6d00", "#7d5a4f", "#a1368f"],
  limit: ["#59636e", "#7a838c"],
};
const dark: typeof light = {
  paper: "#0d1117",
  edge: "#30363d",
  ink: "#e6edf3",
  soft: "#9198a1",
  grid: "#222932",
  ours: ["#6cb0ff", "#4fd1bd", "#c39bf5", "#98d46c"],
  other: ["#f0a35e", "#f58ba0", "#dfc24a", "#c9a596", "#e79bdc"],
  limit: ["#a5adb6", "#838c96"],
};

/** How plots look; what a viewer that knows no media queries shows is the light one. */
export const styleSheet = [
  "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}",
  "text.head{font-size:17px;font-weight:600}text.label{font-weight:600}text.tick,text.soft{font-size:12px}",
  "text.code{font:12px ui-monospace,SFMono-Regular,Menlo,'DejaVu Sans Mono',monospace}",
  "polyline{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}circle{stroke-width:1.5}",
  ".other polyline{stroke-width:1.75}.limit polyline{stroke-width:1.75;stroke-dasharray:1 5}",
  "polyline.thread,.limit polyline.thread{stroke-width:1;stroke-dasharray:none;opacity:.45}",
  colours(light),
  `@media(prefers-color-scheme:dark){${colours(dark)}}`,
].join("");

function colours({ paper, edge, ink, soft, grid, ...kinds }: typeof light): string {
  const lines = Object.entries(kinds).flatMap(([kind, list]) =>
    list.map(
      (colour, at) =>
        `.${kind}${at + 1} polyline{stroke:${colour}}.${kind}${at + 1} circle,.${kind}${at + 1} text{fill:${colour}}`,
    ),
  );
  return [
    `.paper{fill:${paper};stroke:${edge}}text{fill:${ink}}text.soft,text.tick{fill:${soft}}`,
    `.grid{stroke:${grid}}.base{stroke:${soft}}circle{stroke:${paper}}`,
    ...lines,
  ].join("");
}
