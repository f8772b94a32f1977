import assert from "node:assert/strict";
import test from "node:test";
import type { Fault } from "../../infra/twin/faults/fault.ts";
import type { GitLabErrorCode } from "../../lib/core/errors.ts";
import type { Reply } from "../../lib/core/ports.ts";
import { createApi } from "../../lib/gitlab/api.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";
import { errorOf } from "../gitlab/asked.ts";
import { twinWorld } from "./world.ts";

// What our own clients make of each fault.

async function withClients(t: test.TestContext) {
  const world = await twinWorld(t);
  const { twin, served, time } = world;
  const { id } = twin.fail(twin.jobNamed(world.pipeline(["test/unit", "test/lint"]).id, "unit").id);
  const options = { baseUrl: served.url, token: twin.bot.token, userAgent: "penstock-test", clock: time.now };
  const short = { ...options, callTimeoutSeconds: 1 };
  const [bot, api] = [createGitLab(short), createApi(options)];
  t.after(() => Promise.all([bot.close(), api.close()]));
  return { ...world, jobId: id, bot, api };
}

/** Each with what a retry comes to for us, and how many runs it began. */
const replies: readonly (readonly [Fault, Reply["kind"], number])[] = [
  [{ kind: "500before" }, "unknown", 0],
  [{ kind: "500after" }, "unknown", 1],
  [{ kind: "dropBefore" }, "unknown", 0],
  [{ kind: "dropAfter" }, "unknown", 1],
  [{ kind: "reset" }, "unknown", 0],
  [{ kind: "reset", when: "after" }, "unknown", 1],
  [{ kind: "hang" }, "unknown", 0],
  [{ kind: "hang", when: "after" }, "unknown", 1],
  [{ kind: "error", status: 502 }, "unknown", 0],
  [{ kind: "error", status: 503, when: "after" }, "unknown", 1],
  [{ kind: "error", status: 504, when: "after" }, "unknown", 1],
  [{ kind: "error", status: 520 }, "unknown", 0],
  [{ kind: "error", status: 524, when: "after" }, "unknown", 1],
  [{ kind: "429" }, "rejected", 0],
  [{ kind: "blocked" }, "rejected", 0],
  [{ kind: "html" }, "unknown", 0],
  [{ kind: "html", page: "signIn" }, "unknown", 0],
  [{ kind: "html", page: "signInRedirect" }, "rejected", 0],
  [{ kind: "html", page: "maintenance" }, "unknown", 0],
  [{ kind: "redirect" }, "rejected", 0],
  [{ kind: "redirect", status: 307 }, "rejected", 0],
  [{ kind: "redirect", status: 308 }, "rejected", 0],
  [{ kind: "latency", delaySeconds: 60, when: "after" }, "unknown", 1],
  [{ kind: "cut", afterBytes: 40 }, "unknown", 1],
  [{ kind: "slow", chunkBytes: 5, pauseMillis: 200 }, "unknown", 1],
  [{ kind: "truncated" }, "unknown", 1],
  [{ kind: "contentType" }, "unknown", 1],
  [{ kind: "large" }, "unknown", 1],
  [{ kind: "bomb" }, "unknown", 1],
  [{ kind: "noId" }, "unknown", 1],
  [{ kind: "oldId" }, "unknown", 1],
];
for (const [fault, kind, runs] of replies)
  test(`a retry that meets ${JSON.stringify(fault)} is ${kind} to us, and is sent once`, async (t) => {
    const { twin, bot, id, jobId } = await withClients(t);
    twin.faultNext(fault);
    const reply = await bot.writes.retry(id, jobId);
    assert.equal(reply.kind, kind, JSON.stringify(reply));
    assert.deepEqual([twin.effects.length, twin.requests.length], [runs, 1]);
    assert.ok(!JSON.stringify(reply).includes(twin.bot.token));
  });

