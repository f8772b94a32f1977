import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { openStage, type StageOptions } from "../../../infra/local/stage.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import { ranHere } from "../../cli/apiHouse.ts";

const apiToken = "a-token-of-twenty-letters";
const startsAt = Date.UTC(2026, 0, 5, 9);

/** How the API answered, as far as these stories read it. */
export interface Said {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly cure?: string;
  readonly late?: string;
}

/** Rules under `rules:`, each as flow text. */
export function rulebook(...rules: readonly string[]): string {
  const calendars = 'calendars: { days: { zone: UTC, open: ["Mon-Fri 08:00-20:00"] } }';
  return `version: 1\ndefaults: { mode: enforce }\n${calendars}\nrules:\n${rules.map((rule) => `  - { ${rule} }\n`).join("")}`;
}

export const armRule = 'id: arm, projects: ["**"], on: { command: arm }, do: { play: { job: deploy } }';

/**
 * A Penstock beside a twin: alice began a pipeline whose job `deploy` waits for `build`; bob and carol are maintainers like
 * her, erin is a developer, and gus a guest.
 */
export async function armStage(t: TestContext, rules = rulebook(armRule), house: StageOptions["house"] = {}) {
  const files = [{ file: "rules.yaml", text: rules }];
  const stage = await openStage({ rules: files, startsAt, house: { apiToken, ...house } });
  t.after(() => stage.close());
  const { twin, clock } = stage;
  const { store, url } = stage.house;
  const names = ["alice", "bob", "carol"] as const;
  const members = {
    ...Object.fromEntries(names.map((name) => [name, "maintainer" as const])),
    erin: "developer",
    gus: "guest",
    [twin.bot.username]: "maintainer",
  } as const;
  const project = twin.addProject({ path: "shop/web", members });
  twin.addHook(project.id, stage.hook);
  const pipeline = twin.addPipeline(project.id, {
    by: "alice",
    stages: ["build", "deploy"],
    jobs: [
      { name: "build", stage: "build" },
      { name: "deploy", stage: "deploy", when: "manual" },
    ],
  });
  const [build, job] = [twin.jobNamed(pipeline.id, "build").id, twin.jobNamed(pipeline.id, "deploy").id];
  await stage.settle();

  async function ask(path: string, { who, body }: { who?: string; body?: object } = {}) {
    const token = who === undefined ? {} : { "x-gitlab-token": twin.addToken(who) };
    const headers = { authorization: `Bearer ${apiToken}`, ...token };
    const post = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/gitlab/${path}`, { headers, ...post });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }
  async function said(path: string, who: string | undefined, body: object): Promise<Said> {
    const answer = await ask(path, { body, ...(who !== undefined && { who }) });
    const { code, message, cure } = answer.body.error ?? {};
    const { late } = answer.body;
    return { status: answer.status, ...(code && { code, message, cure }), ...(late && { late }) };
  }
  const at = `gates/${project.id}/${job}`;
  const stored = async () => readGate((await store.note(gateKey("gitlab", project.id, job))) ?? "");
  const tasks = () => store.tasks(10);
  return {
    ...stage,
    project,
    pipeline,
    build,
    job,
    ask,
    arm: (who: string | undefined, body: object = {}, place = at) => said(`${place}/arm`, who, body),
    disarm: (who: string | undefined, reason = "not today") => said(`${at}/disarm`, who, { reason }),
    approve: async (who: string) =>
      said(`approvals/${project.id}/${job}/approve`, who, { digest: (await stored())?.digest }),
    reject: (who: string) => said(`approvals/${project.id}/${job}/reject`, who, { reason: "no" }),
    show: async () => (await ask(at)).body,
    list: async (query = "") => (await ask(`gates${query}`)).body.gates,
    stored,
    tasks,
    task: async () => {
      const task = (await tasks()).find(({ verb, object }) => verb === "play" && object === `job:${job}`);
      assert.ok(task);
      return task;
    },
    apply: (text: string) => applyRules([{ file: "rules.yaml", text }], "gitlab", { store: store, actions }),
    plays: () => twin.effects.filter(({ verb }) => verb === "play").map(({ jobId }) => twin.job(jobId).name),
    /** What a person lost or got in the project. */
    role(who: string, role?: "guest" | "maintainer") {
      const person = [...project.members.keys()].find(({ username }) => username === who);
      assert.ok(person);
      if (role) project.members.set(person, role);
      else project.members.delete(person);
    },
    /** What people said, and what of it was refused, oldest first. */
    async words(): Promise<readonly string[]> {
      const entries = await store.entries(1000);
      return entries.flatMap((entry) => {
        if (entry.kind !== "byHand") return [];
        const { step, person, refused } = entry;
        return [`${step} @${person?.username}${refused === undefined ? "" : `: ${refused}`}`];
      });
    },
    /** What people were told, oldest first, each with when, in hours since the beginning. */
    async told(): Promise<readonly string[]> {
      const entries = await store.entries(2000);
      return entries.flatMap((entry) =>
        entry.kind === "task" ? (entry.texts ?? []).map((text) => `${(entry.at - startsAt) / 3_600_000}h ${text}`) : [],
      );
    },
    startsAt,
    apiToken,
    now: () => clock.now(),
    /** Lets hours pass at once, and then all happen that is due. */
    async jump(hours: number): Promise<void> {
      await stage.settle();
      clock.advance(hours * 3600);
      await stage.settle();
    },
    penstock: (who: string, ...args: string[]) =>
      ranHere(args, {
        PENSTOCK_API_URL: url,
        PENSTOCK_API_TOKEN: apiToken,
        PENSTOCK_GITLAB_URL: twin.world.url,
        PENSTOCK_GITLAB_TOKEN: twin.addToken(who),
      }),
  };
}
export type ArmStage = Awaited<ReturnType<typeof armStage>>;
