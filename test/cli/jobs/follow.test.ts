import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { followLog } from "../../../lib/cli/jobs/follow.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import { createApi } from "../../../lib/gitlab/api.ts";
import { jobAnswer, json, now, serve, token } from "../../gitlab/server.ts";

const target = { project: 7, jobId: 1001 };

type Answering = (log: Buffer, request: IncomingMessage, response: ServerResponse) => void;

const whole: Answering = (log, _request, response) =>
  response.writeHead(200, { "content-type": "text/plain", "content-length": log.length }).end(log);

const kinds: Readonly<Record<string, Answering>> = {
  "a GitLab that serves parts": (log, request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    if (query.get("byte_limit") === "0")
      return json(response, 400, { error: "byte_limit does not have a valid value" });
    const first = Number(query.get("byte_offset") ?? 0);
    whole(log.subarray(first, first + Number(query.get("byte_limit") ?? log.length)), request, response);
  },
  "a GitLab that always sends the whole": whole,
};

interface Scene {
  log: Buffer;
  status: string;
  /** What stands in the way of the next answers, one after the other. */
  readonly troubles: ((response: ServerResponse, request: IncomingMessage) => void)[];
}

async function follower(t: TestContext, answer: Answering, atPause: (scene: Scene, pauses: number) => void = () => {}) {
  const scene: Scene = { log: Buffer.from("one\ntwo\n"), status: "running", troubles: [] };
  const { url, seen } = await serve(t, (request, response) => {
    const trouble = scene.troubles.shift();
    if (trouble) return trouble(response, request);
    if (!request.url?.includes("/trace")) return json(response, 200, jobAnswer({ status: scene.status }));
    answer(scene.log, request, response);
  });
  let clock = now;
  const pauses: number[] = [];
  const api = createApi({ baseUrl: url, token, userAgent: "penstock-test", clock: () => now });
  t.after(() => api.close());
  const shown: Uint8Array[] = [];
  const view = {
    sink: { write: async (piece: Uint8Array) => void shown.push(piece) },
    end: async () => {},
    sections: [],
  };
  const pause = async (seconds: number) => {
    clock += seconds * 1000;
    atPause(scene, pauses.push(seconds));
  };
  return {
    scene,
    pauses,
    follow: () => followLog({ api, clock: () => clock, pause }, target, view),
    shown: () => Buffer.concat(shown),
    traces: () => seen.filter(({ line }) => line.includes("/trace")).length,
  };
}

for (const [kind, answer] of Object.entries(kinds)) {
  test(`a log of 5 MB that is there already is downloaded once from ${kind}`, async (t) => {
    const { scene, follow, shown, traces } = await follower(t, answer);
    Object.assign(scene, { log: Buffer.alloc(5_000_000, "a log\n"), status: "success" });
    assert.equal(await follow(), 5_000_000);
    assert.deepEqual([shown().equals(scene.log), traces()], [true, 1]);
  });

  test(`what comes later is shown once, by ${kind}; what breaks off goes on where it ended`, async (t) => {
    const { scene, follow, shown } = await follower(t, answer, (now, pauses) => {
      now.log = Buffer.concat([now.log, Buffer.from(`line ${pauses}\n`)]);
      if (pauses === 4) now.status = "failed";
    });
    const breakOff = (response: ServerResponse) => {
      response.writeHead(200, { "content-type": "text/plain", "content-length": scene.log.length });
      response.write(scene.log.subarray(0, 5), () => response.destroy());
    };
    scene.troubles.push((response) => json(response, 200, jobAnswer({ status: "running" })), breakOff);
    await follow();
    assert.equal(`${shown()}`, `${scene.log}`);
  });
}

for (const [kind, pausesWanted] of [
  ["a GitLab that serves parts", [3, 3, 3]],
  ["a GitLab that always sends the whole", [3, 11, 60]],
] as const)
  test(`${kind} is asked for a long log in pauses of ${pausesWanted} seconds`, async (t) => {
    const { scene, follow, pauses } = await follower(t, kinds[kind] ?? whole, (now, count) => {
      if (count === 2) now.log = Buffer.alloc(70_000_000, "x");
      if (count === 3) now.status = "success";
    });
    scene.log = Buffer.alloc(8_000_000, "x");
    await follow();
    assert.deepEqual(pauses, pausesWanted);
  });

test("a GitLab that is in trouble, and one that asks to wait, is asked again", async (t) => {
  const { scene, follow, shown, pauses } = await follower(t, whole, (now, count) => {
    if (count === 3) now.status = "success";
  });
  scene.troubles.push(
    (response) => json(response, 500, { message: "500 Internal Server Error" }),
    (response) => json(response, 429, { message: "Retry later" }, { "retry-after": "17" }),
  );
  assert.equal(await follow(), 8);
  assert.equal(`${shown()}`, "one\ntwo\n");
  assert.deepEqual(pauses, [3, 17, 3]);
});

test("trouble of more than five minutes ends it, with GitLab's words", async (t) => {
  const { scene, follow, pauses } = await follower(t, whole);
  for (let count = 0; count < 100; count++) scene.troubles.push((response) => json(response, 503, {}));
  await assert.rejects(follow(), (error) => error instanceof GitLabError && error.code === "server");
  const seconds = pauses.reduce((sum, one) => sum + one, 0);
  assert.ok(seconds > 240 && seconds <= 300, String(seconds));
});

test("a no is told at once, and so is that nobody answers", async (t) => {
  for (const status of [401, 403]) {
    const { scene, follow, pauses } = await follower(t, whole);
    scene.troubles.push((response) => json(response, status, {}));
    await assert.rejects(follow());
    assert.deepEqual(pauses, []);
  }
  const api = createApi({ baseUrl: "http://127.0.0.1:1", token, userAgent: "penstock-test", clock: () => now });
  t.after(() => api.close());
  const view = { sink: { write: async () => {} }, end: async () => {}, sections: [] };
  const pause = () => assert.fail("waited");
  const followed = followLog({ api, clock: () => now, pause }, target, view);
  await assert.rejects(followed, (error) => error instanceof GitLabError && error.code === "refusedConnection");
});
