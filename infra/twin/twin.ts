import type { Clock } from "../../lib/core/time.ts";
import { type Fault, type Faults, makeFaults } from "./api/faults.ts";
import type { Delivery, Hook, NewHook } from "./hooks/hook.ts";
import { makeOutbox } from "./hooks/outbox.ts";
import { act } from "./machine/act.ts";
import { addPipeline, type NewPipeline } from "./machine/begin.ts";
import type { Refusal } from "./machine/refusal.ts";
import { cancelJob, failJob, finishPipeline, type Leavings, runJob, stopJob, succeedJob } from "./machine/runner.ts";
import type { Done } from "./machine/verbs.ts";
import { addPerson, addProject, addToken, type NewPerson, type NewProject, type NewToken } from "./state/add.ts";
import type { Job, Pipeline, Project } from "./state/graph.ts";
import type { Person } from "./state/person.ts";
import {
  type Effect,
  jobOf,
  makeWorld,
  personOf,
  pipelineOf,
  projectOf,
  type Verb,
  type World,
} from "./state/world.ts";

/** A request that came in over HTTP; `status` is 0 where the connection broke or nothing was answered. */
interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
}

/** The root of its addresses until it is served. */
const unservedUrl = "https://gitlab.example.com";

export interface TwinOptions {
  readonly clock: Clock;
  /** The first job's id; those of other kinds follow from it. Default: about where gitlab.com stands. */
  readonly firstId?: number;
  /** Sends hooks by itself, soon after they are queued, for people who play with it. Default: no. */
  readonly autoDeliver?: boolean;
  /** How long a hook's receiver may take. Default: 10, as GitLab's. */
  readonly hookTimeoutSeconds?: number;
}

/** A GitLab that keeps its state in memory. Its hands throw Errors in words where GitLab could not do the deed. */
export interface Twin {
  readonly world: World;
  /** A bot with a token of scope `api`; give its username a role in a project. */
  readonly bot: Person & { readonly token: string };
  /** Every write by a token or by `act` that really changed something. */
  readonly effects: readonly Effect[];
  /** Every API request, oldest first. */
  readonly requests: Seen[];
  readonly faults: Faults;
  readonly deliveries: readonly Delivery[];

  addPerson(person: NewPerson): Person;
  /** A further token of a person; returns its text. */
  addToken(username: string, token?: NewToken): string;
  addProject(project: NewProject): Project;
  addPipeline(project: number | string, pipeline: NewPipeline): Pipeline;
  addHook(project: number | string, hook: NewHook): Hook;

  job(jobId: number): Job;
  /** The newest run of that name in a pipeline. */
  jobNamed(pipelineId: number, name: string): Job;
  pipeline(pipelineId: number): Pipeline;

  /** A runner picks it up. */
  run(jobId: number): Job;
  /** Picks it up first where it is pending. */
  succeed(jobId: number, leaves?: { readonly artifacts?: Leavings }): Job;
  fail(jobId: number, reason?: string, leaves?: { readonly artifacts?: Leavings }): Job;
  /** The runner has stopped a job that is canceling. */
  stop(jobId: number): Job;
  /** GitLab itself cancels it; `act` does it in somebody's name. */
  cancel(jobId: number): Job;
  /** Succeeds everything that can run without a person. */
  finish(pipelineId: number): Pipeline;
  /** Too old to be touched. */
  archive(pipelineId: number): void;
  /** Does it in a person's name, by the rules and rights of the API, without HTTP. */
  act(verb: Verb, jobId: number, by: ActOptions): Done | Refusal;

  /** Sends the hooks that wait now, in order, each once, and tells how it went; never rejects. */
  deliver(): Promise<Delivery[]>;
  /** Spoils coming requests. */
  faultNext(fault: Fault): void;
}

interface ActOptions {
  readonly by: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const defaultFirstId = 15_700_000_001;
const autoDeliverMillis = 20;

/** An empty GitLab: no project, one bot. */
export function createTwin({ clock, firstId = defaultFirstId, autoDeliver = false, ...options }: TwinOptions): Twin {
  const world = makeWorld({ clock, firstId, url: unservedUrl });
  const outbox = makeOutbox(world, {
    timeoutSeconds: options.hookTimeoutSeconds ?? 10,
    onQueued: () => autoDeliver && deliverSoon(),
  });
  let isDue = false;
  function deliverSoon(): void {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      void outbox.deliver();
    }, autoDeliverMillis).unref();
  }
  const faults = makeFaults();
  const bot = addPerson(world, { username: "penstock-bot", name: "Penstock", isBot: true });
  return {
    world,
    bot: { ...bot, token: addToken(world, bot.username).text },
    effects: world.effects,
    requests: [],
    faults,
    deliveries: outbox.deliveries,
    addHook: outbox.addHook,
    deliver: outbox.deliver,
    faultNext: faults.add,
    ...buildersOf(world),
    ...handsOf(world),
  };
}

type Builders = Pick<Twin, "addPerson" | "addToken" | "addProject" | "addPipeline" | "job" | "jobNamed" | "pipeline">;

function buildersOf(world: World): Builders {
  return {
    addPerson: (person) => addPerson(world, person),
    addToken: (username, token) => addToken(world, username, token).text,
    addProject: (project) => addProject(world, project),
    addPipeline: (project, pipeline) => addPipeline(world, projectOf(world, project), pipeline),
    job: (jobId) => jobOf(world, jobId),
    jobNamed(pipelineId, name) {
      const job = pipelineOf(world, pipelineId).jobs.findLast((one) => one.name === name);
      if (!job) throw new Error(`pipeline ${pipelineId} has no job ${name}`);
      return job;
    },
    pipeline: (pipelineId) => pipelineOf(world, pipelineId),
  };
}

type Hands = Pick<Twin, "run" | "succeed" | "fail" | "stop" | "cancel" | "finish" | "archive" | "act">;

function handsOf(world: World): Hands {
  const onJob = (jobId: number, deed: (job: Job) => void): Job => {
    const job = jobOf(world, jobId);
    deed(job);
    return job;
  };
  return {
    run: (jobId) => onJob(jobId, (job) => runJob(world, job)),
    succeed: (jobId, leaves) => onJob(jobId, (job) => succeedJob(world, job, leaves?.artifacts)),
    fail: (jobId, reason = "script_failure", leaves) =>
      onJob(jobId, (job) => failJob(world, job, { reason, artifacts: leaves?.artifacts })),
    stop: (jobId) => onJob(jobId, (job) => stopJob(world, job)),
    cancel: (jobId) => onJob(jobId, (job) => cancelJob(world, job)),
    finish(pipelineId) {
      const pipeline = pipelineOf(world, pipelineId);
      finishPipeline(world, pipeline);
      return pipeline;
    },
    archive: (pipelineId) => {
      pipelineOf(world, pipelineId).isArchived = true;
    },
    act(verb, jobId, { by, ...wish }) {
      const { project } = jobOf(world, jobId).pipeline;
      return act(world, { verb, project, jobId, person: personOf(world, by), ...wish });
    },
  };
}
