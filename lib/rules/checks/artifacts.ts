import * as z from "zod";
import { mostRank } from "../../core/looked.ts";
import { spanSeconds } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { anyOf } from "../../core/verdict.ts";
import type { Check } from "../check.ts";
import { notEmpty, Size, Span, Text } from "../fields.ts";
import { sizeBytes, sizeText } from "../size.ts";
import { patternsText, textTest } from "../text.ts";
import { condition, factCheck, flagCheck, type Place } from "./condition.ts";
import { countCheck, countOf } from "./count.ts";
import { type Expiry, expiryOf, type Files, filesOf, momentText, ofFiles } from "./files.ts";
import { allCheck } from "./group.ts";

/** All that is given must hold of the files that a job left behind beside its log; without files nothing does. */
const About = z
  .strictObject({
    expiredFor: Span.exactOptional(),
    /** Not yet, but by then. */
    expiresWithin: Span.exactOptional(),
    /** Since the job ended: GitLab does not tell when files were uploaded. */
    olderThan: Span.exactOptional(),
    /** GitLab's file types, of which one at least is there. */
    types: Text.exactOptional(),
    /** More than that in all. */
    over: Size.exactOptional(),
    /** They stay until somebody deletes them. */
    kept: z.boolean().exactOptional(),
  })
  .superRefine(notEmpty("expected something about them: { expiredFor: 7d }"));
type About = z.output<typeof About>;

const Artifacts = z.union([z.enum(["present", "absent"]), About], {
  error: "expected present, absent or { expiredFor: 7d }",
});

function millisOf(span: string): number {
  return (spanSeconds(span) ?? Number.NaN) * 1000;
}

function expiryCheck(path: string, wanted: string, holds: (leftMillis: number) => boolean): Check {
  return factCheck<Expiry>({
    path,
    wanted,
    read: ofFiles((_, job) => expiryOf(job)),
    answer: (at, now) => (at !== "never" && holds(at - now) ? "yes" : "no"),
    shown: (at) => (at === "never" ? "no expiry" : `expiry ${momentText(at)}`),
  });
}

function olderCheck(path: string, span: string): Check {
  const least = millisOf(span);
  return factCheck<Instant>({
    path,
    wanted: `older than ${span}`,
    read: ofFiles((_, job) => job.finishedAt),
    answer: (at, now) => (now - at > least ? "yes" : "no"),
    shown: (at) => `of ${momentText(at)}`,
  });
}

function typesCheck(path: string, types: NonNullable<About["types"]>, { tools }: Place): Check {
  const isWanted = textTest(types, tools.readRegex);
  return factCheck<Files>({
    path,
    wanted: `of type ${patternsText(types)}`,
    read: ofFiles((files) => files),
    answer: (files) => anyOf(files.map(({ type }) => isWanted(type))),
    shown: (files) => [...new Set(files.map(({ type }) => type))].join(", "),
  });
}

function sizeCheck(path: string, over: string): Check {
  const least = sizeBytes(over) ?? Number.NaN;
  return factCheck<number>({
    path,
    wanted: `over ${over}`,
    read: ofFiles((files) => files.reduce((sum, file) => sum + file.sizeBytes, 0)),
    answer: (bytes) => (bytes > least ? "yes" : "no"),
    shown: sizeText,
  });
}

function aboutChecks(about: About, place: Place): [key: string, ask: (path: string) => Check][] {
  const { expiredFor, expiresWithin, olderThan, types, over, kept } = about;
  const list: [string, (path: string) => Check][] = [];
  if (expiredFor !== undefined) {
    const least = millisOf(expiredFor);
    list.push(["expiredFor", (path) => expiryCheck(path, `expired for ${expiredFor}`, (left) => -left >= least)]);
  }
  if (expiresWithin !== undefined) {
    const most = millisOf(expiresWithin);
    const holds = (left: number) => left > 0 && left <= most;
    list.push(["expiresWithin", (path) => expiryCheck(path, `expiring within ${expiresWithin}`, holds)]);
  }
  if (olderThan !== undefined) list.push(["olderThan", (path) => olderCheck(path, olderThan)]);
  if (types) list.push(["types", (path) => typesCheck(path, types, place)]);
  if (over !== undefined) list.push(["over", (path) => sizeCheck(path, over)]);
  if (kept !== undefined) list.push(["kept", (path) => keptCheck(path, kept)]);
  return list;
}

function keptCheck(path: string, kept: boolean): Check {
  return factCheck<Expiry>({
    path,
    wanted: kept ? "kept" : "not kept",
    read: ofFiles((_, job) => expiryOf(job)),
    answer: (at) => ((at === "never") === kept ? "yes" : "no"),
    shown: (at) => (at === "never" ? "no expiry" : `expiry ${momentText(at)}`),
  });
}

function artifactsCheck(wanted: z.output<typeof Artifacts>, place: Place): Check {
  const { path } = place;
  if (typeof wanted !== "string") {
    const checks = aboutChecks(wanted, place);
    return allCheck(
      path,
      checks.map(([key, ask]) => ask(checks.length === 1 ? path : `${path}.${key}`)),
    );
  }
  return factCheck({
    path,
    wanted,
    read: ({ job }) => {
      const files = filesOf(job);
      return files && (files.length > 0 ? "present" : "absent");
    },
    answer: (seen) => (seen === wanted ? "yes" : "no"),
  });
}

export const artifactConditions = { artifacts: condition(Artifacts, artifactsCheck) };

export const lookedArtifactConditions = {
  /** Its pipeline is the newest successful one of its ref. */
  latest: condition(z.boolean(), (wanted, place) =>
    flagCheck(wanted, place, { read: ({ looked }) => looked?.isLatest, ask: "isLatest" }),
  ),
  /** 1 for the newest successful run of that name on that ref. */
  rank: condition(countOf(mostRank), (wanted, place) =>
    countCheck(wanted, place, { read: ({ looked }) => looked?.rank, ask: "rank" }),
  ),
};
