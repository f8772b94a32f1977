import * as z from "zod";
import { type LogAsk, logKey } from "../../core/looked.ts";
import { type Answer, anyOf, type Clause } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { Expression, Glob, oneOrMany, typed } from "../fields.ts";
import { sizeBytes } from "../size.ts";
import { regexTest } from "../text.ts";
import { condition, type Place } from "./condition.ts";

const usualTailBytes = 65_536;
const mostTailBytes = 1_048_576;

const wrongTail = { error: typed("expected a size such as 64KB, at most 1MB") };

const Tail = z.string(wrongTail).refine((text) => (sizeBytes(text) ?? Number.NaN) <= mostTailBytes, wrongTail);

const Log = z.strictObject({
  /** Names of sections or globs over them; without it only what the runner itself wrote is searched. */
  section: oneOrMany(Glob).exactOptional(),
  /** How much of the log's end is searched; 64KB unless it is given. */
  tail: Tail.exactOptional(),
  /** Searched, not compared as a whole; `^` and `$` are the ends of a line. */
  matches: oneOrMany(Expression),
});

/** What the log says never gets into the clause: only whether there was a match. */
function logCheck({ section, tail, matches }: z.output<typeof Log>, { path, tools }: Place): Check {
  const tailBytes = tail === undefined ? usualTailBytes : (sizeBytes(tail) ?? usualTailBytes);
  const log: LogAsk = { ...(section && { sections: section }), tailBytes };
  const key = logKey(log);
  const tests = matches.map((one) => regexTest(one, tools.readRegex, (regex, text) => regex.isIn(text)));
  const wanted = `${matches.map((one) => `/${one}/`).join(" or ")} in ${section?.join(" or ") ?? "the runner's own lines"}`;
  const clause = (answer: Answer, seen: string): Clause => ({ path, answer, wanted, seen });
  const [match, none, absent] = [clause("yes", "a match"), clause("no", "none"), clause("no", "absent")];
  const unknown: Clause = { ...clause("unknown", "unknown"), ask: { log } };
  const unread = clause("unknown", "a log, and nothing that reads the expression");
  return ({ job, looked }) => {
    const text = job.isBridge ? null : looked?.logs?.get(key);
    if (text === undefined) return unknown;
    if (text === null) return absent;
    const answer = anyOf(tests.map((test) => test(text)));
    if (answer === "unknown") return unread;
    return answer === "yes" ? match : none;
  };
}

export const logConditions = { log: condition(Log, logCheck) };
