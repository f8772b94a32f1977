import { median } from "../rules/alternate.ts";
import { jobBody, pipelineBody } from "./bodies.ts";
import { type Firing, fire } from "./fire.ts";
import { wired } from "./requests.ts";
import type { Served } from "./servers.ts";

/** What is sent: each request a delivery of its own. */
export interface Load {
  readonly name: string;
  /** The body of the n-th delivery; `key` tells which may be built once. */
  readonly body: (at: number) => { readonly body: Buffer; readonly id: string };
}

const sameBodies = 200;

function repeated(make: (id: number) => Buffer): Load["body"] {
  const bodies = Array.from({ length: sameBodies }, (_, at) => make(1_000 + at));
  return (at) => ({ body: bodies[at % sameBodies] ?? Buffer.of(), id: `bench-${at % sameBodies}` });
}

/** One in fifty is a job that failed, each another: what is planned twice costs something else. */
function someWanted(): Load["body"] {
  const unwanted = repeated((id) => jobBody(id, "success"));
  let serial = 0;
  return (at) => {
    if (at % 50 !== 0) return unwanted(at);
    const id = 1_000_000 + serial++;
    return { body: jobBody(id, "failed"), id: `bench-${id}` };
  };
}

export const loads = {
  job: { name: "job hooks that no rule wants", body: repeated((id) => jobBody(id, "success")) },
  pipeline: { name: "50-build pipeline hooks that no rule wants", body: repeated((id) => pipelineBody(id, 50)) },
  wanted: { name: "job hooks, 2 % wanted", body: someWanted() },
} as const satisfies Readonly<Record<string, Load>>;

/** What one server took of a load. */
export interface Measured {
  readonly server: Served;
  /** Of the server's processor, a delivery: the median of the rounds, and each of them. */
  readonly cpuMicros: number;
  readonly rounds: readonly number[];
  /** Each round's ratio to the first server in that round: the median, and between what half of them lie. */
  readonly share: number;
  readonly spread: readonly [number, number];
  /** As this machine had time for it. */
  readonly perSecond: number;
  readonly p99Millis: number;
  readonly rssBytes: number;
}

/** How long is measured: rounds that take turns, so that all meet the same machine. */
export interface Pace {
  readonly rounds: number;
  readonly roundMillis: number;
  readonly connections: number;
  /** Before it is measured: what the engine spends on compiling what runs often is spent once in a process. */
  readonly warm: { readonly most: number; readonly millis: number };
}

/** Between what half of some numbers lie. */
export function quartiles(numbers: readonly number[]): [number, number] {
  const ordered = numbers.toSorted((one, other) => one - other);
  const at = (part: number) => ordered[Math.round((ordered.length - 1) * part)] ?? Number.NaN;
  return [at(0.25), at(0.75)];
}

interface Sample {
  readonly cpuMicros: number;
  readonly perSecond: number;
  readonly p99Millis: number;
  readonly rssBytes: number;
}

/** @throws Error when a server answers anything but 2xx */
export async function measure(
  servers: readonly Served[],
  { load, secret, pace }: { readonly load: Load; readonly secret: string; readonly pace: Pace },
): Promise<readonly Measured[]> {
  const samples = new Map<Served, Sample[]>(servers.map((server) => [server, []]));
  const { connections } = pace;
  for (const server of servers) await sample(server, { load, secret, connections, ...pace.warm });
  for (let round = 0; round < pace.rounds; round++) {
    const turn = round % servers.length;
    for (const server of [...servers.slice(turn), ...servers.slice(0, turn)])
      samples.get(server)?.push(await sample(server, { load, secret, connections, millis: pace.roundMillis }));
  }
  const firsts = [...samples.values()][0] ?? [];
  return servers.map((server) => {
    const of = (name: keyof Sample) => (samples.get(server) ?? []).map((one) => one[name]);
    const cpu = of("cpuMicros");
    const shares = cpu.map((micros, round) => (firsts[round]?.cpuMicros ?? Number.NaN) / micros);
    return {
      server,
      cpuMicros: median(cpu),
      rounds: cpu,
      share: median(shares),
      spread: quartiles(shares),
      perSecond: median(of("perSecond")),
      p99Millis: median(of("p99Millis")),
      rssBytes: Math.max(...of("rssBytes")),
    };
  });
}

async function sample(
  server: Served,
  {
    load,
    secret,
    ...firing
  }: Pick<Firing, "connections" | "millis" | "most"> & { readonly load: Load; readonly secret: string },
): Promise<Sample> {
  const { dialect, port } = server;
  const ready = new Map<string, Buffer>();
  // Signed before the round begins, as far as deliveries come again: signing would be most of what this process does.
  const request = (at: number) => {
    const { id, body } = load.body(at);
    const known = ready.get(id);
    if (known) return known;
    const made = wired(dialect, { id, body, secret });
    ready.set(id, made);
    return made;
  };
  for (let at = 0; at < sameBodies; at++) request(at);
  const before = await server.used();
  const { statuses, latencies, millis: took } = await fire({ port, request, ...firing });
  const after = await server.used();
  const odd = [...statuses.keys()].filter((status) => status < 200 || status > 299);
  if (odd.length > 0) throw new Error(`${server.name} answered ${odd.join(", ")}`);
  const ordered = latencies.toSorted((one, other) => one - other);
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / latencies.length,
    perSecond: (latencies.length / took) * 1_000,
    p99Millis: ordered[Math.floor(ordered.length * 0.99)] ?? 0,
    rssBytes: after.rssBytes,
  };
}