/** Each with what a read of a list of jobs comes to for us. */
const errors: readonly (readonly [Fault, GitLabErrorCode])[] = [
  [{ kind: "500before" }, "server"],
  [{ kind: "error", status: 502, by: "gitlab" }, "server"],
  [{ kind: "error", status: 522 }, "server"],
  [{ kind: "429" }, "throttled"],
  [{ kind: "blocked" }, "forbidden"],
  [{ kind: "html", page: "signIn" }, "oddAnswer"],
  [{ kind: "html", page: "signInRedirect" }, "unauthorized"],
  [{ kind: "html", page: "maintenance" }, "server"],
  [{ kind: "redirect" }, "redirected"],
  [{ kind: "truncated" }, "oddAnswer"],
  [{ kind: "contentType" }, "oddAnswer"],
  [{ kind: "bomb" }, "oddAnswer"],
  [{ kind: "noId" }, "oddAnswer"],
  [{ kind: "fields", set: { pipeline: { id: 1, project_id: 1 } } }, "oddAnswer"],
  [{ kind: "shuffled" }, "oddAnswer"],
  [{ kind: "link", to: "list" }, "oddAnswer"],
  [{ kind: "link", to: "same" }, "oddAnswer"],
];
for (const [fault, code] of errors)
  test(`a list of jobs that meets ${JSON.stringify(fault)} is ${code} to us, and nothing is asked elsewhere`, async (t) => {
    const { twin, api, id } = await withClients(t);
    twin.faultNext(fault);
    const error = await errorOf(api.jobs.listPage(id));
    assert.equal(error.code, code, error.message);
    assert.equal(twin.requests.length, 1);
  });

for (const to of ["host", "scheme"] as const)
  test(`a next page at another ${to} is asked for where the first one was`, async (t) => {
    const { twin, api, id } = await withClients(t);
    twin.faultNext({ kind: "link", to });
    const { next = "" } = (await api.jobs.listPage(id)) ?? {};
    assert.match(next, new RegExp(`^/projects/${id}/jobs\\?`));
  });

test("an answer of six mebibytes is never taken, however often it comes", async (t) => {
  const { twin, api, id, jobId } = await withClients(t);
  twin.faultNext({ kind: "large", count: "all" });
  for (const look of [() => api.jobs.listPage(id), () => api.jobs.get(id, jobId)])
    assert.equal((await errorOf(look())).code, "oddAnswer");
});

test("an empty page with a next link is the last one to us", async (t) => {
  const { twin, api, id } = await withClients(t);
  twin.faultNext({ kind: "emptyPage" });
  assert.deepEqual(await api.jobs.listPage(id), { items: [] });
});

test("a list without end is given up, since its second page holds nothing new", async (t) => {
  const { twin, bot, id, jobId } = await withClients(t);
  twin.faultNext({ kind: "link", to: "endless", count: "all" });
  const error = await errorOf(bot.reads.pipelineJobs(id, twin.job(jobId).pipeline.id));
  assert.deepEqual([error.code, twin.requests.length], ["oddAnswer", 2]);
});

test("negative durations and statuses of tomorrow are read all the same", async (t) => {
  const { twin, api, id, jobId } = await withClients(t);
  twin.faultNext({ kind: "fields", set: { duration: -5, queued_duration: -1, status: "melted" } });
  assert.equal((await api.jobs.get(id, jobId))?.id, jobId);
});

test("a replica that lags shows no new run, so one look is not the truth; the next one is", async (t) => {
  const { twin, bot, id, jobId } = await withClients(t);
  twin.faultNext({ kind: "stale", method: "GET", count: 2 });
  const reply = await bot.writes.retry(id, jobId);
  const fresh = reply.kind === "accepted" ? (reply.job?.id ?? 0) : 0;
  const pipelineId = twin.job(jobId).pipeline.id;
  const runs = async () => (await bot.reads.pipelineJobs(id, pipelineId))?.filter(({ name }) => name === "unit").length;
  assert.deepEqual([await bot.reads.job(id, fresh), await runs()], [undefined, 1]);
  assert.deepEqual([(await bot.reads.job(id, fresh))?.id, await runs()], [fresh, 2]);
});
