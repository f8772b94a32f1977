/** Texts that must not be repeated, as anybody may echo them. Less than four characters tell nothing. */
const leastCharacters = 4;

/**
 * Hides in a line what must not be repeated, wherever the line has white space in it that the text has not, or the other
 * way round: an echo may be wrapped.
 *
 * @param line with no white space but spaces
 */
export function veil(line: string, veiled: readonly string[]): string {
  let [text, read, passed] = ["", 0, 0];
  for (const [from, to] of hitsIn(bare(line), veiled.map(bare))) {
    const begin = after(line, read, from - passed);
    const end = after(line, begin, to - from);
    const gap = /^ */.exec(line.slice(begin))?.[0].length ?? 0;
    text += `${line.slice(read, begin + gap)}[hidden]`;
    [read, passed] = [end, to];
  }
  return text + line.slice(read);
}

/** What shows nothing, or only turns and breaks a line. */
export const blank = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

function bare(text: string): string {
  return text.replace(blank, "");
}

type Hit = readonly [from: number, to: number];

/** Where the texts are, in order; those that overlap are one. */
function hitsIn(line: string, texts: readonly string[]): readonly Hit[] {
  const hits = texts
    .filter(({ length }) => length >= leastCharacters)
    .flatMap((text) => placesOf(text, line).map((at) => [at, at + text.length] as const))
    .sort(([a], [b]) => a - b);
  const apart: Hit[] = [];
  for (const [from, to] of hits) {
    const last = apart.at(-1);
    if (last === undefined || from >= last[1]) apart.push([from, to]);
    else apart[apart.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return apart;
}

function placesOf(text: string, line: string): readonly number[] {
  const places: number[] = [];
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) places.push(at);
  return places;
}

/** The index behind so many characters that are no spaces. */
function after(line: string, at: number, characters: number): number {
  let [index, left] = [at, characters];
  for (; left > 0; index++) if (line[index] !== " ") left--;
  return index;
}
