/** A command as a page shows it, with what the page says that it prints. */
export interface Step {
  readonly command: string;
  readonly output: string;
  /** Where the output stands in the page. */
  readonly from: number;
  readonly to: number;
}

const fence = /^```console\n(.*?)^```$/gms;

/** The commands of a page's `console` blocks: a line with `$ ` begins one, lines with `> ` go on with it, others are printed. */
export function stepsOf(page: string): readonly Step[] {
  return [...page.matchAll(fence)].flatMap((block) => {
    const steps: Step[] = [];
    let at = block.index + "```console\n".length;
    for (const line of (block[1] ?? "").split(/(?<=\n)/)) {
      const end = at + line.length;
      const last = steps.at(-1);
      if (line.startsWith("$ ")) steps.push({ command: line.slice(2), output: "", from: end, to: end });
      else if (last && last.output === "" && line.startsWith("> "))
        steps.splice(-1, 1, { ...last, command: last.command + line.slice(2), from: end, to: end });
      else if (last) steps.splice(-1, 1, { ...last, output: last.output + line, to: end });
      at = end;
    }
    return steps;
  });
}

/** The page with other outputs in their places. */
export function withOutputs(page: string, steps: readonly Step[], outputs: readonly string[]): string {
  let text = page;
  for (const [at, { from, to }] of [...steps.entries()].toReversed())
    text = text.slice(0, from) + (outputs[at] ?? "") + text.slice(to);
  return text;
}

/** What differs from run to run, and nothing else, put out of the way: moments, spans, numbers of GitLab's, hashes, ports. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "MOMENT"],
  [/\b\d{4}-\d\d-\d\d( \d\d:\d\d)?(?![\dT-])/g, "DAY"],
  [/\b\d{13}-[\w-]+/g, "ENTRY"],
  [/\bp\d{6}-\d{4}-\w{3}\b/g, "PLAN"],
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT"],
  [/\b[0-9a-f]{12,64}\b/g, "HASH"],
  [/\b\d{8,}\b/g, "ID"],
  [/\b(\d+(\.\d+)? ?(ms|s|min|m|h|d)\b ?)+/g, "SPAN "],
  [/\b\d+(\.\d+)? (milliseconds?|seconds?|minutes?)\b/g, "SPAN"],
  // how many hooks the samples have led to by now
  [/\b\d+ events\b/g, "EVENTS"],
  [/[ \t]+/g, " "],
  [/ +$/gm, ""],
];

/** A text as two runs of the same commands have it in common. */
export function settled(text: string): string {
  return varying.reduce((so, [pattern, word]) => so.replace(pattern, word), text);
}
