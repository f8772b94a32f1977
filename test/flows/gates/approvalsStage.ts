import assert from "node:assert/strict";
import { openStage, type StageOptions } from "../../../infra/local/stage.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import type { PendingAnswer } from "../../../lib/cli/approvals/answers.ts";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import { ranHere } from "../../cli/apiHouse.ts";
import type { Ends } from "../process.ts";

const apiToken = "a-token-of-twenty-letters";
const startsAt = Date.UTC(2026, 0, 5, 9);

/** How the API answered, as far as these stories read it. */
export interface Said {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}

/** A rule that plays `deploy` once people agree, as flow text of `require`, and whatever else it is given. */
export function promote(require = "approvals: { count: 2, from: { role: maintainer } }", more = ""): string {
  return `version: 1\ndefaults: { mode: enforce }\ncalendars: { days: { zone: UTC, open: ["Mon-Fri 08:00-20:00"] } }\nrules:\n  - { id: promote, projects: ["**"], on: [job, pipeline], when: { status: manual }, require: { ${require} }, do: { play: { job: deploy${more} } } }\n`;
}

/**
 * A Penstock beside a twin: alice, or `by`, began the pipeline whose job `deploy` waits; bob, carol and dora are maintainers like her,
 * erin is a developer, robot a bot.
 */
export async function approvalStage(t: Ends, rules = promote(), by = "alice", options: StageOptions["house"] = {}) {
  const files = [{ file: "rules.yaml", text: rules }];
  const stage = await openStage({ rules: files, startsAt, house: { apiToken, ...options } });
  t.after(() => stage.close());
  const { twin, house } = stage;
  twin.addPerson({ username: "robot", isBot: true });
  const names = ["alice", "bob", "carol", "dora", "robot"] as const;
  const members = {
    ...Object.fromEntries(names.map((name) => [name, "maintainer" as const])),
    erin: "developer",
  } as const;
  const project = twin.addProject({ path: "shop/web", members: { ...members, [twin.bot.username]: "maintainer" } });
  twin.addHook(project.id, stage.hook);
  const pipeline = twin.addPipeline(project.id, { by, jobs: [{ name: "deploy", when: "manual" }] });
  const job = twin.jobNamed(pipeline.id, "deploy").id;
  await stage.settle();

  async function ask(path: string, { who, body }: { who?: string; body?: object } = {}) {
    const headers = {
      authorization: `Bearer ${apiToken}`,
      ...(who !== undefined && { "x-gitlab-token": who.startsWith("glpat-") ? who : twin.addToken(who) }),
    };
    const post = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${house.url}/api/gitlab/${path}`, { headers, ...post });
    return { status: response.status, body: JSON.parse(await response.text()) };
  }
  async function say(who: string, what: "approve" | "reject", body: object): Promise<Said> {
    const answer = await ask(`approvals/${project.id}/${job}/${what}`, { who, body });
    const { code, message } = answer.body.error ?? {};
    return { status: answer.status, ...(code && { code, message }) };
  }
  const list = async (query = ""): Promise<readonly PendingAnswer[]> => (await ask(`approvals${query}`)).body.approvals;
  const stored = async () => readGate((await house.store.note(gateKey("gitlab", project.id, job))) ?? "");
  return {
    ...stage,
    project,
    pipeline,
    job,
    ask,
    say,
    list,
    /** The gate's item, as the ledger has it. */
    stored,
    async digest(): Promise<string> {
      const gate = await stored();
      assert.ok(gate);
      return gate.digest;
    },
    /** Says yes to what would be played now, or to what had that digest. */
    async approve(who: string, digest?: string): Promise<Said> {
      return await say(who, "approve", { digest: digest ?? (await stored())?.digest });
    },
    reject: (who: string, reason = "not today") => say(who, "reject", { reason }),
    async apply(text: string): Promise<void> {
      const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store: house.store, actions });
      assert.ok(typeof applied === "object" && "version" in applied, JSON.stringify(applied));
    },
    async task() {
      const gate = await stored();
      const task = gate && (await house.store.task(gate.task));
      assert.ok(task);
      return task;
    },
    redrive: async () => {
      const { task } = (await stored()) ?? {};
      return (await ask("redrive", { body: { task, reason: "again" } })).status;
    },
    /** What people said, oldest first: `approve @bob`, and of what was refused why. */
    async words(): Promise<readonly string[]> {
      const entries = await house.store.entries(1000);
      return entries.flatMap((entry) => {
        if (entry.kind !== "byHand") return [];
        const { step, person, refused } = entry;
        const who = person ? ` @${person.username}` : "";
        return [`${step}${who}${refused === undefined ? "" : `: ${refused}`}`];
      });
    },
    /** A command as a person types it, with a token of that person. */
    penstock: (who: string | undefined, ...args: string[]) =>
      ranHere(args, {
        PENSTOCK_API_URL: house.url,
        PENSTOCK_API_TOKEN: apiToken,
        ...(who !== undefined && { PENSTOCK_GITLAB_TOKEN: twin.addToken(who) }),
      }),
    /** Lets something happen right before the next play is marked, once. */
    beforeMark(happens: () => Promise<unknown>): void {
      const { store } = house;
      const commit = store.commit.bind(store);
      let isNext = true;
      store.commit = async (writes) => {
        const isMark = writes.some((write) => "put" in write && write.put.state === "calling");
        if (isMark && isNext) {
          isNext = false;
          await happens();
        }
        return await commit(writes);
      };
    },
  };
}
export type ApprovalStage = Awaited<ReturnType<typeof approvalStage>>;
