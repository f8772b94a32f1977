import type { Instant } from "../../core/time.ts";
import type { Mark } from "./line.ts";

/** A section that was seen, in the order of their starts. */
export interface LogSection {
  readonly name: string;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
}

/** The sections of a log, and which of them are open. */
export interface OpenSections {
  mark(mark: Mark): void;
  /** The open ones, the outermost first. */
  readonly names: readonly string[];
  readonly all: readonly LogSection[];
}

/** No real log comes near; a log is a stranger's, and every line names its sections. */
const deepest = 64;
const mostSections = 10_000;

/** An end closes what is open inside too; one without a start is passed over, as GitLab does. */
export function createOpenSections(): OpenSections {
  const all: LogSection[] = [];
  let open: readonly { readonly name: string; readonly index: number }[] = [];
  let names: readonly string[] = [];

  function start(name: string, startedAt: Instant | undefined) {
    if (open.length < deepest) open = [...open, { name, index: all.length }];
    if (all.length < mostSections) all.push({ name, ...(startedAt !== undefined && { startedAt }) });
  }

  function end(name: string, endedAt: Instant | undefined) {
    const at = open.findLastIndex((section) => section.name === name);
    const ended = open[at];
    if (ended === undefined) return;
    open = open.slice(0, at);
    const section = all[ended.index];
    if (section && endedAt !== undefined) all[ended.index] = { ...section, endedAt };
  }

  return {
    mark({ edge, name, seconds }) {
      // what no date can be is no time
      const at = seconds.length <= 11 ? Number(seconds) * 1000 : undefined;
      if (edge === "start") start(name, at);
      else end(name, at);
      names = open.map((section) => section.name);
    },
    get names() {
      return names;
    },
    all,
  };
}
