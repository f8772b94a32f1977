import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { GitLabError, StoreError } from "../../lib/core/errors.ts";
import { createLog, errorFields, invoked, type LogFields } from "../../lib/edge/log.ts";
import { linesOf } from "./lines.ts";

test("a fact is one line: its word, and each detail as a field", (t) => {
  const lines = linesOf(t, () => createLog("work").info("task", { id: "a", rev: 2, isNew: true, missing: undefined }));
  assert.equal(lines.length, 1);
  const { level, message, service, id, rev, isNew } = lines[0] ?? {};
  assert.deepEqual([level, message, service, id, rev, isNew], ["INFO", "task", "work", "a", 2, true]);
  assert.ok(!("missing" in (lines[0] ?? {})));
});

test("no line carries a secret, in whichever field it came", (t) => {
  const [line] = linesOf(t, () => {
    createLog("work").error("no glpat-Zx9kQ77", { reason: "PRIVATE-TOKEN: Zx9kQ77", who: "zx9kq77@example.com" });
  });
  assert.ok(!/zx9kq77/i.test(String(line?.raw)), String(line?.raw));
});

test("what an error says is told: its words are not lost beside the fact's own word", (t) => {
  const cause = new Error("socket closed by glpat-Zx9kQ77");
  const error = new GitLabError("server", "500 Oops", { advice: "wait", requestId: "01HX5ZZ", cause });
  const lines = linesOf(t, () => createLog("work").error("deferred", errorFields(error)));
  assert.equal(lines.length, 1);
  const { message, error: name, reason, code, cause: why, gitlab } = lines[0] ?? {};
  assert.deepEqual(
    [message, name, reason, code, why, gitlab],
    ["deferred", "GitLabError", "500 Oops", "server", "socket closed by [hidden]", "01HX5ZZ"],
  );
});

test("nothing gets into a line but texts, numbers, and yes or no, whatever a caller's type promised", (t) => {
  const fields = {
    body: { token: "Zx9kQ77" },
    list: ["Zx9kQ77"],
    run: () => "Zx9kQ77",
    id: "a",
  } as unknown as LogFields;
  const [line] = linesOf(t, () => createLog("work").info("task", fields));
  assert.ok(!String(line?.raw).includes("Zx9kQ77"));
  assert.equal(line?.id, "a");
});

test("no text breaks a line, turns it, or makes it long", (t) => {
  const reason = `a\r\nb\u001b[31m\u2028c\u2029d\u0085e\u202ef\u009b0m${"ä".repeat(10_000)}`;
  const [line] = linesOf(t, () => createLog("work").info("task", { reason }));
  const raw = String(line?.raw);
  assert.equal(raw.trimEnd().split(/[\r\n\u2028\u2029\u0085]/).length, 1);
  assert.ok(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(raw.trimEnd()), raw);
  assert.ok(Buffer.byteLength(String(line?.reason)) <= 4_096 + 3, `${Buffer.byteLength(String(line?.reason))} bytes`);
  assert.ok(!String(line?.reason).includes("\ufffd"));
});

test("what a function throws has no secret and no cause: AWS writes it into the log, raw answers of its SDK and all", async () => {
  const cause = Object.assign(new Error("raw"), { $responseBodyText: "Zx9kQ77" });
  const words = "DynamoDB read: PRIVATE-TOKEN: Zx9kQ77";
  for (const error of [new StoreError("unavailable", words, { cause }), new TypeError(words, { cause })]) {
    const run = async () => {
      throw error;
    };
    const thrown: unknown = await invoked({ awsRequestId: "one" }, run).catch((caught: unknown) => caught);
    assert.ok(thrown instanceof Error);
    assert.equal(`${thrown.name}: ${thrown.message}`, `${error.name}: DynamoDB read: PRIVATE-TOKEN: [hidden]`);
    assert.match(thrown.stack ?? "", /log\.test\.ts/);
    assert.ok(!inspect(thrown, { depth: null, showHidden: true }).includes("Zx9kQ77"));
  }
});

test("each line of an invocation has AWS's id of it, however many run at once", async (t) => {
  const log = createLog("work");
  const lines: Record<string, unknown>[] = [];
  const run = (awsRequestId: string) =>
    invoked({ awsRequestId }, async () => {
      await Promise.resolve();
      lines.push(...linesOf(t, () => log.info("task", { id: awsRequestId })));
    });
  await Promise.all([run("one"), run("two")]);
  assert.deepEqual(
    lines.map(({ id, requestId }) => [id, requestId]),
    [
      ["one", "one"],
      ["two", "two"],
    ],
  );
});
