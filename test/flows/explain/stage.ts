import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Stage, StageOptions } from "../../../infra/local/stage.ts";
import { run } from "../process.ts";
import { scene } from "../rules/scene.ts";

const token = "a-token-of-twenty-letters";

/** A rule as an explanation has it, as far as these stories read it. */
interface Told {
  readonly rule: string;
  readonly answer: string;
  readonly would: string;
  readonly text: string;
  readonly lacks: readonly { readonly path: string; readonly text: string }[];
  readonly does: { readonly content?: { readonly variables?: Readonly<Record<string, string>> } };
  readonly guards: readonly { readonly guard: string; readonly stops: boolean | "unknown"; readonly text: string }[];
}

export interface Answered {
  readonly status: number;
  readonly view: string;
  readonly version: number;
  readonly notes: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly cure: string };
  readonly jobs: readonly { readonly summary: string; readonly would: string; readonly rules: readonly Told[] }[];
}

/** A Penstock beside a twin, whose API is asked to explain, over HTTP and as a person does. */
export async function explaining(t: TestContext, rules: string, options: Partial<StageOptions> = {}) {
  const stage = await scene(t, rules, { ...options, house: { apiToken: token, ...options.house } });
  const call = async (method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(`${stage.house.url}/api/gitlab/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, ...((await response.json()) as object) } as Answered;
  };
  return {
    stage,
    call,
    /** Where the twin is. */
    gitlab: gitlabUrl(stage),
    explain: (body: unknown) => call("POST", "explain", body),
    explainJob: (id: number, more: object = {}) =>
      call("POST", "explain", { job: { project: "shop/api", id }, ...more }),
    async penstock(...args: string[]) {
      const env = { PENSTOCK_API_URL: stage.house.url, PENSTOCK_API_TOKEN: token };
      const command = run(t, ["lib/cli/penstock.ts", ...args], env);
      return { code: await command.ended, text: command.lines.join("\n") };
    },
  };
}

/** As jobs' own addresses begin. */
function gitlabUrl({ twin }: Stage): string {
  return twin.world.url;
}

export type Explaining = Awaited<ReturnType<typeof explaining>>;

/** What of a rule stops it, by name. */
export function stopping({ jobs: [job] }: Answered, rule?: string): string[] {
  const told = rule === undefined ? job?.rules[0] : job?.rules.find((one) => one.rule.startsWith(`${rule}@`));
  assert.ok(told);
  return told.guards.filter(({ stops }) => stops === true).map(({ guard }) => guard);
}

/** A job of a pipeline of its own that failed. @returns its id */
export function fail({ twin, project }: Stage, name = "build", ref = "main", reason = "script_failure"): number {
  const { id } = twin.addPipeline(project.id, { ref, jobs: [{ name }] });
  return twin.fail(twin.run(twin.jobNamed(id, name).id).id, reason).id;
}
