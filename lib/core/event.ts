import { type Command, causedBy } from "./command.ts";
import { deployingJob, type HeardDeployment } from "./deployment.ts";
import type { Job } from "./job.ts";
import type { Looked, LookedPipeline } from "./looked.ts";
import type { Instant } from "./time.ts";

/** A project: GitLab's number is its identity; the path is what rules name, and may be unknown in old hooks. */
export interface Project {
  readonly id: number;
  readonly path?: string;
}

/** What is known about a pipeline; missing is unknown. */
interface Pipeline {
  readonly id: number;
  readonly status?: string;
  /** As GitLab has it on the jobs: unknown where a hook tells the source branch of a merge request instead. */
  readonly ref?: string;
  readonly tag?: boolean;
  readonly sha?: string;
  readonly source?: string;
  readonly createdAt?: Instant;
  /** The merge request that it runs for; `null` where it runs for none. */
  readonly mergeRequest?: LookedPipeline["mergeRequest"];
  /** The newest run of each job, where an event tells them all; trigger jobs are never among them. */
  readonly jobs?: readonly Job[];
}

/** A group: GitLab's number is its identity; old hooks tell only the last part of its path, which is left out. */
interface Group {
  readonly id: number;
  readonly path?: string;
}

interface Heard {
  /** The delivery's own id, or one made from its content where the sender is too old to give one. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Instant;
}

interface OfProject extends Heard {
  readonly project: Project;
}

/** Who did it: `null` where GitLab says that it was nobody. */
interface Doer {
  readonly userId?: number | null;
  readonly userName?: string | null;
}

export interface JobEvent extends OfProject {
  readonly kind: "job";
  readonly job: Job;
  readonly pipeline?: Pipeline;
}

export interface PipelineEvent extends OfProject {
  readonly kind: "pipeline";
  readonly pipeline: Pipeline;
  /** The newest run of each job, without trigger jobs, as GitLab's pipeline hooks list them. */
  readonly jobs: readonly Job[];
}

/** A deployment began, ended, waits for approval, or was approved or rejected by a person. */
export interface DeploymentEvent extends OfProject {
  readonly kind: "deployment";
  readonly deployment: Doer & HeardDeployment;
}

export interface ReleaseEvent extends OfProject {
  readonly kind: "release";
  readonly release: {
    readonly tag: string;
    /** `other`: a word that this version does not know, or none. */
    readonly action: "create" | "update" | "delete" | "other";
    readonly name?: string;
    readonly releasedAt?: Instant;
  };
}

/** What a note stands on. */
export interface Noteable {
  readonly type: "commit" | "mergeRequest" | "issue" | "snippet" | "other";
  readonly id?: number;
  /** The number that people see, e.g. 4 of `!4`. */
  readonly iid?: number;
  /** Of a commit the commit, of a merge request its newest one. */
  readonly sha?: string;
  /** Whether a merge request comes from another project, so that strangers may have written its code; missing is unknown. */
  readonly isFromFork?: boolean;
}

/** A comment was written or changed. */
export interface NoteEvent extends OfProject {
  readonly kind: "note";
  readonly note: Doer & {
    readonly id: number;
    /** `other`: a word that this version does not know. */
    readonly action: "create" | "update" | "other";
    readonly on: Noteable;
    /** As the author wrote it; never journalled or logged. */
    readonly text: string;
    readonly authorId?: number;
    /** GitLab itself wrote it, about something that a person did; missing is unknown. */
    readonly isSystem?: boolean;
    /** GitLab says that not everybody who sees the project may read it. */
    readonly isConfidential: boolean;
    readonly discussionId?: string;
    readonly createdAt?: Instant;
  };
}

/** A tag was pushed or deleted. Never to be relied on: a push of more than three refs tells of none of them. */
export interface TagPushEvent extends OfProject {
  readonly kind: "tagPush";
  readonly tagPush: Doer & {
    /** Without `refs/tags/`. */
    readonly tag: string;
    readonly before?: string;
    readonly after?: string;
    /** Missing is unknown. */
    readonly isDeleted?: boolean;
    readonly isProtected?: boolean;
  };
}

/** A token of a project or a group is about to expire; GitLab tells 60, 30 and 7 days before. */
export interface AccessTokenEvent extends Heard {
  readonly kind: "accessToken";
  readonly owner: { readonly project: Project } | { readonly group: Group };
  readonly token: {
    readonly name: string;
    readonly type: "access" | "deploy";
    /** Missing is unknown. */
    readonly expiresAt?: Instant;
  };
}

/** A person said in chat what shall be done to a job. */
export interface CommandEvent extends OfProject {
  readonly kind: "command";
  readonly job: Job;
  readonly pipeline?: Pipeline;
  readonly command: Command;
}

/** A hook or a message turned into our own value: nothing behind the door sees GitLab's payload. */
export type Event =
  | CommandEvent
  | JobEvent
  | PipelineEvent
  | DeploymentEvent
  | ReleaseEvent
  | NoteEvent
  | TagPushEvent
  | AccessTokenEvent;

/** The project that an event is about; `undefined` for what concerns a whole group. */
export function projectIn(event: Event): Project | undefined {
  if (event.kind !== "accessToken") return event.project;
  return "project" in event.owner ? event.owner.project : undefined;
}

/** What one job is judged by, from an event or from a live look. */
export interface Facts {
  readonly project: Project;
  readonly job: Job;
  readonly pipeline?: Pipeline;
  /** What only a look tells, as far as a rule asked for it. */
  readonly looked?: Looked;
  /** What a person said that caused it: `by` is that person then, not who ran the job. */
  readonly command?: Command;
  /** GitLab's own word for its deployment, as a hook told it; a look asks GitLab. */
  readonly heardDeployment?: string;
}

/** Each job that an event tells about, with its pipeline and project; no rule judges anything but jobs yet. */
export function factsOf(event: Event): Facts[] {
  if (event.kind === "deployment") {
    const job = deployingJob(event.deployment);
    return job ? [{ project: event.project, job, heardDeployment: event.deployment.status }] : [];
  }
  if (event.kind !== "job" && event.kind !== "pipeline" && event.kind !== "command") return [];
  const { project, pipeline } = event;
  const jobs = event.kind === "pipeline" ? event.jobs : [event.job];
  const said = event.kind === "command" ? causedBy(event.command) : {};
  return jobs.map((job) => ({ project, job, ...(pipeline && { pipeline }), ...said }));
}
