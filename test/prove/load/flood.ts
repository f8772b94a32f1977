import { make } from "../../../functions/webhook.ts";
import { prepareSecrets } from "../../../functions/world/door.ts";
import { plainSource } from "../../../functions/world/sources.ts";
import { serveFunctions } from "../../../infra/local/server.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { jobBody } from "../../bench/door/bodies.ts";
import { fire } from "../../bench/door/fire.ts";
import { wired } from "../../bench/door/requests.ts";
import { pick, randomOf } from "../../fuzz/random.ts";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";

/** So many forged ones come with each authentic one. */
const forgedPerAuthentic = 100;
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const stolen = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
const retryFailed = `
version: 1
defaults: { mode: enforce }
rules: [{ id: again, projects: ["shop/**"], on: job, when: { status: failed }, do: retry }]
`;

interface Forgery {
  readonly request: Buffer;
  readonly status: number;
}

/** What strangers send, each refused in its own way; the large one is rare, since it costs the sender most. */
function forgeries(): readonly Forgery[] {
  const body = jobBody(1, "failed");
  const signed = wired("gitlab", { id: "stolen", body, secret: stolen });
  const changed = (from: string, to: string) => Buffer.from(signed.toString("latin1").replace(from, to), "latin1");
  const old = wired("gitlab", { id: "old", body, secret }).toString("latin1");
  return [
    { request: signed, status: 401 },
    { request: changed("webhook-signature", "x-webhook-signature"), status: 401 },
    { request: changed("webhook-signature: v1,", "x-gitlab-token: "), status: 401 },
    {
      request: Buffer.from(old.replace(/webhook-timestamp: \d+/, "webhook-timestamp: 1700000000"), "latin1"),
      status: 401,
    },
    { request: changed("/gitlab/gitlab", "/gitlab/nobody"), status: 404 },
    { request: changed("/gitlab/gitlab", "/gitlab//gitlab"), status: 404 },
  ];
}

/** One byte more than the door reads. */
function tooLarge(): Forgery {
  return {
    request: wired("gitlab", { id: "large", body: Buffer.alloc(5 * 1024 * 1024 + 1, " "), secret: stolen }),
    status: 413,
  };
}

async function openFlooded() {
  let operations = 0;
  let lines = 0;
  const store = createMemoryStore();
  await applyRules([{ file: "rules.yaml", text: retryFailed }], "gitlab", { store, actions });
  const counted: Store = new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function") return method;
      return (...args: readonly unknown[]) => {
        operations++;
        return Reflect.apply(method, target, args);
      };
    },
  });
  const log = { info: () => void lines++, error: () => void lines++ };
  const clock = Date.now;
  const source = plainSource("gitlab", prepareSecrets([secret]), ["**"]);
  let serial = 0;
  const handler = make({
    store: counted,
    rules: createRulesReader({ store: counted, actions, clock, log }),
    actions,
    clock,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    record: "wanted",
    source: (id) => (id === "gitlab" ? source : undefined),
    patienceSeconds: 3.5,
    log,
  });
  const server = await serveFunctions({ gitlab: handler }, 0);
  const port = Number(new URL(server.url).port);
  return { store, port, close: server.close, operations: () => operations, lines: () => lines };
}

type Flooded = Awaited<ReturnType<typeof openFlooded>>;

/** Only strangers: what they cost the tables is all that there is. */
async function strangersOnly(count: number, door: Flooded, { tally, seed }: { tally: Tally; seed: number }) {
  const random = randomOf(seed);
  const kinds = forgeries();
  const large = tooLarge();
  const sent = Array.from({ length: count }, (_, at) => (at % 500 === 0 ? large : pick(random, kinds)));
  const before = door.operations();
  const used = process.cpuUsage();
  await fire({
    port: door.port,
    connections: 64,
    most: count,
    request: (at) => sent[at]?.request ?? large.request,
    heard: (at, status) => judge(at, status, sent[at]?.status ?? 0, tally),
  });
  const operations = door.operations() - before;
  if (operations > 0) tally.broke(`${count} forged deliveries cost ${operations} table operations`);
  return { operations, micros: microsSince(used) / count };
}

function judge(at: number, status: number, expected: number, tally: Tally): void {
  tally.met(`forged: ${status}`);
  if (status !== expected) tally.broke(`request ${at} was answered ${status} instead of ${expected}`);
}

/** A hundred strangers around each authentic delivery. */
async function amidTheFlood(count: number, door: Flooded, { tally, seed }: { tally: Tally; seed: number }) {
  const random = randomOf(seed + 1);
  const kinds = forgeries();
  const isAuthentic = (at: number) => at % (forgedPerAuthentic + 1) === forgedPerAuthentic;
  const expected: number[] = [];
  await fire({
    port: door.port,
    connections: 64,
    most: count * (forgedPerAuthentic + 1),
    request(at) {
      if (isAuthentic(at)) return wired("gitlab", { id: `d-${at}`, body: jobBody(10 + at, "failed"), secret });
      const forged = pick(random, kinds);
      expected[at] = forged.status;
      return forged.request;
    },
    heard(at, status, body) {
      if (!isAuthentic(at)) return judge(at, status, expected[at] ?? 0, tally);
      tally.met(`authentic: ${status}`);
      if (status !== 202 || body !== '{"planned":1}') tally.broke(`the authentic ${at} was answered ${status} ${body}`);
    },
  });
  const tasks = (await door.store.tasks(count + 1)).length;
  if (tasks !== count) tally.broke(`${count} authentic deliveries, ${tasks} tasks`);
}

/** What an authentic one costs, to set beside; both with what this process takes to send it. */
async function authenticOnly(count: number, door: Flooded): Promise<number> {
  const bodies = Array.from({ length: count }, (_, at) =>
    wired("gitlab", { id: `a-${at}`, body: jobBody(5, "success"), secret }),
  );
  const used = process.cpuUsage();
  await fire({ port: door.port, connections: 64, most: count, request: (at) => bodies[at] ?? Buffer.of() });
  return microsSince(used) / count;
}

function microsSince(used: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(used);
  return user + system;
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const door = await openFlooded();
  try {
    const authentic = Math.max(1, Math.round(cases / (forgedPerAuthentic + 1)));
    await amidTheFlood(authentic, door, { tally, seed });
    // Before and after: what is compiled in between shall not count for one of them.
    await authenticOnly(Math.min(cases, 2_000), door);
    const { operations, micros } = await strangersOnly(cases, door, { tally, seed });
    const dear = await authenticOnly(Math.min(cases, 2_000), door);
    return tally.shown(cases + authentic * (forgedPerAuthentic + 1), {
      "table operations of forged ones": operations,
      "lines logged": door.lines(),
      "CPU, a forged one": `${Math.round(micros)} µs`,
      "CPU, an authentic one that nobody wants": `${Math.round(dear)} µs`,
    });
  } finally {
    await door.close();
  }
}

/** A flood of strangers. */
export const flood: Proof = {
  promises: ["P2", "P46"],
  says: "amid a hundred unauthenticated requests for each authentic one all authentic ones are planned; the forged ones are refused and cost no table operation",
  cases: { onPush: 2_000, byProve: 200_000 },
  run,
};
