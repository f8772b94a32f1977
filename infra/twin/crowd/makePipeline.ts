import type { Instant } from "../../../lib/core/time.ts";
import { completed } from "../machine/composite.ts";
import { busySeconds } from "../machine/move.ts";
import type { Commit, Job, Pipeline, Project } from "../state/graph.ts";
import { shaOf } from "../state/ids.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { between, hash } from "./hash.ts";
import { bornAt } from "./layout.ts";
import { type Mould, makeJob } from "./makeJob.ts";
import { kinds } from "./parts.ts";
import { refAt } from "./refs.ts";
import { kindAt, type Plot, runsAt, statusOfRuns } from "./runs.ts";
import { type TimedRun, timed } from "./times.ts";

/** What the pipelines of a generated project are made from. */
export interface PipelineMould extends Omit<Mould, "place" | "firstId"> {
  readonly project: Project;
  /** Those who begin pipelines. */
  readonly people: readonly Person[];
}

const personSalt = 8000;

/** A pipeline at its place; its commit and its jobs are made when somebody reads them, and then stay its own. */
export function makePipeline(
  { project, people, ...mould }: PipelineMould,
  { place, id, firstJobId }: { readonly place: number; readonly id: number; readonly firstJobId: number },
): Pipeline {
  const { plot } = mould;
  const runs = timed({ plot, place }, runsAt(plot, place));
  const kind = kindAt(plot, place);
  const person = personAt(plot, place, people);
  const createdAt = bornAt(plot.layout, { index: plot.index, place });
  let jobs: Job[] | undefined;
  let commit: Commit | undefined;
  const pipeline: Pipeline = {
    id,
    iid: place + 1,
    project,
    ref: refAt(plot.layout, plot.seed, place),
    tag: kind === "tag",
    get commit() {
      commit ??= commitAt(plot, place, people);
      return commit;
    },
    source: kinds[kind].source,
    person,
    mergeRequest: null,
    stages: [...new Set(runs.map(({ part }) => part.definition.stage))],
    variables: {},
    get jobs() {
      jobs ??= runs.map((run, slot) => makeJob({ ...mould, place, firstId: firstJobId }, pipeline, { run, slot }));
      return jobs;
    },
    bridges: [],
    triggeredBy: null,
    autoCancel: { onNewCommit: "none", onJobFailure: "none" },
    isArchived: isArchived(mould.world, createdAt),
    ...sumOf(runs, createdAt),
  };
  return pipeline;
}

type Sum = Pick<Pipeline, "createdAt" | "status" | "startedAt" | "updatedAt" | "finishedAt" | "durationSeconds">;

function sumOf(runs: readonly TimedRun[], createdAt: Instant): Sum {
  const latest = runs.filter(({ isRetried }) => !isRetried);
  const status = statusOfRuns(runs);
  const started = runs.flatMap(({ startedAt }) => startedAt ?? []);
  const moments = runs.flatMap(({ queuedAt, startedAt, finishedAt }) => finishedAt ?? startedAt ?? queuedAt ?? []);
  const updatedAt = Math.max(createdAt, ...moments);
  const isOver = completed.includes(status);
  return {
    createdAt,
    status,
    updatedAt,
    startedAt: started.length === 0 ? null : Math.min(...started),
    finishedAt: isOver ? updatedAt : null,
    durationSeconds: isOver || status === "manual" ? busySeconds(latest, updatedAt) : null,
  };
}

function isArchived({ settings, clock }: World, createdAt: Instant): boolean {
  const { archiveAfterSeconds } = settings;
  return archiveAfterSeconds !== null && createdAt + archiveAfterSeconds * 1000 <= clock();
}

function personAt({ seed }: Plot, place: number, people: readonly Person[]): Person | null {
  return people[between(hash(seed, place, personSalt), 0, people.length)] ?? null;
}

/** What a pipeline is of. */
export function commitAt(plot: Plot, place: number, people: readonly Person[]): Commit {
  const { layout, index, seed } = plot;
  const person = personAt(plot, place, people);
  const number = place + 1;
  return {
    sha: shaOf(`${layout.seed}/${index}/${seed}/${place}`),
    message: `Change ${number}\n\nOne of ${layout.pipelines}.\n`,
    authorName: person?.name ?? "Nobody",
    authorEmail: `${person?.username ?? "nobody"}@example.com`,
    at: bornAt(layout, { index, place }),
  };
}
