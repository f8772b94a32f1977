import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { openStage } from "../../../infra/local/stage.ts";
import type { NewJob, NewPipeline } from "../../../infra/twin/machine/begin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import type { Task } from "../../../lib/core/task.ts";
import { woken } from "../../../lib/core/transitions.ts";
import { ranHere } from "../../cli/apiHouse.ts";

const apiToken = "a-token-of-twenty-letters";
/** A Monday, 09:00 UTC. */
export const startsAt = Date.UTC(2026, 0, 5, 9);
export const hour = 3_600;
export const day = 24 * hour;

/** A rule that plays every manual job that a pipeline shows, under one calendar, given as flow text. */
export function underCalendar(
  calendar = "zone: UTC, closed: { from: 2026-01-05, to: 2026-01-05, why: launch }",
  require = "",
  play = "job: '*'",
): string {
  return `version: 1
defaults: { mode: enforce }
calendars: { days: { ${calendar} } }
rules:
  - { id: ship, projects: ["**"], on: pipeline, when: { status: manual }, require: { calendar: days${require} }, do: { play: { ${play} } } }
`;
}

/** A manual job that deploys to an environment, unless that is empty. */
export function manual(environment = "production", name = "deploy"): NewJob {
  const job = { name, when: "manual" as const };
  return environment === ""
    ? job
    : { ...job, environment: { name: environment, action: "start", tier: "development" } };
}

/**
 * A Penstock beside a twin whose calendar is closed when it begins, unless told otherwise. alice begins every pipeline; bob,
 * carol and dora are maintainers like her, erin is a developer.
 */
export async function calendarStage(t: TestContext, rules = underCalendar(), at = startsAt) {
  const stage = await openStage({ rules: [{ file: "rules.yaml", text: rules }], startsAt: at, house: { apiToken } });
  t.after(() => stage.close());
  const { twin, house, clock } = stage;
  const names = ["alice", "bob", "carol", "dora"];
  const members = {
    ...Object.fromEntries(names.map((name) => [name, "maintainer" as const])),
    erin: "developer",
  } as const;
  const project = twin.addProject({ path: "shop/web", members: { ...members, [twin.bot.username]: "maintainer" } });
  twin.addHook(project.id, stage.hook);

  async function ask(
    path: string,
    who: string,
    body: object,
  ): Promise<{ status: number; code?: string; message?: string }> {
    const headers = { authorization: `Bearer ${apiToken}`, "x-gitlab-token": twin.addToken(who) };
    const url = `${house.url}/api/gitlab/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const { error } = JSON.parse(await response.text());
    return { status: response.status, ...(error && { code: error.code, message: error.message }) };
  }
  const stored = async (job: number) => readGate((await house.store.note(gateKey("gitlab", project.id, job))) ?? "");
  async function taskOf(job: number): Promise<Task> {
    const gate = await stored(job);
    const task = gate && (await house.store.task(gate.task));
    assert.ok(task, `no task of job ${job}`);
    return task;
  }
  return {
    ...stage,
    project,
    stored,
    taskOf,
    /** A pipeline whose one job is a gate, for an environment unless it is empty. @returns the job's id */
    async gate(environment = "production", more: Partial<NewPipeline> = {}, name = "deploy"): Promise<number> {
      const pipeline = twin.addPipeline(project.id, { by: "alice", jobs: [manual(environment, name)], ...more });
      await stage.settle();
      return twin.jobNamed(pipeline.id, name).id;
    },
    override: (job: number, who: string, body: object = { reason: "the fix must go out" }) =>
      ask(`gates/${project.id}/${job}/override`, who, body),
    approve: async (job: number, who: string) =>
      await ask(`approvals/${project.id}/${job}/approve`, who, { digest: (await stored(job))?.digest }),
    reject: (job: number, who: string) => ask(`approvals/${project.id}/${job}/reject`, who, { reason: "no" }),
    redrive: async (job: number) =>
      await ask("redrive", "alice", { task: (await taskOf(job)).id, reason: "it is meant" }),
    apply: (text: string) => applyRules([{ file: "rules.yaml", text }], "gitlab", { store: house.store, actions }),
    /** The jobs that were played, in order, each with the minutes since the beginning. */
    plays: () =>
      twin.effects
        .filter(({ verb }) => verb === "play")
        .map(({ jobId, at: when }) => ({ job: jobId, minute: (when - at) / 60_000 })),
    played: () => twin.effects.filter(({ verb }) => verb === "play").map(({ jobId }) => jobId),
    /** What people said, and what of it was refused, oldest first. */
    async words(): Promise<readonly string[]> {
      const entries = await house.store.entries(2000);
      return entries.flatMap((entry) => {
        if (entry.kind !== "byHand") return [];
        const { step, person, refused } = entry;
        return [`${step}${person ? ` @${person.username}` : ""}${refused === undefined ? "" : `: ${refused}`}`];
      });
    },
    /** Somebody looks at a job's gate at once, whatever its time. */
    async wake(job: number): Promise<void> {
      const task = await taskOf(job);
      const awake = woken(task, clock.now());
      if (awake) await house.store.commit([{ put: awake, seen: task.version }]);
      await stage.settle();
    },
    /** Time passes while nobody works, and then everything happens that is due. */
    async later(seconds: number): Promise<void> {
      await stage.settle();
      clock.advance(seconds);
      await stage.settle();
    },
    penstock: (who: string, ...args: string[]) =>
      ranHere(args, {
        PENSTOCK_API_URL: house.url,
        PENSTOCK_API_TOKEN: apiToken,
        PENSTOCK_GITLAB_URL: twin.world.url,
        PENSTOCK_GITLAB_TOKEN: twin.addToken(who),
      }),
  };
}
export type CalendarStage = Awaited<ReturnType<typeof calendarStage>>;
