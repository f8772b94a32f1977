import { spanSeconds } from "../../core/span.ts";
import type { Conditions } from "../conditions.ts";
import { sizeBytes } from "../size.ts";
import { type Atom, type Formula, type Mode, together } from "./formula.ts";

type Artifacts = NonNullable<Conditions["artifacts"]>;
type About = Exclude<Artifacts, string>;

/** What `artifacts` says: that there are files, and what they are like. Without files nothing that is said of them is true. */
export function artifactsFormula(wanted: Artifacts, mode: Mode): Formula {
  if (typeof wanted === "string") return files(wanted, mode);
  const about = atomsOf(wanted).map(([fact, atom]): Formula => ({ fact, atom, mode }));
  return together(mode, [files("present", mode), ...about]);
}

function files(wanted: "present" | "absent", mode: Mode): Formula {
  return { fact: "files", atom: { kind: "word", words: [wanted] }, mode };
}

/**
 * Each with its fact. `expiry` is how many milliseconds are left, infinitely many where nothing expires; `ended` how many
 * have passed since the job did.
 */
function atomsOf({ expiredFor, expiresWithin, olderThan, types, over, kept }: About): [fact: string, atom: Atom][] {
  const list: [string, Atom][] = [];
  const number = (fact: string, points: readonly number[], passes: (value: number) => boolean) =>
    list.push([fact, { kind: "number", passes, points }]);
  if (expiredFor !== undefined) {
    const least = millisOf(expiredFor);
    number("expiry", [-least], (left) => -left >= least);
  }
  if (expiresWithin !== undefined) {
    const most = millisOf(expiresWithin);
    number("expiry", [0, most], (left) => left > 0 && left <= most);
  }
  if (kept !== undefined)
    number("expiry", [Number.POSITIVE_INFINITY], (left) => (left === Number.POSITIVE_INFINITY) === kept);
  if (olderThan !== undefined) {
    const least = millisOf(olderThan);
    number("ended", [least], (passed) => passed > least);
  }
  if (types) list.push(["fileTypes", { kind: "each", patterns: types }]);
  if (over !== undefined) {
    const least = sizeBytes(over) ?? Number.NaN;
    number("fileBytes", [least], (bytes) => bytes > least);
  }
  return list;
}

function millisOf(span: string): number {
  return (spanSeconds(span) ?? Number.NaN) * 1000;
}
