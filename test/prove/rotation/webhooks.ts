import { make } from "../../../functions/webhook.ts";
import { deployedSource } from "../../../functions/world/sources.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { signedHeaders } from "../../../lib/cli/sign.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createSecrets } from "../../../lib/edge/secrets.ts";
import type { Source } from "../../../lib/edge/sources.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { jobHook, urlEvent } from "../../functions/doorstep.ts";
import { below, pick, randomOf } from "../../fuzz/random.ts";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";
import { type Kind, openRotated, rotateMillis } from "./hooks.ts";
import { openParameters } from "./parameters.ts";

const begins = Date.UTC(2026, 10, 20, 9);
const processes = 6;
const perSecond = 20;
/** A delivery may be under way for so long after it was signed. */
const mostUnderWayMillis = 3_000;
/** So long values are exchanged, then they rest, then SSM is down. */
const phases = { rotating: 120_000, resting: 45_000, down: 400_000 } as const;
const round = phases.rotating + phases.resting + phases.down;
const wantedEvery = 50;

const retryFailed = `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["shop/**"], on: job, when: { status: failed }, do: retry }]
`;
const settings: Source = {
  id: "gitlab",
  url: "https://gitlab.example.com",
  projects: ["**"],
  tokens: { act: "act" },
  webhookSecrets: [
    { id: "group", parameter: "group" },
    { id: "shop", parameter: "shop", projects: ["shop/**"] },
  ],
};

/** Several processes of the door, whose secrets are exchanged while deliveries come. */
async function openTown(kind: Kind, seed: number) {
  const random = randomOf(seed);
  let now = begins;
  const clock = () => now;
  const parameters = openParameters(clock, random);
  const rotated = ["group", "shop"].map((name) =>
    openRotated(kind, `/penstock/prod/webhook/${name}`, { parameters, random }),
  );
  const store = createMemoryStore();
  const shared = { store, actions, clock, giveWay: async () => {}, log: silent };
  await applyRules([{ file: "rules.yaml", text: retryFailed }], "gitlab", { store, actions });
  let serial = 0;
  const newDoor = () => {
    const secrets = createSecrets({ clock, spread: random(), ask: parameters.door() });
    const source = deployedSource(settings, "prod", secrets);
    return make({
      ...shared,
      rules: createRulesReader(shared),
      random: () => `r${++serial}`,
      record: "wanted",
      source: (id) => (id === "gitlab" ? source : undefined),
      patienceSeconds: 30,
    });
  };
  const doors = Array.from({ length: processes }, newDoor);
  return {
    random,
    parameters,
    rotated,
    store,
    clock,
    doors,
    /** A process ends, and another one begins. */
    recycle: () => doors.splice(below(random, processes), 1, newDoor()),
    async pass(millis: number) {
      now += millis;
      parameters.answerDue();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

type Town = Awaited<ReturnType<typeof openTown>>;

/** A delivery of one of the hooks, as GitLab signed it a moment ago. */
function delivery(at: number, { random, rotated, clock }: Town, value?: string) {
  const isWanted = at % wantedEvery === 0;
  const body = jobHook({ build_id: 1_000 + at, build_status: isWanted ? "failed" : "success" });
  const signedAt = clock() - below(random, mostUnderWayMillis);
  const one = pick(random, rotated);
  const secret = value ?? one.valueOf(below(random, one.hooks), signedAt);
  const headers = signedHeaders({ secret, id: `d-${at}`, now: signedAt, body: Buffer.from(body) });
  return { event: urlEvent(body, { headers }), expected: JSON.stringify({ planned: isWanted ? 1 : 0 }) };
}

async function send(at: number, town: Town, tally: Tally): Promise<void> {
  const { event, expected } = delivery(at, town);
  const seconds = (town.clock() - begins) / 1000;
  const answer = await pick(town.random, town.doors)(event);
  const { statusCode, body } = typeof answer === "string" ? { statusCode: 200, body: answer } : answer;
  tally.met(statusCode === 202 ? "taken" : "refused");
  if (statusCode !== 202 || body !== expected) tally.broke(`delivery ${at}, after ${seconds} s: ${statusCode} ${body}`);
}

async function play(kind: Kind, cases: number, { seed, tally }: { seed: number; tally: Tally }): Promise<void> {
  const town = await openTown(kind, seed);
  const { clock, rotated, parameters } = town;
  const underWay = new Set<Promise<void>>();
  let rotateAt = begins + rotateMillis;
  for (let at = 0; at < cases; at++) {
    const phase = (clock() - begins) % round;
    parameters.isDown = phase >= phases.rotating + phases.resting;
    if (phase < phases.rotating && clock() >= rotateAt) {
      for (const one of rotated) one.rotate(clock());
      rotateAt = clock() + rotateMillis;
      // One that begins while SSM is down knows no secret and answers 503: that is no rotation.
      if (town.random() < 0.1) town.recycle();
    }
    const sending = send(at, town, tally).finally(() => underWay.delete(sending));
    underWay.add(sending);
    // Less comes while nothing is exchanged.
    await town.pass(parameters.isDown ? 1_000 : 1_000 / perSecond);
  }
  parameters.isDown = false;
  while (underWay.size > 0) await town.pass(100);
  tally.met(
    `rotations of ${kind} values`,
    rotated.reduce((all, one) => all + one.rotations(), 0),
  );
  tally.met("requests to SSM", parameters.counts.asked);
  tally.met("failed ones", parameters.counts.failed);
  await shownTheDoor(town, tally);
}

/** What was taken away is believed no longer, or nothing is shown. */
async function shownTheDoor(town: Town, tally: Tally): Promise<void> {
  const first = town.rotated[0]?.first;
  if ((town.rotated[0]?.rotations() ?? 0) < 10 || first === undefined) return;
  await town.pass(6 * 60_000);
  const answered = town.doors[0]?.(delivery(1, town, first).event);
  for (let waits = 0; waits < 20; waits++) await town.pass(100);
  const answer = await answered;
  if (typeof answer !== "object" || answer.statusCode !== 401) tally.broke("a secret that was taken away is believed");
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const half = Math.floor(cases / 2);
  await play("signing", cases - half, { seed, tally });
  await play("token", half, { seed: seed + 1, tally });
  return tally.shown(cases);
}

/** Webhook secrets are exchanged, and nothing is refused. */
export const webhookRotation: Proof = {
  promises: ["P41"],
  says: "webhook secrets, signing and plain, exchanged every 5 s under load, each hook 12 to 30 s after the parameter, with SSM slow, throttling and down: no delivery is refused",
  cases: { onPush: 2_500, byProve: 100_000 },
  run,
};
