import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Fault } from "../../infra/twin/faults/fault.ts";
import { wire } from "./wire.ts";
import { twinWorld } from "./world.ts";

async function withFailedJob(t: test.TestContext) {
  const world = await twinWorld(t);
  const { id } = world.twin.fail(world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit").id);
  return { ...world, retry: `${world.job(id)}/retry`, isRetried: () => world.twin.job(id).isRetried };
}

const breaks: readonly (readonly [Fault, "RST" | "FIN", boolean])[] = [
  [{ kind: "reset" }, "RST", false],
  [{ kind: "reset", when: "before" }, "RST", false],
  [{ kind: "reset", when: "after" }, "RST", true],
  [{ kind: "dropBefore" }, "FIN", false],
  [{ kind: "dropAfter" }, "FIN", true],
];
for (const [fault, ended, done] of breaks)
  test(`${JSON.stringify(fault)} ends the connection with ${ended} and nothing is said; ${done ? "all" : "nothing"} is done`, async (t) => {
    const world = await withFailedJob(t);
    world.twin.faultNext(fault);
    const seen = await wire(world, `POST ${world.retry}`);
    assert.deepEqual([seen.ended, seen.bytes.length, world.isRetried()], [ended, 0, done]);
  });

test("a hang can come after the work: the reply is lost for good", async (t) => {
  const { twin, post, retry, isRetried, served } = await withFailedJob(t);
  twin.faultNext({ kind: "hang", when: "after" });
  const hanging = assert.rejects(post(retry));
  while (!isRetried()) await setImmediate();
  await served.close();
  await hanging;
  assert.deepEqual(
    twin.requests.map(({ status, fault }) => [status, fault]),
    [[0, "hang"]],
  );
});

const speakers: readonly (readonly [Fault & { kind: "error" }, string, RegExp])[] = [
  [{ kind: "error", status: 500 }, "application/json", /^\{"message":"500 Internal Server Error"\}$/],
  [{ kind: "error", status: 502 }, "text/html", /<center><h1>502 Bad Gateway<\/h1><\/center>\r\n<hr><center>nginx</],
  [{ kind: "error", status: 503 }, "text/html", /<h1>503 Service Temporarily Unavailable<\/h1>/],
  [{ kind: "error", status: 504 }, "text/html", /<h1>504 Gateway Time-out<\/h1>/],
  [
    { kind: "error", status: 502, by: "gitlab" },
    "text/html; charset=utf-8",
    /<title>GitLab is not responding \(502\)</,
  ],
  [{ kind: "error", status: 520 }, "text/html; charset=utf-8", /520: Web server is returning an unknown error/],
  [{ kind: "error", status: 521 }, "text/html; charset=utf-8", /Web server is down/],
  [{ kind: "error", status: 522 }, "text/html; charset=utf-8", /Connection timed out/],
  [{ kind: "error", status: 523 }, "text/html; charset=utf-8", /Origin is unreachable/],
  [{ kind: "error", status: 524 }, "text/html; charset=utf-8", /A timeout occurred/],
];
for (const [fault, type, body] of speakers)
  test(`${fault.status} comes as ${fault.by ?? "who says it"} words it, before the work or after it`, async (t) => {
    const { twin, post, retry, isRetried } = await withFailedJob(t);
    twin.faultNext(fault);
    const early = await post(retry);
    assert.deepEqual([early.status, early.headers.get("content-type"), isRetried()], [fault.status, type, false]);
    assert.match(early.text, body);
    assert.equal(
      early.headers.get("server"),
      fault.by === undefined && fault.status > 519 ? "cloudflare" : serverOf(fault),
    );
    twin.faultNext({ ...fault, when: "after" });
    assert.deepEqual([(await post(retry)).status, isRetried()], [fault.status, true]);
  });

function serverOf({ status, by }: Fault & { kind: "error" }): string | null {
  return by === undefined && status > 500 ? "nginx" : null;
}
