import { inventoryName } from "../../../lib/app/coverage/roll.ts";
import { newestKey, readProjectTally } from "../../../lib/core/tally/doing.ts";
import type { TaskVerb } from "../../../lib/core/task.ts";
import type { Left } from "./census.ts";
import { source } from "./container.ts";
import { heapMegabytes } from "./heap.ts";
import { type Bound, deleteBounds, needed, type Walk, walkBounds } from "./ideal.ts";
import { type SweepStage, tidyRule, usualPace } from "./stage.ts";

/** How one part of a run went. */
export interface Part {
  readonly title: string;
  /** Virtual. */
  readonly seconds: number;
  readonly bounds: readonly Bound[];
  /** What GitLab was asked, and what of it by the kind of request. */
  readonly requests: number;
  /** Answered with 429. */
  readonly refused: number;
  readonly byKind: ReadonlyMap<string, number>;
  /** Jobs whose artifacts were deleted. */
  readonly deleted: number;
  /** How long GitLab was asked nothing, where that was more than 2 s. */
  readonly pauseSeconds: number;
  readonly kills: number;
  readonly writes: number;
  /** Megabytes after a collection at each quarter. */
  readonly heap: readonly number[];
  readonly wallSeconds: number;
  /** What is not as it should be. */
  readonly wrong: readonly string[];
}

/** The most that any limit alone takes. */
export function idealSeconds({ bounds }: Pick<Part, "bounds">): number {
  return Math.max(...bounds.map(({ seconds }) => seconds));
}

/** Each project is looked at once, and the inventory asks for its protected branches. */
const besides = { rule: 1, inventory: 2 };

/** Counts all that is there, and compares it with the twin's own count. */
export async function takeInventory(stage: SweepStage, kills: number): Promise<Part> {
  const walk = walkOf(stage, besides.inventory);
  if (kills > 0) stage.reaper.plan(kills, needed(walk).requests);
  return await part(stage, {
    title: `inventory${kills > 0 ? `, ${kills} kills` : ""}`,
    verb: "sweep",
    expects: needed(walk).requests,
    begin: () => stage.begin(inventoryName),
    bounds: async () => walkBounds(walk),
    check: () => miscounted(stage),
  });
}

/** Lets the delete rule go through all projects: the first time it only counts and reports. */
export async function sweepRule(stage: SweepStage, title: string): Promise<Part> {
  const walk = walkOf(stage, besides.rule);
  return await part(stage, {
    title,
    verb: "sweep",
    expects: needed(walk).requests,
    begin: () => stage.begin(tidyRule),
    bounds: async () => walkBounds(walk),
    check: async () => [],
  });
}

/** Waits for the end of the quarantine, and until all is deleted. */
export async function waitForDeletes(stage: SweepStage, given: { expiredBy: number; kills: number }): Promise<Part> {
  const { twin, tables, timeline } = stage;
  const expected = await twin.expected(given.expiredBy);
  const left = await twin.left();
  const due = await tables.firstDue();
  if (due !== undefined) await stage.pass(Math.max(0, due - 1 - timeline.now()));
  const expects = Math.ceil(expected.go.length / 50) * 4;
  if (given.kills > 0) stage.reaper.plan(given.kills, expects);
  return await part(stage, {
    title: `deletes${given.kills > 0 ? `, ${given.kills} kills` : ""}`,
    verb: "deleteArtifacts",
    expects,
    begin: async () => stage.wake(),
    bounds: async () =>
      deleteBounds(await tables.deletes(), {
        ...(stage.options.deletes ?? usualPace),
        withArtifacts: new Map([...left].map(([project, { withArtifacts }]) => [project, withArtifacts])),
        perMinute: stage.options.perMinute,
      }),
    check: async () => misdeleted(stage, expected.go),
  });
}

interface Plan {
  readonly title: string;
  readonly verb: TaskVerb;
  readonly expects: number;
  readonly begin: () => Promise<void>;
  readonly bounds: () => Promise<readonly Bound[]>;
  readonly check: () => Promise<readonly string[]>;
}

