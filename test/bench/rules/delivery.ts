import { createHmac, randomBytes } from "node:crypto";
import { actions } from "../../../lib/actions/index.ts";
import type { ActiveRules } from "../../../lib/app/activeRules.ts";
import { judgeAtDoor } from "../../../lib/app/door.ts";
import { needsJobs } from "../../../lib/app/receive.ts";
import { type Event, factsOf } from "../../../lib/core/event.ts";
import { withoutBuilds } from "../../../lib/gitlab/hook/head.ts";
import { toEvent } from "../../../lib/gitlab/hook.ts";
import { readJson } from "../../../lib/gitlab/json.ts";
import { prepareSecret } from "../../../lib/gitlab/secret.ts";
import { isAuthentic } from "../../../lib/gitlab/signature.ts";
import { hook as jobHook } from "../../fixtures/hooks/2026/job.ts";
import { hook as pipelineHook } from "../../fixtures/hooks/2026/pipeline.ts";
import { alternate, type Work } from "./alternate.ts";
import { activeOf, teamRules } from "./books.ts";
import type { Engines } from "./peers.ts";
import { printTable, ratioText, timeText } from "./table.ts";

const now = Date.UTC(2026, 10, 20, 9);
const token = "a token of thirty-two characters";
const signing = `whsec_${randomBytes(32).toString("base64")}`;

const failedJob = {
  ...jobHook,
  build_name: "build",
  build_status: "failed",
  build_failure_reason: "script_failure",
  project_id: 42,
  project: { ...jobHook.project, id: 42, path_with_namespace: "shop/api" },
};

function pipelineOf(builds: number): object {
  const [, build] = pipelineHook.builds;
  return { ...pipelineHook, builds: Array.from({ length: builds }, (_, at) => ({ ...build, id: 100 + at })) };
}

function secretOf(value: string) {
  const secret = prepareSecret({ id: "1", value });
  if ("problem" in secret) throw new Error(secret.problem);
  return secret;
}

const delivery = { id: "d1", source: "gitlab", receivedAt: now };

/** The check that the door makes before it reads anything: throws where it would refuse. */
function believed(body: Buffer, isSigned: boolean): () => void {
  const timestamp = String(now / 1000);
  const key = Buffer.from(signing.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`d1.${timestamp}.`).update(body).digest("base64");
  const headers = isSigned
    ? { "webhook-id": "d1", "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` }
    : { "x-gitlab-token": token };
  const secrets = [secretOf(isSigned ? signing : token)];
  return () => {
    if ("refused" in isAuthentic({ headers, body, secrets, now })) throw new Error("refused");
  };
}

function readWhole(body: Buffer): Event {
  const json = readJson(body);
  if ("problem" in json) throw new Error(json.problem);
  const event = toEvent({ value: json.value, delivery });
  if ("ignored" in event) throw new Error(event.ignored);
  return event;
}

function saidYes(event: Event, active: ActiveRules): number {
  const door = { active, kinds: [event.kind], actions, now };
  const judged = factsOf(event).flatMap((facts) => judgeAtDoor(facts, door));
  return judged.filter(({ verdict }) => verdict.answer === "yes").length;
}

/** From the bytes of a job hook to what each rule says: believed, read, checked, decided. */
function decided(body: Buffer, active: ActiveRules, isSigned: boolean): Work {
  const believe = believed(body, isSigned);
  return (times) => {
    for (let time = 0; time < times; time++) {
      believe();
      if (saidYes(readWhole(body), active) !== 3) throw new Error("not 3 rules said yes");
    }
  };
}

/** The same of a pipeline hook that no rule wants, as the door takes it: its builds are read where somebody needs them. */
function passedOver(body: Buffer, active: ActiveRules, { isSigned, record }: Passing): Work {
  const believe = believed(body, isSigned);
  const reach = { rules: { live: async () => active, recent: async () => active }, record };
  return async (times) => {
    for (let time = 0; time < times; time++) {
      believe();
      const value = withoutBuilds(body);
      const head = value && toEvent({ value, delivery });
      if (!head || "ignored" in head || head.kind !== "pipeline") throw new Error("the head was not read");
      const event = (await needsJobs(head, reach)) ? readWhole(body) : head;
      if (saidYes(event, active) > 0) throw new Error("a rule said yes");
    }
  };
}

interface Passing {
  readonly isSigned: boolean;
  readonly record: "all" | "wanted";
}

function parsed(body: Buffer): Work {
  const text = body.toString();
  return (times) => {
    for (let time = 0; time < times; time++) JSON.parse(text);
  };
}

/** G1 and G2: whole deliveries, in times of what JSON.parse alone takes. */
export async function measureDeliveries(engines: Engines): Promise<void> {
  const active = activeOf(teamRules(10_000));
  const job = Buffer.from(JSON.stringify(failedJob));
  const [small, large] = [50, 500].map((builds) => Buffer.from(JSON.stringify(pipelineOf(builds))));
  if (!small || !large) return;
  const asked = engines["json-rules-engine"]?.(teamRules(1_000));
  const facts = { project: "shop/api", status: "failed", name: "build", stage: "test", ref: "main" };
  const peers: Work = async (times) => {
    for (let time = 0; time < times; time++) {
      JSON.parse(job.toString());
      await asked?.(facts);
    }
  };
  const one = await alternate({
    limit: parsed(job),
    token: decided(job, active, false),
    signed: decided(job, active, true),
    peers,
  });
  const rows = [
    ["delivery", "JSON.parse", "ours", "ratio", "goal"],
    [
      `G1 job hook, ${job.length} bytes, token`,
      timeText(one.limit),
      timeText(one.token),
      ratioText(one.token / one.limit),
      "<= 2.0x",
    ],
    ["G1 the same, signed", timeText(one.limit), timeText(one.signed), ratioText(one.signed / one.limit), "<= 2.6x"],
    [
      "G1 JSON.parse and json-rules-engine, 1,000 rules",
      timeText(one.limit),
      timeText(one.peers),
      ratioText(one.peers / one.limit),
      "",
    ],
  ];
  const elsewhere = activeOf([...teamRules(9_999), { project: "other/app", status: "failed", on: "pipeline" }]);
  for (const [name, body, isSigned, goal] of [
    ["50 builds, token", small, false, "<= 0.50x"],
    ["500 builds, signed", large, true, "<= 0.40x"],
  ] as const) {
    const { limit, ...two } = await alternate({
      limit: parsed(body),
      wanted: passedOver(body, elsewhere, { isSigned, record: "wanted" }),
      all: passedOver(body, active, { isSigned, record: "all" }),
      whole: passedOver(body, elsewhere, { isSigned, record: "all" }),
    });
    const row = (what: string, nanos: number, aim: string) =>
      rows.push([what, timeText(limit), timeText(nanos), ratioText(nanos / limit), aim]);
    row(`G2 pipeline hook, ${name}, ${body.length} bytes, recorded if wanted`, two.wanted, goal);
    row("G2 the same, all recorded, no rule about pipelines", two.all, "");
    row("G2 the same, all recorded, one about another project's: read whole", two.whole, "");
  }
  printTable("G1, G2  A delivery to its decision, 10,000 rules", rows);
}
