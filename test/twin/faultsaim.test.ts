import assert from "node:assert/strict";
import test from "node:test";
import type { Fault } from "../../infra/twin/faults/fault.ts";
import { raw } from "./raw.ts";
import { twinWorld } from "./world.ts";

/** The statuses of so many reads, one after the other, with `500` where a fault hit. */
async function reads({ get }: Awaited<ReturnType<typeof twinWorld>>, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index++) statuses.push((await get("/user")).status);
  return statuses;
}

test("a fault lets the first ones that fit pass, and then hits as many as it says", async (t) => {
  const world = await twinWorld(t);
  world.twin.faultNext({ kind: "500before", path: /\/user$/, skip: 2, count: 2 });
  await world.get("/version");
  assert.deepEqual(await reads(world, 6), [200, 200, 500, 500, 200, 200]);
});

test("a fault can hit for ever, until it is cleared", async (t) => {
  const world = await twinWorld(t);
  const id = world.twin.faultNext({ kind: "500before", count: "all" });
  assert.deepEqual(await reads(world, 5), [500, 500, 500, 500, 500]);
  assert.deepEqual(world.twin.faults.list(), [
    { id, fault: { kind: "500before", count: "all" }, hits: 5, left: "all" },
  ]);
  assert.deepEqual([world.twin.faults.clear(id + 1), world.twin.faults.clear(id)], [0, 1]);
  assert.deepEqual(await reads(world, 2), [200, 200]);
});

test("a fault hits by chance, and the same seed hits the same requests", async (t) => {
  const runs = await Promise.all(
    [5, 5, 6].map(async (seed) => {
      const world = await twinWorld(t);
      world.twin.faultNext({ kind: "500before", count: "all", chance: 0.3, seed });
      return reads(world, 60);
    }),
  );
  assert.deepEqual(runs[0], runs[1]);
  assert.notDeepEqual(runs[0], runs[2]);
  const hits = runs.map((statuses) => statuses.filter((status) => status === 500).length);
  assert.ok(
    hits.every((count) => count > 8 && count < 30),
    String(hits),
  );
});

test("chance 0 hits nothing, and what chance spares is not counted", async (t) => {
  const world = await twinWorld(t);
  world.twin.faultNext({ kind: "500before", chance: 0 });
  assert.deepEqual(await reads(world, 3), [200, 200, 200]);
  assert.deepEqual(
    world.twin.faults.list().map(({ hits, left }) => [hits, left]),
    [[0, 1]],
  );
});

test("a fault can be for one token alone, however it is carried", async (t) => {
  const world = await twinWorld(t);
  const { twin } = world;
  const [token, other] = [twin.addToken("ada"), twin.addToken("ada")];
  twin.faultNext({ kind: "500before", token, count: "all" });
  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await raw(world, path, { headers })).status;
  assert.deepEqual(
    [
      await statusOf("/user", { "PRIVATE-TOKEN": token }),
      await statusOf("/user", { Authorization: `Bearer ${token}` }),
      await statusOf("/user", { "JOB-TOKEN": token }),
      await statusOf(`/user?private_token=${token}`),
      await statusOf(`/user?access_token=${token}`),
      await statusOf(`/user?private_token=${other}`),
      await statusOf("/user", { "PRIVATE-TOKEN": other }),
    ],
    [500, 500, 500, 500, 500, 200, 200],
  );
});

test("a fault can be for one person, whatever the token: also one that may only read, also a job's", async (t) => {
  const world = await twinWorld(t);
  const { twin, pipeline, id } = world;
  const job = twin.run(pipeline(["test/unit"], { by: "ada" }).jobs[0]?.id ?? 0);
  const token = twin.addToken("ada", { scope: "read_api" });
  twin.faultNext({ kind: "500before", user: "ada", count: "all" });
  const statusOf = async (method: string, path: string, headers: Record<string, string>) =>
    (await raw(world, path, { method, headers })).status;
  const list = `/projects/${id}/jobs`;
  assert.deepEqual(
    [
      await statusOf("GET", list, { "PRIVATE-TOKEN": token }),
      await statusOf("POST", `${list}/1/retry`, { "PRIVATE-TOKEN": token }),
      await statusOf("GET", list, { "JOB-TOKEN": twin.jobToken(job.id) }),
      await statusOf("GET", list, { "PRIVATE-TOKEN": twin.bot.token }),
      await statusOf("GET", list, {}),
    ],
    [500, 500, 500, 200, 401],
  );
});

test("of several faults the oldest that fits hits, one alone", async (t) => {
  const world = await twinWorld(t);
  world.twin.faultNext({ kind: "html", method: "POST" });
  world.twin.faultNext({ kind: "error", status: 503, path: /user/ });
  world.twin.faultNext({ kind: "500before" });
  assert.deepEqual(await reads(world, 3), [503, 500, 200]);
  assert.deepEqual(
    world.twin.faults.list().map(({ fault }) => fault.kind),
    ["html"],
  );
});

test("each request tells which kind of fault hit it", async (t) => {
  const world = await twinWorld(t);
  const faults: readonly Fault[] = [{ kind: "large" }, { kind: "latency", delayMillis: 1 }, { kind: "stale" }];
  for (const fault of faults) world.twin.faultNext(fault);
  await reads(world, 4);
  assert.deepEqual(
    world.twin.requests.map(({ status, fault }) => [status, fault]),
    [
      [200, "large"],
      [200, "latency"],
      [200, "stale"],
      [200, undefined],
    ],
  );
});
