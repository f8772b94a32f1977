import type { Facts } from "../../core/event.ts";
import { isLaterInLife, type JobStatus } from "../../core/job.ts";
import type { Looked } from "../../core/looked.ts";
import type { RecordedLook } from "../../core/recorded.ts";
import type { Instant } from "../../core/time.ts";
import { steadyPart } from "../moving.ts";

/** What came to be known of jobs and pipelines, whichever rules there are. */
export interface History {
  /** @returns whether it is news: a hook that tells of an earlier state than is known was late */
  heard(facts: Facts): boolean;
  seen(look: RecordedLook): void;
  /** Lets go of what nothing was heard of for weeks. */
  forget(now: Instant): void;
  /**
   * The facts with what else is known of the job and its pipeline.
   *
   * @param heardAt when the facts were heard: of an older look only that counts which does not change
   */
  around(facts: Facts, heardAt: Instant): Known;
}

export interface Known {
  readonly facts: Facts;
  /** Runs of the name in its pipeline before this one, by anybody. */
  readonly earlierRuns: number;
  /** A later run that is not of our making. */
  readonly newerRun?: number;
  readonly isOurPipeline?: true;
  /** A worker's look told some of it. */
  readonly isLooked: boolean;
}

interface Pipeline {
  readonly told: Partial<NonNullable<Facts["pipeline"]>>;
  /** The ids of the runs, by the jobs' names. */
  readonly runs: Map<string, number[]>;
}

/** So long things are remembered at least, and twice as long at most. */
const rememberedMillis = 14 * 86_400_000;

export function createHistory(): History {
  const statuses = createGenerations<JobStatus>();
  const pipelines = createGenerations<Pipeline>();
  const looks = createGenerations<RecordedLook>();
  const made = createGenerations<true>();
  let since: Instant | undefined;

  function pipelineAt(id: number): Pipeline {
    const known = pipelines.get(id);
    if (known) return known;
    const fresh: Pipeline = { told: {}, runs: new Map() };
    pipelines.set(id, fresh);
    return fresh;
  }

  function noteRun({ job, pipeline }: Pick<Facts, "job" | "pipeline">): void {
    const id = job.pipelineId ?? pipeline?.id;
    if (id === undefined) return;
    const { told, runs } = pipelineAt(id);
    const ids = runs.get(job.name);
    if (!ids) runs.set(job.name, [job.id]);
    else if (!ids.includes(job.id)) ids.push(job.id);
    if (pipeline?.source === undefined || told.source !== undefined) return;
    // What a pipeline was made for stays as it is.
    const { source, mergeRequest, createdAt } = pipeline;
    Object.assign(told, {
      source,
      ...(mergeRequest !== undefined && { mergeRequest }),
      ...(createdAt !== undefined && { createdAt }),
    });
  }

  return {
    heard(facts) {
      noteRun(facts);
      const { id, status, isIdOnly } = facts.job;
      if (isIdOnly) return true;
      const before = statuses.get(id);
      // GitLab takes up a skipped job again, under the same id, once what it waits for is retried.
      if (before !== undefined && before !== "skipped" && isLaterInLife(before, status)) return false;
      if (before !== status) statuses.set(id, status);
      return true;
    },
    seen(look) {
      noteRun(look);
      looks.set(look.job.id, look);
      if (look.made !== undefined) made.set(look.made, true);
    },
    forget(now) {
      since ??= now;
      if (now - since < rememberedMillis) return;
      since = now;
      for (const one of [statuses, pipelines, looks, made]) one.age();
    },
    around(facts, heardAt) {
      const { job } = facts;
      const look = looks.get(job.id);
      const id = job.pipelineId ?? facts.pipeline?.id;
      const pipeline = id === undefined ? undefined : pipelines.get(id);
      const runs = pipeline?.runs.get(job.name) ?? [];
      const newerRun = runs.find((run) => run > job.id && !made.get(run));
      const told = id === undefined ? undefined : { id, ...pipeline?.told, ...facts.pipeline };
      return {
        facts: {
          ...(look ? unheard(facts) : facts),
          ...(told && { pipeline: told }),
          ...(look && lookedFacts(facts, look, heardAt)),
        },
        earlierRuns: look?.earlierRuns ?? runs.filter((run) => run < job.id).length,
        ...(newerRun !== undefined && { newerRun }),
        ...(look?.isOurPipeline && { isOurPipeline: true }),
        isLooked: look !== undefined,
      };
    },
  };
}

/** What a look found out, with the failure classes, which stand for the log that is not kept. */
export interface RecordedLooked extends Looked {
  readonly classes?: Readonly<Record<string, boolean>>;
}

/** What a hook told of its deployment is over once somebody has looked: a worker asks GitLab. */
function unheard({ heardDeployment: _, ...facts }: Facts): Facts {
  return facts;
}

/** Of a look at another state only what stays as it is; else it knows the job better than a hook. */
function lookedFacts({ job }: Facts, look: RecordedLook, heardAt: Instant): Pick<Facts, "job" | "looked"> {
  const { runnerTags, userIsBot, archived } = look.job;
  const steady = {
    ...(runnerTags && { runnerTags }),
    ...(userIsBot !== undefined && { userIsBot }),
    ...(archived !== undefined && { archived }),
  };
  const isOfState = look.job.status === job.status || job.isIdOnly === true;
  const { isIdOnly: _, ...heard } = job;
  const { classes, looked = {} } = look;
  const found: RecordedLooked = {
    ...(look.at >= heardAt ? looked : steadyPart(looked)),
    ...(classes && isOfState && { classes }),
  };
  return { job: isOfState ? { ...heard, ...look.job } : { ...steady, ...job }, looked: found };
}

/** A map that forgets what was not written for one or two ages. */
function createGenerations<T>() {
  let [young, old] = [new Map<number, T>(), new Map<number, T>()];
  return {
    get: (key: number): T | undefined => young.get(key) ?? old.get(key),
    set: (key: number, value: T): unknown => young.set(key, value),
    age(): void {
      [young, old] = [new Map(), young];
    },
  };
}
