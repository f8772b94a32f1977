import type { Clock, Instant } from "../../../lib/core/time.ts";
import type { Job, Pipeline, Project } from "./graph.ts";
import { type Ids, makeIds } from "./ids.ts";
import type { Runner } from "./jobParts.ts";
import type { Person, Token } from "./person.ts";

/** What became of a job or a pipeline just now; `from` is missing at a job's birth. */
export type News =
  | { readonly kind: "job"; readonly job: Job; readonly from?: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline; readonly from: string };

export type Verb = "retry" | "cancel" | "play" | "keep" | "deleteArtifacts" | "erase";

/** A write that really changed something. */
export interface Effect {
  readonly at: Instant;
  readonly verb: Verb;
  readonly projectId: number;
  readonly jobId: number;
  /** The run that a retry, or a play of a finished job, began. */
  readonly newJobId?: number;
  /** Whose token it was. */
  readonly user: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** All that one GitLab knows. */
export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where people reach it: the root of every web address. */
  url: string;
  readonly people: Person[];
  readonly tokens: Token[];
  readonly projects: Project[];
  readonly jobs: Map<number, Job>;
  readonly runner: Runner;
  readonly effects: Effect[];
  readonly listeners: ((news: News) => void)[];
}

export function makeWorld({ clock, firstId, url }: { clock: Clock; firstId: number; url: string }): World {
  const ids = makeIds(firstId);
  return {
    clock,
    ids,
    url,
    people: [],
    tokens: [],
    projects: [],
    jobs: new Map(),
    runner: { id: ids.next("runner"), description: "shared-runner-1", tags: ["docker", "linux"] },
    effects: [],
    listeners: [],
  };
}

export function tell(world: World, news: News): void {
  for (const listener of world.listeners) listener(news);
}

/** By number, or by full path. */
export function findProject(world: World, idOrPath: number | string): Project | undefined {
  const number = Number(idOrPath);
  return world.projects.find(({ id, path }) => id === number || path === idOrPath);
}

export function findPerson(world: World, username: string): Person | undefined {
  return world.people.find((person) => person.username === username);
}

/** @throws Error when there is none */
export function personOf(world: World, username: string): Person {
  const person = findPerson(world, username);
  if (!person) throw new Error(`there is no person ${username}`);
  return person;
}

/** @throws Error when there is none */
export function projectOf(world: World, idOrPath: number | string): Project {
  const project = findProject(world, idOrPath);
  if (!project) throw new Error(`there is no project ${idOrPath}`);
  return project;
}

/** @throws Error when there is none */
export function jobOf(world: World, id: number): Job {
  const job = world.jobs.get(id);
  if (!job) throw new Error(`there is no job ${id}`);
  return job;
}

/** @throws Error when there is none */
export function pipelineOf(world: World, id: number): Pipeline {
  const pipeline = world.projects.flatMap(({ pipelines }) => pipelines).find((one) => one.id === id);
  if (!pipeline) throw new Error(`there is no pipeline ${id}`);
  return pipeline;
}
