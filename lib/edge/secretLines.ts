import type { Instant } from "../core/time.ts";
import type { Log } from "./log.ts";

/** One line of a parameter. */
export interface SecretLine {
  /** Where it stands, for people: `line 2 of the SSM parameter /penstock/prod/webhook/shop`. */
  readonly place: string;
  readonly text: string;
  /** After it the value is not live any more. */
  readonly notAfter?: Instant;
  /** Whether that is so by now. */
  readonly isOver?: true;
  /** What is wrong with the line, and its cure; never the value. */
  readonly fault?: string;
}

/** As `2026-12-01T00:00Z`: a moment in UTC, seconds may follow. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/;

/**
 * The values in a parameter's text, one a line, the first one first. Behind a value may stand until when it is live:
 * `VALUE  # notAfter=2026-12-01T00:00Z`. Blank lines are nothing, nor are those that begin with `# `.
 */
export function readLines(name: string, text: string): readonly SecretLine[] {
  return text.split(/\r?\n/).flatMap((raw, at) => {
    const line = raw.trim();
    if (line === "" || /^#(\s|$)/.test(line)) return [];
    return [{ place: `line ${at + 1} of the SSM parameter ${name}`, ...readLine(line) }];
  });
}

function readLine(line: string): Omit<SecretLine, "place"> {
  // What was meant to end must not live for ever because of how that was spelt.
  const [, text = line, said] = /^(.*?)\s+#\s*not[ _-]?after\b(.*)$/i.exec(line) ?? [];
  if (said === undefined) return { text };
  const notAfter = /\s#\s*notAfter=/.test(line) ? instantOf(said.slice(1).trim()) : undefined;
  if (notAfter !== undefined) return { text, notAfter };
  return { text, fault: "what stands behind # is no end: write # notAfter=2026-12-01T00:00Z, in UTC" };
}

function instantOf(text: string): Instant | undefined {
  const at = moment.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text.slice(0, 16)) ? undefined : at;
}

/** A line that is of no use. What it says to people never holds the value. */
interface Unfit {
  readonly text: string;
  readonly says: string;
}

/** What is fit among a parameter's lines, what is wrong with others, and whose time is over. */
export interface Fit<T> {
  readonly fit: readonly T[];
  readonly faults: readonly Unfit[];
  readonly over: readonly Unfit[];
}

/** Makes something of each live line. @param make what a value makes, or what is wrong with it and its cure */
export function fitLines<T extends object>(
  lines: readonly SecretLine[],
  make: (text: string) => T | { readonly problem: string },
): Fit<T> {
  const fit: T[] = [];
  const faults: Unfit[] = [];
  const over: Unfit[] = [];
  for (const { text, fault, place, isOver } of lines) {
    if (isOver) {
      over.push({ text, says: `${place}: its time is over: put the next one there, or take the line away` });
      continue;
    }
    const made = fault === undefined ? make(text) : { problem: fault };
    if ("problem" in made) faults.push({ text, says: `${place}: ${made.problem}` });
    else fit.push(made);
  }
  return { fit, faults, over };
}

const mostRemembered = 1_000;

/** Tells of each line that is set aside once: whoever loads it every second shall not fill the log. */
export function tellOnce(log: Pick<Log, "error">): (says: string) => void {
  const told = new Set<string>();
  return (says) => {
    if (told.has(says)) return;
    if (told.size >= mostRemembered) told.clear();
    told.add(says);
    log.error("secret set aside", { says });
  };
}
