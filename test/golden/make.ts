import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startDatabase } from "../../infra/local/database.ts";
import { openStage, type Stage } from "../../infra/local/stage.ts";
import { createMattermost } from "../../infra/mattermost/mattermost.ts";
import { serveMattermost } from "../../infra/mattermost/serve.ts";
import type { Fault } from "../../infra/twin/faults/fault.ts";
import { linkKey } from "../../lib/app/talk/links.ts";
import { decisions } from "./decisions.ts";
import { type OpenCase, type OpenJobs, openJobs, openProject } from "./open.ts";
import { goldenRules } from "./rules.ts";
import { dump } from "./tables.ts";

// Makes a golden store: `node test/golden/make.ts FOLDER`, by the version whose checkout this folder is in. See docs/upgrade.md.

/** A Monday morning in Berlin. */
export const startsAt = Date.UTC(2026, 10, 16, 9);
export const apiToken = "a-made-up-token-for-golden-stores";
export const drawn = { count: 10_000, seed: 20_261_122 };

/** What a golden store says beside its items. */
export interface Told extends OpenJobs {
  /** When it was dumped. */
  readonly at: number;
  /** When what the `old` job left behind has expired. */
  readonly oldExpireAt: number;
}

type Ask = (method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
interface Answer {
  readonly status: number;
  readonly body: { readonly [name: string]: never };
}

function asking(stage: Stage): Ask {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${stage.house.url}/api/gitlab/${path}`, {
      method,
      headers: { authorization: `Bearer ${apiToken}`, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const read = { status: answer.status, body: JSON.parse(await answer.text()) };
    if (read.status >= 300) throw new Error(`${method} ${path}: ${read.status} ${JSON.stringify(read.body)}`);
    return read;
  };
}

const addedRule = 'id: retry-added, on: job, when: { status: failed, name: "added*" }, do: retry, limit: { perJob: 1 }';
/** The rules that are active in the end. */
export const activeRules = goldenRules(addedRule);

async function apply(ask: Ask, text: string, after: number): Promise<void> {
  const body = { files: [{ file: "rules.yaml", text }], reason: "for the golden store" };
  await ask("PUT", "rulebook", body, { "if-match": `"${after}"` });
}

/** What has ended when the store is dumped: every state, every kind of entry, what people did. */
async function past({ stage, ask, project }: { stage: Stage; ask: Ask; project: number }): Promise<void> {
  const { twin } = stage;
  const reason = "for the golden store";
  const failed = (name: string, why: "script_failure" | "runner_system_failure", ref = "work") => {
    const { id } = twin.addPipeline(project, { ref, jobs: [{ name }] });
    const job = twin.jobNamed(id, name).id;
    twin.run(job);
    return twin.fail(job, why).id;
  };
  const manual = (name: string, ref: string) => {
    const { id } = twin.addPipeline(project, { ref, jobs: [{ name, when: "manual" }] });
    return twin.jobNamed(id, name).id;
  };
  await apply(ask, activeRules, 1);
  // done, refused (its limit is taken), reported, a notice
  const once = failed("once", "script_failure");
  failed("seen", "script_failure");
  failed("test", "script_failure", "main");
  await stage.pass(60);
  const again = twin.effects.find(({ jobId }) => jobId === once)?.newJobId;
  if (again !== undefined) {
    twin.run(again);
    twin.fail(again, "script_failure");
  }
  await stage.pass(60);
  // skipped: somebody else was there first
  twin.act("retry", failed("late", "script_failure"), { by: "alice" });
  await stage.pass(6 * 60);
  // attention: a play whose outcome nobody knows
  twin.faultNext({ kind: "dropBefore", method: "POST", path: /\/play/ });
  manual("open", "work");
  await stage.pass(10 * 60);
  // a gate that two people open, and one that is refused
  const gate = manual("deploy:production", "v1.0.0");
  const refused = manual("deploy:production", "v1.1.0");
  await stage.settle();
  const says = async (job: number, who: string, what: string, more: (digest: string) => object) => {
    const list = (await ask("GET", `approvals?project=${project}`)).body as unknown as {
      approvals: { job: { id: number } | number; digest: string }[];
    };
    const found = list.approvals.find((one) => (typeof one.job === "number" ? one.job : one.job.id) === job);
    const token = twin.addToken(who);
    await ask("POST", `approvals/${project}/${job}/${what}`, more(found?.digest ?? ""), { "x-gitlab-token": token });
  };
  await says(gate, "bob", "approve", (digest) => ({ digest }));
  await says(gate, "carol", "approve", (digest) => ({ digest }));
  await says(refused, "bob", "reject", () => ({ reason }));
  await stage.pass(120);
  // many failures of one kind at once: an outage, where the version knows outages
  for (let at = 0; at < 22; at++) failed(`build ${at}`, "runner_system_failure", `branch-${at}`);
  await stage.pass(4 * 60);
  // what people do
  await ask("PUT", `holds/${project}/pipeline:12345`, { reason });
  await ask("PUT", `holds/${project}/job:999`, { reason });
  await ask("DELETE", `holds/${project}/job:999`, { reason });
  await ask("PUT", "switch/stops/verb:erase", { reason });
  await ask("PUT", "switch/stops/rule:retry-spot", { reason });
  await ask("DELETE", "switch/stops/rule:retry-spot", { reason });
  const attention = (await ask("GET", "tasks?state=attention")).body as unknown as { tasks: { id: string }[] };
  for (const { id } of attention.tasks.slice(0, 1)) await ask("POST", "dismiss", { task: id, reason });
  const looser =
    'id: more, on: { schedule: { cron: "0 0 29 2 *" } }, do: deleteArtifacts, when: { artifacts: { expiredFor: 90d } }, limit: { perProjectPerHour: 10, percentPerDay: 10 }';
  await apply(ask, goldenRules(addedRule, looser), 2);
  // a rule's first cycle only reports what it finds
  await ask("POST", "sweeps", { kind: "rule", rule: "tidy", project, reason });
  await stage.pass(600);
  await ask("POST", "sweeps", { kind: "inventory", project, reason });
  await stage.pass(3600);
}

/** What is open when the store is dumped. */
async function present({ stage, ask, project }: { stage: Stage; ask: Ask; project: number }): Promise<OpenJobs> {
  const { twin, house } = stage;
  const hang = (method: string, path: RegExp, when: "before" | "after" = "before") =>
    twin.faultNext({ kind: "hang", method, path, when, count: "all" } as Fault);
  const open = openJobs(twin, project);
  const { jobs } = open;
  twin.job(jobs.old).artifactsExpireAt = stage.clock.now() - 2 * 3_600_000;
  await ask("POST", "sweeps", { kind: "rule", rule: "tidy", project, reason: "for the golden store" });
  await until(stage, async () =>
    (await house.store.tasks(1000, { state: "waiting" })).some(
      ({ object, due = 0 }) => object === `job:${jobs.old}` && due > stage.clock.now() + 3_600_000,
    ),
  );
  await ask("POST", "plans", { project, reason: "for the golden store" });
  hang("POST", new RegExp(`/jobs/${jobs.kept}/artifacts/keep`));
  hang("GET", new RegExp(`/jobs/${jobs.claimed}`));
  hang("POST", new RegExp(`/jobs/${jobs.unsent}/retry`));
  hang("POST", new RegExp(`/jobs/${jobs.unheard}/retry`), "after");
  await twin.deliver();
  await until(stage, async () => {
    const state = async (one: OpenCase, verb: string) =>
      (await house.store.task(`gitlab/${project}/job:${jobs[one]}/${verb}`))?.state;
    const calling = [await state("kept", "keep"), await state("unsent", "retry"), await state("unheard", "retry")];
    return (await state("claimed", "retry")) === "claimed" && calling.every((one) => one === "calling");
  });
  return open;
}

/** The workers run beside each other, as in AWS: one that waits for GitLab holds up nobody. */
async function until(stage: Stage, holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 200; round++) {
    if (await holds()) return;
    stage.house.driver.step().catch(() => {});
    await setTimeout(30);
  }
  const open = (await stage.house.store.tasks(1000)).filter(
    ({ due, verb }) => due !== undefined || verb === "sweep" || verb === "deleteArtifacts",
  );
  const states = open.map(({ id, state, reason }) => `${id} ${state} ${reason ?? ""}`);
  throw new Error(`what shall be open never came about:\n${states.join("\n")}`);
}

/** Makes the store and dumps it. */
async function make(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const database = await startDatabase();
  const where = { endpoint: database.endpoint, region: "eu-central-1", prefix: "golden-" };
  let clock = () => startsAt;
  const mattermost = createMattermost({ clock: () => clock() });
  const served = await serveMattermost(mattermost);
  const team = mattermost.addTeam("shop").id;
  const bot = mattermost.addBot("penstock");
  const alice = mattermost.addUser("alice").id;
  const channel = mattermost.addChannel({ team, name: "deploys", members: [alice, bot.id] }).id;
  const chat = (url: string) => {
    const command = mattermost.addCommand({ team, trigger: "penstock", url: `${url}/chat/mattermost` });
    const settings = { source: "gitlab", url: served.url, teams: [team], commandTokens: [command.token] };
    return {
      mattermost: { ...settings, botToken: bot.token, actionsUrl: `${url}/chat/mattermost` },
      buttonKey: "a-made-up-key-for-golden-stores",
    };
  };
  const first = [{ file: "rules.yaml", text: goldenRules() }];
  const house = { apiToken, chat, callTimeoutSeconds: 60, secondPerson: "required", record: "wanted" } as const;
  const stage = await openStage({ rules: first, startsAt, database: where, house });
  clock = stage.clock.now;
  const { twin } = stage;
  const project = openProject(twin);
  twin.addHook(project, stage.hook);
  const ask = asking(stage);
  const person = twin.world.people.find(({ username }) => username === "alice");
  const speaker = { provider: "mattermost", team, user: alice } as const;
  const link = JSON.stringify({ userId: person?.id, username: "alice", at: startsAt });
  await stage.house.store.putNote(linkKey("gitlab", speaker), link, undefined);
  await past({ stage, ask, project });
  const { id } = twin.addPipeline(project, { ref: "work", jobs: [{ name: "chatted" }] });
  const chatted = twin.jobNamed(id, "chatted").id;
  twin.run(chatted);
  twin.fail(chatted, "script_failure");
  await stage.settle();
  const text = `/penstock retry ${twin.world.url}/shop/web/-/jobs/${chatted}`;
  await mattermost.say({ user: alice, channel, text });
  await stage.pass(60);
  const open = await present({ stage, ask, project });
  await dump(where, join(folder, "store.jsonl"));
  const told: Told = { ...open, at: stage.clock.now(), oldExpireAt: twin.job(open.jobs.old).artifactsExpireAt ?? 0 };
  writeFileSync(join(folder, "told.json"), `${JSON.stringify(told, undefined, 2)}\n`);
  const said = await decisions(stage.house.store, drawn.count, drawn.seed);
  writeFileSync(join(folder, "decisions.txt"), `${said.join("\n")}\n`);
  process.exit(0);
}

if (import.meta.main) await make(process.argv[2] ?? "");