async function part(stage: SweepStage, { title, verb, expects, begin, bounds, check }: Plan): Promise<Part> {
  const { timeline, twin, tables, reaper, faults } = stage;
  const before = {
    deleted: (await tables.deletes()).length,
    served: await twin.served(),
    writes: await tables.writes(),
    kills: reaper.kills(),
    pauses: reaper.pauseMillis(),
  };
  const [began, wall] = [timeline.now(), performance.now()];
  const heap: number[] = [];
  const first = reaper.requests();
  await begin();
  const ended = await stage.until(verb, () => {
    if (heap.length < 4 && reaper.requests() - first >= (expects * (heap.length + 0.5)) / 4) heap.push(heapMegabytes());
  });
  const served = await twin.served();
  const refused = served.refused - before.served.refused;
  const failed = served.failed - before.served.failed;
  const wrong = [...(await check()), ...faults.splice(0)];
  if (refused > 0) wrong.push(`${refused} requests were refused`);
  if (failed > 0) wrong.push(`${failed} requests failed`);
  return {
    title,
    seconds: (ended - began) / 1000,
    bounds: await bounds(),
    requests: served.requests - before.served.requests,
    refused,
    byKind: new Map([...served.byKind].map(([kind, count]) => [kind, count - (before.served.byKind.get(kind) ?? 0)])),
    deleted: (await tables.deletes()).length - before.deleted,
    pauseSeconds: (reaper.pauseMillis() - before.pauses) / 1000,
    kills: reaper.kills() - before.kills,
    writes: (await tables.writes()) - before.writes,
    heap,
    wallSeconds: (performance.now() - wall) / 1000,
    wrong,
  };
}

function walkOf({ options }: SweepStage, beside: number): Walk {
  return { ...options, besides: beside };
}

/** Where the report is not the twin's own count, to the byte. */
async function miscounted({ twin, tables }: SweepStage): Promise<string[]> {
  const wrong: string[] = [];
  for (const [project, left] of await twin.left()) {
    const tally = readProjectTally(await tables.note(newestKey(source, project)));
    if (!tally) {
      wrong.push(`project ${project} was not counted`);
      continue;
    }
    const counted: Left = {
      jobs: tally.jobs,
      withArtifacts: tally.withArtifacts,
      files: tally.total.files,
      bytes: tally.total.bytes,
      bytesByType: Object.fromEntries(tally.types.rows.map(({ name, bytes }) => [name, bytes])),
      bytesByName: Object.fromEntries(tally.names.rows.map(({ name, bytes }) => [name, bytes])),
    };
    if (sorted(counted) !== sorted(left)) wrong.push(`project ${project}: ${sorted(counted)}, but ${sorted(left)}`);
  }
  return wrong;
}

function sorted(left: Left): string {
  const { bytesByType, bytesByName, ...sums } = left;
  const rows = [bytesByType, bytesByName].map((list) => Object.entries(list).toSorted());
  return JSON.stringify([Object.entries(sums).toSorted(), rows]);
}

/** Where what is gone is not what should be. */
async function misdeleted({ twin }: SweepStage, go: readonly number[]): Promise<string[]> {
  const effects = await twin.effects();
  const gone = new Set(effects.map(({ jobId }) => jobId));
  const wanted = new Set(go);
  const missing = go.filter((id) => !gone.has(id));
  const extra = [...gone].filter((id) => !wanted.has(id));
  const odd = effects.filter(({ verb }) => verb !== "deleteArtifacts");
  return [
    ...(missing.length > 0 ? [`${missing.length} of ${go.length} are still there, e.g. job ${missing[0]}`] : []),
    ...(extra.length > 0 ? [`${extra.length} went that should not, e.g. job ${extra[0]}`] : []),
    ...(odd.length > 0 ? [`${odd.length} other effects, e.g. ${odd[0]?.verb}`] : []),
    ...(effects.length > gone.size ? [`${effects.length - gone.size} jobs were deleted twice`] : []),
  ];
}
