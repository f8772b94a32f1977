import type { Facts } from "../core/event.ts";
import { erasableFiles, failureReasonsOf } from "../core/job.ts";
import { spanSeconds } from "../core/span.ts";
import { type Instant, instantText } from "../core/time.ts";
import { type Answer, allOf, anyOf, type Clause, notOf } from "../core/verdict.ts";
import type { Conditions } from "./conditions.ts";
import { globTest } from "./globs.ts";
import { groupName } from "./group.ts";

/** One condition, ready to be asked. */
export type Check = (facts: Facts, now: Instant) => Clause;

/** The conditions of one map, which must all hold, in a fixed order. `path` is where the map stands, e.g. `when`. */
export function checksOf(conditions: Conditions, path: string): Check[] {
  const { status, name, group, stage, ref, tag, failureReason, artifacts, all, any, not } = conditions;
  const at = (key: string) => `${path}.${key}`;
  const list: Check[] = [];
  if (status) list.push(textCheck(at("status"), status, statusOf));
  if (name) list.push(textCheck(at("name"), name, ({ job }) => job.name));
  if (group) list.push(textCheck(at("group"), group, ({ job }) => groupName(job.name)));
  if (stage) list.push(textCheck(at("stage"), stage, ({ job }) => job.stage));
  if (ref) list.push(textCheck(at("ref"), ref, refOf));
  if (tag !== undefined) list.push(textCheck(at("tag"), [String(tag)], tagOf));
  if (failureReason) list.push(failureReasonCheck(at("failureReason"), failureReason));
  if (artifacts) list.push(artifactsCheck(at("artifacts"), artifacts));
  if (all) list.push(groupCheck(at("all"), members(all, at("all")), allOf));
  if (any) list.push(groupCheck(at("any"), members(any, at("any")), anyOf));
  if (not) list.push(notCheck(at("not"), together(not, at("not"))));
  return list;
}

/** A fact as text: `undefined` is unknown, `null` is absent. */
type Seen = string | null | undefined;

/** A word that this version does not know is nothing to act on, not even through a `not`. */
function statusOf({ job }: Facts): Seen {
  return job.status === "other" ? undefined : job.status;
}

/** The ref of a merge request pipeline is its source branch, which is not the jobs' own ref: anybody's fork may call it `main`. */
function refOf({ job, pipeline }: Facts): Seen {
  if (job.ref !== undefined) return job.ref;
  return pipeline?.source === undefined || pipeline.source === "merge_request_event" ? undefined : pipeline.ref;
}

function tagOf({ job, pipeline }: Facts): Seen {
  return (job.tag ?? pipeline?.tag)?.toString();
}

/** Hooks of jobs that did not fail carry a reason too, a meaningless one. */
function failureReasonOf({ job }: Facts): Seen {
  return job.status === "failed" || job.status === "other" ? job.failureReason : null;
}

function textCheck(
  path: string,
  globs: readonly string[],
  read: (facts: Facts) => Seen,
  wanted = globs.join(" or "),
): Check {
  const matches = globTest(globs);
  return (facts) => {
    const seen = read(facts);
    if (seen === undefined) return { path, answer: "unknown", wanted, seen: "unknown" };
    if (seen === null) return { path, answer: "no", wanted, seen: "absent" };
    return { path, answer: matches(seen) ? "yes" : "no", wanted, seen };
  };
}

function failureReasonCheck(path: string, words: readonly string[]): Check {
  return textCheck(path, words.flatMap(failureReasonsOf), failureReasonOf, words.join(" or "));
}

function artifactsCheck(path: string, wanted: NonNullable<Conditions["artifacts"]>): Check {
  if (typeof wanted === "object") return expiredCheck(path, wanted.expiredFor);
  return textCheck(path, [wanted], ({ job }) => {
    const files = erasableFiles(job);
    return files && (files.length > 0 ? "present" : "absent");
  });
}

function expiredCheck(path: string, span: string): Check {
  const wanted = `expired for ${span}`;
  const spanMillis = (spanSeconds(span) ?? Number.POSITIVE_INFINITY) * 1000;
  return ({ job }, now) => {
    const files = erasableFiles(job);
    if (files === undefined) return { path, answer: "unknown", wanted, seen: "unknown" };
    if (files.length === 0) return { path, answer: "no", wanted, seen: "absent" };
    const expireAt = job.artifacts?.expireAt;
    if (typeof expireAt !== "number") return { path, answer: "no", wanted, seen: "no expiry" };
    return { path, answer: now - expireAt >= spanMillis ? "yes" : "no", wanted, seen: `expiry ${timeText(expireAt)}` };
  };
}

function timeText(at: Instant): string {
  return Math.abs(at) <= 8.64e15 ? instantText(at) : String(at);
}

function members(list: readonly Conditions[], path: string): Check[] {
  return list.map((conditions, index) => together(conditions, `${path}.${index}`));
}

/** Sibling keys as one check: the only one itself, or a group of them. */
function together(conditions: Conditions, path: string): Check {
  const checks = checksOf(conditions, path);
  const [only] = checks;
  return only && checks.length === 1 ? only : groupCheck(path, checks, allOf);
}

function groupCheck(path: string, checks: readonly Check[], combine: (answers: Iterable<Answer>) => Answer): Check {
  return (facts, now) => {
    const parts = checks.map((check) => check(facts, now));
    return { path, answer: combine(parts.map(({ answer }) => answer)), parts };
  };
}

function notCheck(path: string, check: Check): Check {
  return (facts, now) => {
    const inner = check(facts, now);
    const parts = inner.path === path && inner.parts ? inner.parts : [inner];
    if (inner.answer === "unknown") return { path, answer: "unknown", parts };
    return { path, answer: notOf(inner.answer), ...opposite(inner, path), parts };
  };
}

function opposite({ path, wanted, seen, answer }: Clause, notPath: string): { wanted: string; seen: string } {
  if (wanted === undefined || seen === undefined)
    return { wanted: "no match", seen: answer === "yes" ? "a match" : "none" };
  return { wanted: `not ${path.slice(notPath.length + 1)} ${wanted}`, seen };
}

/**
 * The clause that decides among some that must all hold: the first no, else the first unknown; of a yes the last, which
 * is the most special. Inside a group the part that gave it its answer; a `not` that is known decides itself.
 */
export function deciding(clauses: readonly Clause[], answer: Answer): Clause | undefined {
  const isIt = (clause: Clause) => clause.answer === answer;
  const found = answer === "yes" ? clauses.findLast(isIt) : clauses.find(isIt);
  if (!found?.parts || found.wanted !== undefined) return found;
  return deciding(found.parts, answer) ?? found;
}
