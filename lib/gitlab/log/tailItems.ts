import { createLine } from "./line.ts";
import { createTokens } from "./tokens.ts";

/**
 * What a log's end consists of: lines as people read them, empty ones and those of services left out, and where sections
 * begin and end. `byRunner` is false only where the log tells who wrote a line.
 */
export type Item = { readonly byRunner: boolean } & (
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "start" | "end"; readonly name: string }
);

/**
 * How a runner with `FF_TIMESTAMPS` (on by default in 19.4) begins a line: a time, a stream (`00` the runner, `01` what it
 * runs, from `0f` on services), and `+` when the line goes on with that stream's line before.
 * Source: gitlab-runner common/buildlogger, internal/timestamper (read 2026-11).
 */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z ([0-9a-f]{2}[EO])([+ ])/;

/**
 * Looked for in the bytes as they are, not in what a terminal would show: a script that leaves an escape code open must not
 * hide the marker that the runner writes behind it.
 * Source: docs.gitlab.com/ci/jobs/job_logs, gitlab-runner helpers/build_section.go (read 2026-11).
 */
const marker =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a marker ends with them
  /section_(start|end):\d{1,20}:([a-zA-Z0-9_.-]{1,255})(?:\[[^\]\r\n]{0,500}\])?\r\x1b\[0K/g;

interface Raw {
  text: string;
  readonly stream?: string;
}

/** Reads the end of a log. One that does not begin where the log does loses its first line, which may be half of one. */
export function tailItems(bytes: Uint8Array, isWhole: boolean): Item[] {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const items: Item[] = [];
  const clean = createCleaner(items);
  for (const raw of rawLines(isWhole ? text : text.slice(text.indexOf("\n") + 1 || text.length))) {
    const { stream = "00" } = raw;
    if (!/^0[01]/.test(stream)) continue;
    const byRunner = stream.startsWith("00");
    let at = 0;
    for (const found of raw.text.matchAll(marker)) {
      clean(raw.text.slice(at, found.index), byRunner);
      at = found.index + found[0].length;
      items.push({ kind: found[1] === "start" ? "start" : "end", name: found[2] ?? "", byRunner });
    }
    clean(raw.text.slice(at), byRunner);
  }
  return items;
}

/** Lines without stamps, each with its stream where every line of the log has one. */
function rawLines(text: string): readonly Raw[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (!lines.every((line) => stamp.test(line))) return lines.map((line) => ({ text: line }));
  const joined: Raw[] = [];
  for (const line of lines) {
    const [head = "", stream = "", sign] = stamp.exec(line) ?? [];
    const text = line.slice(head.length);
    const before = joined.at(-1);
    // behind another stream's line it would move before that
    if (sign === "+" && before?.stream === stream) before.text += text;
    else joined.push({ text, stream });
  }
  return joined;
}

/** Takes colours and controls out of a text, and adds the lines that are left. */
function createCleaner(items: Item[]): (raw: string, byRunner: boolean) => void {
  const tokens = createTokens();
  const line = createLine();
  return (raw, byRunner) => {
    if (raw === "") return;
    for (const token of tokens(`${raw}\n`)) {
      if (token.kind === "text") line.add(token.text);
      else if (token.kind === "return") line.return();
      else if (token.kind === "erase") line.erase(token.whole);
    }
    const text = line.take();
    if (text !== "") items.push({ kind: "line", text, byRunner });
  };
}
