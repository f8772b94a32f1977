import type { Clock, Instant } from "../../../lib/core/time.ts";
import type { Chains, Delivery, Hook } from "../hooks/hook.ts";
import { defaultHookSettings, type HookSettings } from "../hooks/hookSettings.ts";
import type { Application } from "./application.ts";
import { type Course, defaultTimeSettings, makeCourse, type TimeSettings } from "./course.ts";
import type { Approval, DeploymentStatus } from "./environment.ts";
import type { Grant } from "./grant.ts";
import type { Deployment, Job, Pipeline, Project, Release } from "./graph.ts";
import type { Group } from "./group.ts";
import { type Ids, makeIds } from "./ids.ts";
import type { JobFile, Runner } from "./jobParts.ts";
import type { Limits } from "./limits.ts";
import type { Note, NoteEffect } from "./note.ts";
import type { Person, Token } from "./person.ts";
import { makeRunner } from "./runner.ts";
import type { TagPush } from "./tagPush.ts";

/** What became of a job or a pipeline just now; `from` is missing at a job's birth. */
export type News =
  | { readonly kind: "job"; readonly job: Job; readonly from?: string }
  | { readonly kind: "bridge"; readonly job: Job; readonly from?: string }
  | { readonly kind: "pipeline"; readonly pipeline: Pipeline; readonly from: string }
  | DeploymentNews
  | { readonly kind: "release"; readonly project: Project; readonly release: Release }
  | { readonly kind: "note"; readonly note: Note; readonly action: "create" | "update" }
  | { readonly kind: "tagPush"; readonly push: TagPush }
  | { readonly kind: "expiry"; readonly project: Project; readonly token: Token };

/** A deployment's birth, without `from`; a new status; or, with `approval`, what somebody says to one that waits. */
interface DeploymentNews {
  readonly kind: "deployment";
  readonly deployment: Deployment;
  readonly from?: DeploymentStatus;
  readonly approval?: Approval;
}

export type Verb = "retry" | "cancel" | "play" | "unschedule" | "keep" | "deleteArtifacts" | "erase";

/** A write that really changed something. */
export interface Effect {
  readonly at: Instant;
  /** `expireArtifacts`: somebody deleted all artifacts of the project; `deletePipeline`: the job's pipeline. */
  readonly verb: Verb | "expireArtifacts" | "deletePipeline";
  readonly projectId: number;
  readonly jobId: number;
  /** The run that a retry, or a play of a finished job, began. */
  readonly newJobId?: number;
  /** Whose token it was. */
  readonly user: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

export type { Limits } from "./limits.ts";

/** What an administrator sets. */
export interface WorldSettings extends HookSettings, TimeSettings {
  /** The edition, which its version tells. Default: yes. */
  isEnterprise: boolean;
  /** Has a licence for Premium: protected environments. Default: no. */
  isPremium: boolean;
  /** Limits on each job's retries, plays and so on. Default: none. */
  limits: Limits;
  /** A project's jobs beyond so many come by keyset only; gitlab.com's limit is 50,000. Default: 0, no limit. */
  mostJobOffset: number;
}

export const vintages = [2016, 2020, 2024, 2026] as const;

/** Whose answers and notifications it gives: those of a GitLab of that year. */
export type Vintage = (typeof vintages)[number];

/** All that one GitLab knows. */
export interface World {
  readonly clock: Clock;
  readonly course: Course;
  readonly ids: Ids;
  readonly vintage: Vintage;
  /** Where people reach it: the root of every web address. */
  url: string;
  /** Where archives are downloaded from, when it is not GitLab itself; `null`: GitLab sends them. */
  objectStorageUrl: string | null;
  readonly people: Person[];
  readonly tokens: Token[];
  /** Of OAuth, and what people allowed them. */
  readonly applications: Application[];
  readonly grants: Grant[];
  readonly projects: Project[];
  /** By their paths: those above every project, and what was added. */
  readonly groups: Map<string, Group>;
  readonly jobs: Map<number, Job>;
  /** The first of `runners`. */
  readonly runner: Runner;
  readonly runners: Runner[];
  readonly hooks: Hook[];
  /** Every attempt to send an event, oldest first. */
  readonly deliveries: Delivery[];
  /** What the hooks that were sent have to do with each other. */
  readonly chains: Chains;
  readonly notes: Note[];
  /** What comments that were written by the API caused. */
  readonly noteEffects: NoteEffect[];
  readonly settings: WorldSettings;
  /** The numbers of artifact files, given when somebody first asks. */
  readonly artifactIds: Map<JobFile, number>;
  /** What counts towards `limits`, since the first of its minute. */
  readonly attempts: Map<string, { readonly since: Instant; readonly count: number }>;
  readonly effects: Effect[];
  readonly listeners: ((news: News) => void)[];
}

interface NewWorld {
  readonly clock: Clock;
  readonly firstId: number;
  readonly url: string;
  readonly vintage: Vintage;
  readonly settings?: Partial<WorldSettings>;
}

export function makeWorld({ firstId, url, vintage, settings, ...given }: NewWorld): World {
  const { clock, course } = makeCourse(given.clock);
  const ids = makeIds(firstId);
  const runner = makeRunner({ ids, now: clock() }, { description: "shared-runner-1", tags: ["docker", "linux"] });
  return {
    clock,
    course,
    ids,
    vintage,
    url,
    objectStorageUrl: null,
    people: [],
    tokens: [],
    applications: [],
    grants: [],
    projects: [],
    groups: new Map(),
    jobs: new Map(),
    runner,
    runners: [runner],
    hooks: [],
    deliveries: [],
    chains: { current: null, fired: new Map() },
    notes: [],
    noteEffects: [],
    settings: {
      isEnterprise: true,
      isPremium: false,
      limits: {},
      mostJobOffset: 0,
      ...defaultHookSettings,
      ...defaultTimeSettings,
      ...settings,
    },
    artifactIds: new Map(),
    attempts: new Map(),
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
