import type { HookWorld } from "../../../lib/app/hooked/hookRun.ts";
import { hookStandings } from "../../../lib/app/hooked/standings.ts";
import { tendHooks } from "../../../lib/app/hooked/tend.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import { GitLabError, type GitLabErrorCode } from "../../../lib/core/errors.ts";
import type { Attempt, HookOwner, Hooks, SeenHook, SentAgain } from "../../../lib/core/hooks.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";

export const start = Date.UTC(2026, 10, 20, 9);
export const minute = 60_000;
export const hour = 60 * minute;

/** A hook of the yard: what GitLab says of it, and what it was sent. */
export interface YardHook {
  readonly id: number;
  address: string | undefined;
  state: SeenHook["state"];
  readonly attempts: Attempt[];
}

interface Line {
  readonly level: "info" | "error";
  readonly what: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Refuse = (request: string) => GitLabError | undefined;

const pageSize = 20;

/** A GitLab of nothing but projects, groups and hooks, kept in memory; every request is written down. */
export function createYard() {
  const state = {
    now: start,
    nextId: 1,
    projects: [] as { id: number; path: string }[],
    hooks: new Map<string, YardHook[]>(),
    hidden: new Map<string, string>(),
    requests: [] as string[],
    resent: [] as { key: string; at: number }[],
    /** How GitLab answers a resend; default: it is delivered. */
    answer: (_attempt: Attempt): SentAgain => ({ kind: "delivered" }),
    refuse: (() => undefined) as Refuse,
    eventsAre: "listed" as "listed" | "lacking",
  };

  function asked(request: string): void {
    state.requests.push(request);
    const error = state.refuse(request);
    if (error) throw error;
  }

  const hooks: Hooks = {
    async projectsPage(cursor) {
      asked(`projects ${cursor ?? ""}`.trim());
      const from = Number(cursor ?? 0);
      const items = state.projects.slice(from, from + 100);
      return { items, ...(from + 100 < state.projects.length && { next: String(from + 100) }) };
    },
    async hooksPage(owner) {
      asked(`hooks of ${nameOf(owner)}`);
      const hidden = state.hidden.get(nameOf(owner));
      if (hidden !== undefined) return { hidden };
      return { items: (state.hooks.get(nameOf(owner)) ?? []).map(seen) };
    },
    async attemptsPage({ owner, hookId }, { only, cursor } = {}) {
      asked(`attempts of ${nameOf(owner)} ${hookId}${only ? ` ${only}` : ""}`);
      if (state.eventsAre === "lacking") return { hidden: "too old" };
      const from = Number(cursor ?? 0);
      const rows = hookOf(owner, hookId)
        .attempts.filter(({ responseStatus = 0 }) => !only || firstDigit(responseStatus) === (only[0] === "c" ? 4 : 5))
        .toReversed();
      const next = from + pageSize < rows.length ? { next: String(from + pageSize) } : {};
      return { items: rows.slice(from, from + pageSize), ...next };
    },
    async resend(owner, hookId, attemptId) {
      state.requests.push(`resend ${attemptId}`);
      const attempt = hookOf(owner, hookId).attempts.find(({ id }) => id === attemptId);
      if (!attempt) return { kind: "gone" };
      const answer = state.answer(attempt);
      if (answer.kind === "delivered" || answer.kind === "failed") {
        state.resent.push({ key: attempt.idempotencyKey ?? "", at: state.now });
        deliver(hookOf(owner, hookId), {
          responseStatus: answer.kind === "delivered" ? 202 : 503,
          ...(attempt.idempotencyKey !== undefined && { idempotencyKey: attempt.idempotencyKey }),
        });
      }
      return answer;
    },
  };

  function hookOf(owner: HookOwner, hookId: number): YardHook {
    const hook = state.hooks.get(nameOf(owner))?.find(({ id }) => id === hookId);
    if (!hook) throw new Error(`no hook ${hookId}`);
    return hook;
  }

  /** GitLab sends an event, and that is how it went. */
  function deliver(hook: YardHook, attempt: Partial<Attempt> = {}): Attempt {
    const id = state.nextId++;
    const { responseStatus = 202 } = attempt;
    const isDelivered = responseStatus < 400;
    const made = { id, trigger: "job_hooks", responseStatus, isDelivered, createdAt: state.now, ...attempt };
    const whole = { idempotencyKey: `event ${id}`, ...made };
    hook.attempts.push(whole);
    return whole;
  }

  return {
    state,
    hooks,
    deliver,
    addProject(path: string, ...ids: number[]): YardHook[] {
      const project = { id: state.projects.length + 1, path };
      state.projects.push(project);
      return addHooks(nameOf(project.id), ids);
    },
    addGroup: (path: string, ...ids: number[]) => addHooks(nameOf({ group: path }), ids),
  };

  function addHooks(name: string, ids: readonly number[]): YardHook[] {
    const made = ids.map((id): YardHook => {
      return { id, address: "https://bot.example.com/gitlab/gitlab", state: "working", attempts: [] };
    });
    state.hooks.set(name, made);
    return made;
  }
}

type Yard = ReturnType<typeof createYard>;

/** The yard, and somebody who looks after its hooks. */
export function tended(options: { store?: Store; yard?: Yard; projects?: string[] } = {}) {
  const { store = createMemoryStore(), yard = createYard(), projects = ["**"] } = options;
  const lines: Line[] = [];
  const log =
    (level: Line["level"]) =>
    (what: string, fields: Line["fields"] = {}) =>
      void lines.push({ level, what, fields });
  const world: HookWorld = {
    store,
    log: { info: log("info"), error: log("error") },
    throttle: unthrottled,
    callTimeoutSeconds: 12,
    hooks: async () => yard.hooks,
    clock: () => yard.state.now,
    remainingMillis: () => 300_000,
  };
  const source = { id: "gitlab", projects };
  return {
    ...yard,
    store,
    lines,
    /** What was told of hooks, without the line of each run. */
    told: () => lines.filter(({ what }) => what === "hook").map(({ level, fields }) => `${level} ${fields.words}`),
    tend: (changes: Partial<HookWorld> = {}) => tendHooks(source, { ...world, ...changes }),
    standings: () => hookStandings("gitlab", store),
    pass(millis: number): void {
      yard.state.now += millis;
    },
  };
}

export function refusal(code: GitLabErrorCode): GitLabError {
  return new GitLabError(code, `GET /projects: ${code}`, { advice: "none" });
}

function seen({ id, address, state }: YardHook): SeenHook {
  return { id, ...(address !== undefined && { address }), state, words: `hook ${id} is ${state}` };
}

function nameOf(owner: HookOwner): string {
  return typeof owner === "number" ? `project ${owner}` : owner.group;
}

function firstDigit(status: number): number {
  return Math.floor(status / 100);
}
