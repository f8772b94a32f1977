import { type Ask, askKey, lookedNames } from "./looked.ts";

/** Three values: a fact that nobody told us is not a no. */
export type Answer = "yes" | "no" | "unknown";

/** One condition of a rule with the value that it met; a group (`all`, `any`, `not`) carries its parts. */
export interface Clause {
  /** Where it stands in the rule, e.g. `when.any.0.failureReason`. */
  readonly path: string;
  readonly answer: Answer;
  /** What the rule asks for, in its own words. */
  readonly wanted?: string;
  /** What was there: a value, `unknown` (nobody told us) or `absent` (GitLab says there is none). */
  readonly seen?: string;
  readonly parts?: readonly Clause[];
  /** What a look must find out before this clause can be answered. */
  readonly ask?: Ask;
}

/** What a rule says to one job, and why. */
export interface Verdict {
  /** `rule@version`, e.g. `retry-infrastructure@42`. */
  readonly rule: string;
  readonly answer: Answer;
  /** The clause that decided: for a no the first that failed, for unknown the first that could not be known. */
  readonly because: Clause;
  /** Every condition of the rule. */
  readonly clauses: readonly Clause[];
}

/**
 * What a look must find out before an undecided verdict can become a yes or a no, cheapest first, each once. Of what a
 * known part decides already nothing is asked.
 */
export function asksOf(clauses: readonly Clause[]): readonly Ask[] {
  const asks = new Map<string, Ask>();
  const walk = ({ answer, ask, parts = [] }: Clause): void => {
    if (answer !== "unknown") return;
    if (ask) asks.set(askKey(ask), ask);
    parts.forEach(walk);
  };
  clauses.forEach(walk);
  return [...asks.values()].toSorted((one, other) => costOf(one) - costOf(other));
}

function costOf(ask: Ask): number {
  if ("fact" in ask) return lookedNames.indexOf(ask.fact);
  return lookedNames.length + ("log" in ask ? 1 : 0);
}

/** `and`: a no decides, else an unknown, else yes. An empty list is yes. */
export function allOf(answers: Iterable<Answer>): Answer {
  let result: Answer = "yes";
  for (const answer of answers) {
    if (answer === "no") return "no";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

/** `or`: a yes decides, else an unknown, else no. An empty list is no. */
export function anyOf(answers: Iterable<Answer>): Answer {
  let result: Answer = "no";
  for (const answer of answers) {
    if (answer === "yes") return "yes";
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

/** `not`: yes and no change places; what is unknown stays unknown. */
export function notOf(answer: Answer): Answer {
  if (answer === "unknown") return answer;
  return answer === "yes" ? "no" : "yes";
}

const longestWanted = 60;

/** The deciding clause as one line: `when.status: wanted pending, saw failed`. */
export function becauseText({ path, wanted, seen }: Clause): string {
  if (seen === undefined) return wanted === undefined ? path : `${path}: ${wanted}`;
  const short = wanted && wanted.length > longestWanted ? `${wanted.slice(0, longestWanted)}…` : (wanted ?? "nothing");
  return `${path}: wanted ${short}, saw ${seen}`;
}
