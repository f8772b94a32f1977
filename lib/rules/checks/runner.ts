import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import type { Job } from "../../core/job.ts";
import { type Answer, allOf, anyOf, notOf } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { Expression, Glob, notEmpty, oneOrMany, Text } from "../fields.ts";
import { patternsText, textTest } from "../text.ts";
import { hint, shown } from "../wording.ts";
import { condition, type Fact, factCheck, type Place } from "./condition.ts";
import { allCheck } from "./group.ts";

type Runner = NonNullable<Job["runner"]>;

/** Source: docs.gitlab.com/api/runners, `type` (read 2026-11). */
const runnerTypes = ["instance_type", "group_type", "project_type"] as const;
const typeSynonyms: Readonly<Record<string, string>> = {
  instance: "instance_type",
  shared: "instance_type",
  group: "group_type",
  project: "project_type",
  specific: "project_type",
};

const RunnerType = z.enum(runnerTypes, {
  error: ({ input }) =>
    typeof input === "string"
      ? `no type of runners ${shown(input)}${hint(input, runnerTypes, typeSynonyms) || `; known are ${runnerTypes.join(", ")}`}`
      : undefined,
});

const Id = z.int().min(1, { error: "expected a runner's id" });
const forms = "a runner's description, its id, { type: instance_type } or { matches: … }";

const OneRunner = z.union([Glob, Id, z.strictObject({ type: RunnerType }), z.strictObject({ matches: Expression })], {
  error: `expected ${forms}`,
});
type OneRunner = z.output<typeof OneRunner>;

function runnerText(one: OneRunner): string {
  if (typeof one === "number") return `runner ${one}`;
  return typeof one === "object" && "type" in one ? one.type : patternsText([one]);
}

function runnerTest(one: OneRunner, { tools }: Place): (runner: Runner) => Answer {
  if (typeof one === "number") return ({ id }) => (id === one ? "yes" : "no");
  if (typeof one === "object" && "type" in one)
    return ({ type }) => {
      if (type === undefined) return "unknown";
      return type === one.type ? "yes" : "no";
    };
  const isOne = textTest([one], tools.readRegex);
  return ({ description }) => (description === undefined ? "unknown" : isOne(description));
}

function runnerCheck(wanted: readonly OneRunner[], place: Place): Check {
  const tests = wanted.map((one) => runnerTest(one, place));
  return factCheck({
    path: place.path,
    wanted: wanted.map(runnerText).join(" or "),
    read: runnerOf,
    answer: (runner) => anyOf(tests.map((test) => test(runner))),
    shown: ({ id, description, type }) => [`runner ${id}`, description, type].filter(Boolean).join(", "),
  });
}

/** No runner takes a trigger job. */
function runnerOf({ job }: Facts): Fact<Runner> {
  return job.isBridge ? null : job.runner;
}

function tagsOf({ job }: Facts): Fact<readonly string[]> {
  return job.isBridge ? null : job.runnerTags;
}

const RunnerTags = z
  .strictObject({ any: Text.exactOptional(), all: Text.exactOptional(), none: Text.exactOptional() })
  .superRefine(notEmpty("expected `any`, `all` or `none`, e.g. { any: [linux] }"));

type Tags = z.output<typeof RunnerTags>;

function tagsCheck({ any, all, none }: Tags, { path, tools }: Place): Check {
  const ask = (kind: keyof Tags, wanted: string, answer: (tags: readonly string[]) => Answer): Check =>
    factCheck({
      path: `${path}.${kind}`,
      wanted,
      read: tagsOf,
      answer,
      shown: (tags) => tags.join(", ") || "no tags",
    });
  const isIn = (patterns: Tags["any"]) => {
    const test = textTest(patterns ?? [], tools.readRegex);
    return (tags: readonly string[]) => anyOf(tags.map(test));
  };
  const each = (all ?? []).map((one) => isIn([one]));
  const isNone = isIn(none);
  const checks: Check[] = [];
  if (any) checks.push(ask("any", patternsText(any), isIn(any)));
  if (all)
    checks.push(
      ask("all", all.map((one) => patternsText([one])).join(" and "), (tags) => allOf(each.map((test) => test(tags)))),
    );
  if (none) checks.push(ask("none", `none of ${patternsText(none)}`, (tags) => notOf(isNone(tags))));
  return allCheck(path, checks);
}

export const runnerConditions = {
  /** The job's own `tags:`. */
  runnerTags: condition(RunnerTags, tagsCheck),
  /** Who took it. */
  runner: condition(oneOrMany(OneRunner), runnerCheck),
};
