/** Where a line ends, and what is said there. */
interface LineEnd {
  /** Its classes. */
  readonly look: string;
  readonly name: string;
  readonly value: string;
  readonly x: number;
  readonly y: number;
}

/** What the labels stand beside. */
interface Beside {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** A name, and its value below. */
const rowHeight = 34;
const gap = 30;

/** Each line's name and last value beside the frame, as near to its end as there is room, and a thread between both. */
export function endLabels(
  ends: readonly LineEnd[],
  { left, top, bottom }: Beside,
  escaped: (text: string) => string,
): string[] {
  const ordered = ends.toSorted((one, other) => one.y - other.y);
  const rows = apart(
    ordered.map(({ y }) => y),
    { top: top + rowHeight / 2, bottom: bottom - rowHeight / 2 },
  );
  return ordered.map(({ look, name, value, x, y }, at) => {
    const row = Math.round(rows[at] ?? y);
    const edge = left + gap;
    const thread = `${round(x)},${round(y)} ${left + 6},${round(y)} ${edge - 8},${row} ${edge - 2},${row}`;
    return [
      `<g class="${look}"><polyline class="thread" points="${thread}"/>`,
      `<text class="label" x="${edge + 4}" y="${row - 2}">${escaped(name)}</text></g>`,
      `<text class="soft" x="${edge + 4}" y="${row + 13}">${escaped(value)}</text>`,
    ].join("");
  });
}

/** Places as near to the wished ones as may be, which are in order, none nearer to the next than a row. */
function apart(wished: readonly number[], { top, bottom }: Omit<Beside, "left">): number[] {
  const places = [...wished];
  let least = top;
  for (const [at, place] of places.entries()) {
    places[at] = Math.max(place, least);
    least = (places[at] ?? 0) + rowHeight;
  }
  let most = bottom;
  for (let at = places.length - 1; at >= 0; at--) {
    places[at] = Math.min(places[at] ?? 0, most);
    most = (places[at] ?? 0) - rowHeight;
  }
  return places;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
