import { actions } from "../../lib/actions/index.ts";
import type { JobStatus } from "../../lib/core/job.ts";
import type { TaskVerb } from "../../lib/core/task.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import { rulebookItems } from "../../lib/store/rulebookItem.ts";
import { furtherKinds } from "./furtherKinds.ts";
import { type GateNeeds, gatedKinds, office } from "./gatedKinds.ts";
import { source } from "./settings.ts";

/** A rule that seeds draw from: as teams would write it, and what it means, said a second time and plainly. */
export interface Kind {
  readonly body: string;
  readonly verb: TaskVerb;
  readonly statuses: readonly JobStatus[];
  /** How the names of its jobs begin; missing: any. */
  readonly name?: string;
  /** `for`, and the least that the action waits after it. */
  readonly waitSeconds?: number;
  readonly perJob?: number;
  /** Only hooks of that kind cause it; missing: both do. */
  readonly only?: "job" | "pipeline" | "schedule";
  /** What it waits for before it acts. */
  readonly gate?: GateNeeds;
}

const failed = { verb: "retry", statuses: ["failed"] } as const;
const gate = { verb: "play", statuses: ["manual"], name: "deploy" } as const;

const kinds = {
  retry: { body: "on: job, when: { status: failed }, do: retry", ...failed, perJob: 2, only: "job" },
  retryOnce: {
    body: 'on: [job, pipeline], when: { status: failed, name: "build*" }, do: retry, limit: { perJob: 1 }',
    ...failed,
    name: "build",
    perJob: 1,
  },
  retryLater: {
    body: "on: job, when: { status: failed }, do: { retry: { after: 30s, backoff: 2, most: 2m } }, limit: { perJob: 3 }",
    ...failed,
    waitSeconds: 30,
    perJob: 3,
    only: "job",
  },
  retryHourly: {
    body: "on: job, when: { status: failed }, do: retry, limit: { perJob: 3, perProjectPerHour: 2 }",
    ...failed,
    perJob: 3,
    only: "job",
  },
  retryPipeline: {
    body: "on: pipeline, when: { status: [failed, canceled] }, do: retry, limit: { perJob: 2, perPipeline: 2, perSha: 3 }",
    verb: "retry",
    statuses: ["failed", "canceled"],
    perJob: 2,
    only: "pipeline",
  },
  retryCareful: {
    body: "on: job, when: { status: failed }, do: retry, onUnknown: attention",
    ...failed,
    perJob: 2,
    only: "job",
  },
  /** It feeds itself: what it makes it wants again. */
  retryAny: {
    body: "on: job, when: { status: [success, failed, canceled] }, do: retry, limit: { perJob: 2 }",
    verb: "retry",
    statuses: ["success", "failed", "canceled"],
    perJob: 2,
    only: "job",
  },
  restart: {
    body: "on: job, when: { status: pending }, for: 3m, do: restart",
    verb: "cancel",
    statuses: ["pending"],
    waitSeconds: 180,
    perJob: 2,
    only: "job",
  },
  restartRunning: {
    body: "on: [job, pipeline], when: { status: [pending, running] }, for: 90s, do: restart, limit: { perJob: 1 }",
    verb: "cancel",
    statuses: ["pending", "running"],
    waitSeconds: 90,
    perJob: 1,
  },
  play: { body: 'on: pipeline, when: { status: manual }, do: { play: { job: "deploy*" } }', ...gate, only: "pipeline" },
  playAgain: { body: 'on: [job, pipeline], when: { status: manual }, do: { play: { job: "deploy*" } }', ...gate },
  playOther: {
    body: 'on: pipeline, when: { status: manual }, do: { play: { job: "deploy*", variables: { TARGET: blue } } }',
    ...gate,
    only: "pipeline",
  },
  /** Without a word on the state: a gate is what play starts from. */
  playPlain: { body: 'on: pipeline, do: { play: { job: "deploy*" } }', ...gate, only: "pipeline" },
  playCareful: {
    body: 'on: pipeline, when: { status: manual }, do: { play: { job: "deploy*" } }, onUnknown: attention',
    ...gate,
    only: "pipeline",
  },
  playLater: {
    body: 'on: pipeline, when: { status: manual }, for: 2m, do: { play: { job: "deploy*" } }, limit: { perPipeline: 2 }',
    ...gate,
    waitSeconds: 120,
    only: "pipeline",
  },
  keep: {
    body: 'on: job, when: { status: success, name: "build*" }, do: keep',
    verb: "keep",
    statuses: ["success"],
    name: "build",
    only: "job",
  },
  sweep: {
    body: "on: { schedule: { every: 2m } }, when: { status: [success, failed] }, do: { deleteArtifacts: { quarantine: 1d } }, limit: { percentPerDay: 100 }",
    verb: "deleteArtifacts",
    statuses: ["success", "failed"],
    waitSeconds: 60,
    only: "schedule",
  },
} as const satisfies Record<string, Kind>;

export type RuleKind = keyof typeof kinds | keyof typeof furtherKinds | keyof typeof gatedKinds;
export const ruleKinds: Readonly<Record<RuleKind, Kind>> = { ...kinds, ...furtherKinds, ...gatedKinds };
/** Those that seeds draw from. */
export const drawnKinds = Object.keys(kinds) as readonly RuleKind[];

const stored = new Map<string, string>();
const meanings = new Map<string, Meaning>();

/** What a rulebook says. */
export interface Meaning {
  readonly kinds: readonly RuleKind[];
  readonly mode: "enforce" | "report";
  /** Another number is another text of the same rules. Default: 0. */
  readonly wording?: number;
}

/** A rulebook's text as people apply it. A rule's id is its kind. */
export function writtenRules({ kinds: names, mode, wording = 0 }: Meaning): string {
  const says = wording === 0 ? "" : `description: "Said for the ${wording + 1}. time.", `;
  const rules = names.map(
    (name) => `  - { id: ${name.toLowerCase()}, ${says}projects: ["shop/**"], ${ruleKinds[name].body} }`,
  );
  const calendars = names.some((name) => ruleKinds[name].gate?.calendar) ? ["calendars:", `  ${office}`] : [];
  return ["version: 1", `defaults: { mode: ${mode} }`, ...calendars, "rules:", ...rules, ""].join("\n");
}

/** As `writtenRules`, in the form that the table holds; each is read once in a process. */
export function storedRules(meaning: Meaning): string {
  const { kinds: names, mode, wording = 0 } = meaning;
  const key = `${mode} ${wording} ${names.join(" ")}`;
  const known = stored.get(key);
  if (known !== undefined) return known;
  const read = readRulebook(writtenRules(meaning), "rules.yaml", actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  const text = JSON.stringify(read.rulebook);
  stored.set(key, text);
  meanings.set(text, meaning);
  return text;
}

/** What a text of `storedRules` was made of. */
export function meaningOf(text: string): Meaning | undefined {
  return meanings.get(text);
}

const firsts = new Map<string, ReturnType<typeof rulebookItems>>();

/** The first version of those rules, as the table holds it; each is packed once. */
export function firstBook(meaning: Meaning): ReturnType<typeof rulebookItems> {
  const text = storedRules(meaning);
  const known = firsts.get(text) ?? rulebookItems({ source, version: 1, rules: text });
  firsts.set(text, known);
  return known;
}

/** The kind that a rule is of, by its id. */
export function kindOf(ruleId: string): Kind | undefined {
  const name = Object.keys(ruleKinds).find((one) => one.toLowerCase() === ruleId);
  return name === undefined ? undefined : ruleKinds[name as RuleKind];
}
