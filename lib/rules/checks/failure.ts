import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import { failureReasonsOf, isEnded } from "../../core/job.ts";
import { oneOrMany, type Pattern, Text } from "../fields.ts";
import { patternsText } from "../text.ts";
import { condition, type Fact, factCheck } from "./condition.ts";
import { classCheck } from "./failureClass.ts";
import { textCheck } from "./text.ts";

/** Hooks of jobs that did not fail carry a reason too, a meaningless one. */
function failureReasonOf({ job }: Facts): Fact<string> {
  return job.status === "failed" || job.status === "other" ? job.failureReason : null;
}

/** What has not ended has no code yet, and a trigger job runs no script. */
function exitCodeOf({ job, looked }: Facts): Fact<number> {
  if (job.isBridge || (job.status !== "other" && !isEnded(job.status))) return null;
  return looked?.exitCode;
}

export const failureConditions = {
  /** Any word, since GitLab keeps adding some; an old word also means its newer aliases. */
  failureReason: condition(Text, (wanted, place) => {
    const words = wanted.flatMap((one): readonly Pattern[] =>
      typeof one === "string" ? failureReasonsOf(one) : [one],
    );
    return textCheck(words, place, { read: failureReasonOf, wanted: patternsText(wanted) });
  }),
};

export const lookedFailureConditions = {
  failureClass: classCheck,
  exitCode: condition(oneOrMany(z.int()), (wanted, { path }) =>
    factCheck({
      path,
      wanted: wanted.join(" or "),
      read: exitCodeOf,
      answer: (code) => (wanted.includes(code) ? "yes" : "no"),
      ask: "exitCode",
    }),
  ),
};
