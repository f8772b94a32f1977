import { isEnded, jobStatuses } from "../../core/job.ts";
import type { Literal, Mode, Term } from "./formula.ts";

/** What must be so as well where a clause about a fact says one of these. */
interface Link {
  readonly modes: readonly Mode[];
  readonly also: readonly Literal[];
}

function also(fact: string, words: readonly string[], mode: Mode): Literal {
  return { fact, atom: { kind: "word", words }, mode };
}

const noBridge = also("bridge", ["false"], "yes");
const hasFailed = also("status", ["failed"], "notNo");
const hasEnded = also("status", jobStatuses.filter(isEnded), "notNo");

/** What no job is known to have without something else: see `lib/rules/checks`, and for ranks and runs `lib/app/further`. */
const links: Readonly<Record<string, Link>> = {
  failureReason: { modes: ["yes", "notNo"], also: [hasFailed] },
  failureClass: { modes: ["yes", "notNo"], also: [hasFailed] },
  exitCode: { modes: ["yes", "notNo"], also: [hasEnded, noBridge] },
  runner: { modes: ["yes", "notNo"], also: [noBridge] },
  runnerTags: { modes: ["yes", "notNo"], also: [noBridge] },
  log: { modes: ["yes", "notNo"], also: [noBridge] },
  rank: { modes: ["yes"], also: [also("status", ["success"], "yes")] },
  attempt: { modes: ["yes", "no"], also: [noBridge] },
};

/** A term with all that follows from it. */
export function linked(term: Term): Term {
  return [...term, ...term.flatMap(following)];
}

function following({ fact, atom, mode }: Literal): readonly Literal[] {
  if (fact === "files" && atom.kind === "word")
    return atom.words.includes("present") && (mode === "yes" || mode === "notNo") ? [noBridge] : [];
  const link = links[fact];
  return link?.modes.includes(mode) ? link.also : [];
}
