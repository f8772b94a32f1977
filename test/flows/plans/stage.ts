import assert from "node:assert/strict";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import { createApi } from "../../../lib/cli/api.ts";
import { type Item, ItemPage, OnePlan, PlanShown } from "../../../lib/cli/sweep/planAnswers.ts";
import { ranHere } from "../../cli/apiHouse.ts";
import type { Ends } from "../process.ts";

export const startsAt = Date.UTC(2026, 0, 5, 9);
export const day = 86_400;
const token = "a-token-of-twenty-letters";

const loose = "limit: { perProjectPerHour: 1000, percentPerDay: 100 }";

/** Enforcing rules that delete; without bodies one that wants all that has expired. */
export function deleteRules(...bodies: readonly string[]): string {
  const given = bodies.length > 0 ? bodies : ["id: tidy, do: deleteArtifacts"];
  // Their own schedule never comes in a test.
  const rules = given.map(
    (body) => `  - { projects: ["**"], on: { schedule: { cron: "0 0 29 2 *" } }, ${loose}, ${body} }\n`,
  );
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules.join("")}`;
}

/** A Penstock whose API is asked as the commands ask it, beside a twin with a branch full of expired artifacts. */
export async function planStage(t: Ends, rules = deleteRules(), options: Partial<StageOptions> = {}) {
  const { house, ...others } = options;
  const stage = await openStage({
    rules: [{ file: "rules.yaml", text: rules }],
    startsAt,
    hooks: false,
    house: { apiToken: token, ...house },
    ...others,
  });
  t.after(() => stage.close());
  const api = createApi({ url: stage.house.url, token, source: "gitlab" });
  const env = { PENSTOCK_API_URL: stage.house.url, PENSTOCK_API_TOKEN: token };
  const post = (path: readonly string[], body: object) => api(["plans", ...path], OnePlan, { method: "POST", body });
  return {
    ...stage,
    api,
    penstock: (...args: string[]) => ranHere(args, env),
    /** Makes a plan and lets it be collected. */
    async plan(wish: object = { project: stage.project.id }) {
      const { plan } = await post([], { reason: "the disk is full", ...wish });
      await rounds(stage);
      return await api(["plans", plan.id], PlanShown);
    },
    show: (id: string) => api(["plans", id], PlanShown),
    async items(id: string): Promise<readonly Item[]> {
      const all: Item[] = [];
      for (let page: string | undefined = "first"; page !== undefined; ) {
        const read: { items: Item[]; next?: string } = await api(["plans", id], ItemPage, { query: { page } });
        all.push(...read.items);
        page = read.next;
      }
      return all;
    },
    approve: (id: string, hash = "") => post([id, "approve"], { hash, reason: "seen" }),
    reject: (id: string) => post([id, "reject"], { reason: "not now" }),
  };
}
export type PlanStage = Awaited<ReturnType<typeof planStage>>;

/** The rounds that AWS would make, without a patrol, until nothing is due. */
export async function rounds({ house, clock }: Stage, most = 60): Promise<void> {
  for (let round = 0; round < most; round++) {
    const handed = await house.driver.step();
    if (handed === 0 && (await house.store.dueTasks(clock.now(), 1)).length === 0) return;
  }
}

/** Lets days pass, and some minutes behind each, in which what was put off a little is looked at again. */
export async function days(stage: Stage, count: number): Promise<void> {
  for (let left = count; left > 0; left--) {
    for (const seconds of [day - 1800, 900, 900]) {
      stage.clock.advance(seconds);
      await rounds(stage);
    }
  }
}

/** Old jobs of a branch that have succeeded, the newest last, and what is newer than they; all have expired. */
export async function branchWith(stage: Stage, jobs: number, ref = "feature"): Promise<number[]> {
  const { twin, project, clock } = stage;
  const ids = Array.from({ length: jobs + 1 }, (_, at) => {
    const { id } = twin.addPipeline(project.id, { ref, jobs: [{ name: `build ${at}` }] });
    const files = [{ type: "archive", sizeBytes: 1000 + at }] as const;
    return twin.succeed(twin.jobNamed(id, `build ${at}`).id, { artifacts: { files, expireInSeconds: 60 } }).id;
  });
  clock.advance(3600);
  return ids.slice(0, -1);
}

/** The jobs that lost their artifacts by our hand, in order. */
export function deleted({ twin }: Stage): number[] {
  return twin.effects
    .filter(({ verb }) => verb === "deleteArtifacts")
    .map(({ jobId }) => jobId)
    .toSorted((a, b) => a - b);
}

export function hashOf({ plan }: PlanShown): string {
  assert.ok(plan.hash);
  return plan.hash;
}
