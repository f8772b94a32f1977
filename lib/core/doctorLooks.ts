import type { Attempt, HookOwner } from "./hooks.ts";
import type { Page } from "./page.ts";
import type { Protection, RightsReads } from "./rights.ts";
import type { Instant } from "./time.ts";

/** Why a look came to nothing, for programs; for people `words` says what was met, and `cure` what helps. */
export interface Untold {
  readonly why:
    | "noName"
    | "refused"
    | "certificate"
    | "timeout"
    | "broken"
    | "unauthorized"
    | "forbidden"
    | "missing"
    | "lacking"
    | "throttled"
    | "odd";
  readonly words: string;
  readonly cure: string;
}

/** An answer, or why there is none. */
export type Told<T> = { readonly told: T } | { readonly untold: Untold };

/** Who asks, and of which GitLab; what is missing GitLab did not tell. */
export interface SeenSelf {
  /** E.g. `19.2.0-ee`. */
  readonly version?: string;
  /** The same as numbers, as far as it is one: `[19, 2]`. */
  readonly release?: readonly [major: number, minor: number];
  readonly user?: {
    readonly id: number;
    readonly username: string;
    /** GitLab made it for an access token or a service account. */
    readonly isBot?: boolean;
    readonly isExternal?: boolean;
    readonly isAdmin?: boolean;
    readonly state?: string;
  };
  readonly token?: {
    readonly scopes: readonly string[];
    /** Of a fine-grained token: which of those that Penstock may need it has nowhere; missing where that is not told. */
    readonly lacks?: readonly string[];
    readonly isFineGrained: boolean;
    /** `null`: it never expires. */
    readonly expiresAt?: Instant | null;
  };
  /** Why GraphQL does not answer; missing: it does. */
  readonly noGraphql?: string;
}

/** What the heads of all answers so far say; what is missing none said. */
export interface SeenHeads {
  /** How far GitLab's clock is ahead of ours; below 0: behind. 0 where the difference may be the way alone. */
  readonly clockAheadSeconds?: number;
  /** The most requests a minute that GitLab counts for the token's user. */
  readonly mostPerMinute?: number;
  /** How many requests were sent. */
  readonly requests: number;
  /** Why none is sent any more: GitLab's 429. */
  readonly stopped?: Untold;
}

/** A project in a list. */
export interface SeenProject {
  readonly id: number;
  readonly path: string;
  readonly isArchived?: boolean;
  /** Whether CI is switched on there, for this token's user. */
  readonly hasJobs?: boolean;
  /** The least level that may give variables to a job, `null`: nobody may; told to Maintainers only. */
  readonly variablesFrom?: number | null;
}

/** What a project protects by name, with `*` for any letters, and whom each lets through. */
export interface ProtectedRefs {
  readonly branches: readonly Protection[];
  readonly tags: readonly Protection[];
}

/** Which events a hook brings, by GitLab's words without `_events`: `job`, `pipeline`, `push`, `merge_requests`. */
export type HookWishes = Readonly<Record<string, boolean>>;

/** A webhook, as far as the doctor looks. */
export interface FoundHook {
  readonly id: number;
  /** As GitLab has it, but without query, user and fragment; missing: GitLab hides it. */
  readonly address?: string;
  /** Its address has a user, a query or a fragment, which is not read: it may hold a secret. */
  readonly hasMore?: boolean;
  readonly wishes: HookWishes;
  readonly checksTls?: boolean;
  /** What GitLab says: `paused` for a while after failures, `disabled` for good, `unknown` where it does not tell. */
  readonly state: "working" | "paused" | "disabled" | "unknown";
  /** GitLab 19. */
  readonly hasToken?: boolean;
  readonly signs?: boolean;
  readonly hasTemplate?: boolean;
}

/** What is wanted of a hook; what is missing stays as it is. */
export interface HookChange {
  /** Where it leads already: old GitLabs want to be told. */
  readonly address: string;
  readonly wishes?: HookWishes;
  readonly checksTls?: boolean;
}

/** How one request to change a hook ended: done, or why not. */
export type HookReply = { readonly done: true } | { readonly failed: string };

/**
 * What one token can be asked about a GitLab and itself, for `penstock doctor`. Each look that fails is a value with words;
 * those of `rights` throw GitLabError. After a 429 nothing more is asked: every look says so.
 */
export interface DoctorLooks {
  /** 4 requests, or 6 where the GitLab is old. */
  self(): Promise<Told<SeenSelf>>;
  heads(): SeenHeads;
  /** 100 projects, archived ones too, that the token's user is a member of; with `atLeast`, of that level there (GitLab 11.2). */
  projectsPage(asked: { readonly atLeast?: number; readonly cursor?: string }): Promise<Told<Page<SeenProject>>>;
  /** By its number or full path. */
  project(which: number | string): Promise<Told<SeenProject>>;
  /** All of them, at most 300. */
  hooks(owner: HookOwner): Promise<Told<readonly FoundHook[]>>;
  /** The newest 20 deliveries, the newest first (GitLab 17.3). */
  attempts(owner: HookOwner, hookId: number): Promise<Told<readonly Attempt[]>>;
  /** The first 100 branches and tags, two requests; told to Maintainers only. */
  protectedRefs(projectId: number): Promise<Told<ProtectedRefs>>;
  readonly rights: RightsReads;
  /**
   * Adds a project's hook, once. `secret` that begins with `whsec_` signs (GitLab 19), any other is a plain token.
   */
  addHook(
    projectId: number,
    hook: HookChange & { readonly wishes: HookWishes; readonly secret: string },
  ): Promise<HookReply>;
  editHook(owner: HookOwner, hookId: number, change: HookChange): Promise<HookReply>;
  /** Has GitLab send the newest of `job`, `pipeline` … to a hook, which enables it again where that is answered well (GitLab 16.11). */
  testHook(owner: HookOwner, hookId: number, wish: string): Promise<HookReply>;
}
