import * as z from "zod";
import { Conditions } from "./conditions.ts";

const mostMaps = 50;

/** What teams call a kind of failure: a job is of it if any of these holds. Classes are not made of classes. */
export const FailureClass = z
  .array(Conditions)
  .min(1, { error: "expected at least one map of conditions" })
  .max(mostMaps, { error: `expected at most ${mostMaps} maps of conditions` })
  .superRefine((list, context) => {
    list.forEach((conditions, at) => {
      for (const path of classPaths(conditions, [at])) context.addIssue({ code: "custom", path, message: whyNot });
    });
  });
export type FailureClass = z.infer<typeof FailureClass>;

const whyNot = "a failure class is not made of failure classes: write its conditions here, or name both in the rule";

/** Where conditions name a failure class. */
function classPaths(conditions: Conditions, path: readonly (string | number)[]): (string | number)[][] {
  const { failureClass, all = [], any = [], not, jobs = {} } = conditions;
  return [
    ...(failureClass === undefined ? [] : [[...path, "failureClass"]]),
    ...all.flatMap((one, at) => classPaths(one, [...path, "all", at])),
    ...any.flatMap((one, at) => classPaths(one, [...path, "any", at])),
    ...(not ? classPaths(not, [...path, "not"]) : []),
    ...Object.entries(jobs).flatMap(([key, one]) => classPaths(one, [...path, "jobs", key])),
  ];
}
