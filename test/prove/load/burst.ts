import { jobBody } from "../../bench/door/bodies.ts";
import { fire } from "../../bench/door/fire.ts";
import { openDoor, openTables } from "../../bench/door/penstock.ts";
import { wired } from "../../bench/door/requests.ts";
import { newTally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";

/** Of the deliveries one in so many is a failed job, which rules want; the others must not be planned. */
const wantedEvery = 4;

/** So many come one after the other before: where a machine is so slow that all of the burst is deferred, these are planned. */
const before = 8;

/**
 * Every delivery at once, as far as connections reach: the machine's limit is whatever it takes then. A delivery is lost that
 * was answered `planned` and has no task, or was never answered.
 */
async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const tables = await openTables(100);
  const door = await openDoor({ tables: tables.endpoint });
  try {
    const promised: number[] = [];
    const letters = (from: number, most: number, connections: number) => ({
      port: door.served.port,
      connections,
      most,
      request(nth: number) {
        const at = from + nth;
        const body = jobBody(1 + at, at % wantedEvery === 0 ? "failed" : "success");
        return wired("gitlab", { id: `d-${seed}-${at}`, body, secret: door.secret });
      },
      heard(nth: number, status: number, body: string) {
        const at = from + nth;
        const told = status === 202 ? told202(body, at) : undefined;
        tally.met(told ?? "otherwise");
        if (told === undefined) tally.broke(`delivery ${at}: ${status} ${body}`);
        if (told === "planned") promised.push(1 + at);
      },
    });
    const first = await fire(letters(0, before, 1));
    const { millis, latencies } = await fire(letters(before, cases - before, Math.min(cases, 1_000)));
    const answered = first.latencies.length + latencies.length;
    let lost = cases - answered;
    for (const id of promised) if (!(await tables.store.task(`gitlab/42/job:${id}/retry`))) lost++;
    if (lost > 0) tally.broke(`${lost} were lost`);
    return tally.shown(cases, { answered, lost, ...asSeen(latencies, millis) });
  } finally {
    await door.close();
    await tables.close();
  }
}

/** What an answer says, if it is one that the delivery may get. */
function told202(body: string, at: number): string | undefined {
  const isWanted = at % wantedEvery === 0;
  if (body === '{"deferred":true}') return "deferred";
  if (isWanted) return body === '{"planned":3}' ? "planned" : undefined;
  return body === '{"planned":0}' ? "nothing wanted" : undefined;
}

/** Figures of this machine, which nothing depends on. */
function asSeen(latencies: readonly number[], millis: number): Record<string, string> {
  const ordered = latencies.toSorted((one, other) => one - other);
  const at = (part: number) => `${Math.round(ordered[Math.floor((ordered.length - 1) * part)] ?? 0)} ms`;
  return {
    "on this machine": `${Math.round((latencies.length / millis) * 1000)}/s, p99 ${at(0.99)}, p99.9 ${at(0.999)}, most ${at(1)}`,
  };
}

/** A burst loses nothing. */
export const burst: Proof = {
  promises: ["P1", "P2"],
  says: "a burst over a thousand connections at the machine's limit loses nothing: all are answered, and what was answered `planned` is in the table",
  cases: { onPush: 600, byProve: 20_000 },
  run,
};
