import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type TestContext, test } from "node:test";
import { StoreError, type StoreErrorCode } from "../../lib/core/errors.ts";
import type { Store, Write } from "../../lib/core/ports.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { noon, sampleTask } from "../contract/samples.ts";
import { counter, countOf } from "../contract/stage.ts";
import { answer, cancelled, fail, hang, nowhere, reset, serve } from "./foreignServer.ts";

function storeAt(t: TestContext, endpoint: string, maxAttempts: number): Store {
  const client = createClient({ region: "eu-central-1", endpoint, maxAttempts, requestTimeoutSeconds: 0.1 });
  t.after(() => client.destroy());
  return createStore({ client, prefix: "t-", random: randomUUID });
}

const put: Write = { put: sampleTask(), seen: "absent" };

async function codeOf(request: Promise<unknown>): Promise<StoreErrorCode | "none"> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error === undefined || error instanceof StoreError, `${error}`);
  return error?.code ?? "none";
}

/** What the answers to all attempts make of a single write, a transaction and a read. */
const cases = [
  { name: "a server that never answers", answers: [hang], write: "ambiguous", read: "unavailable" },
  { name: "a connection that is reset", answers: [reset], write: "ambiguous", read: "unavailable" },
  {
    name: "an internal error",
    answers: [fail("InternalServerError", {}, 500)],
    write: "ambiguous",
    read: "unavailable",
  },
  { name: "an odd answer", answers: [fail("Odd", {}, 302)], write: "ambiguous", read: "unavailable" },
  { name: "too few rights", answers: [fail("AccessDeniedException")], write: "unavailable", read: "unavailable" },
  { name: "no such table", answers: [fail("ResourceNotFoundException")], write: "unavailable", read: "unavailable" },
  { name: "throttling", answers: [fail("ThrottlingException")], write: "throttled", read: "throttled" },
  {
    name: "a spent table",
    answers: [fail("ProvisionedThroughputExceededException")],
    write: "throttled",
    read: "throttled",
  },
  { name: "a spent account", answers: [fail("RequestLimitExceeded")], write: "throttled", read: "throttled" },
  {
    name: "a transaction under way",
    answers: [fail("TransactionConflictException")],
    write: "conflict",
    read: "conflict",
  },
  {
    name: "our own attempt under way",
    answers: [fail("TransactionInProgressException")],
    write: "ambiguous",
    read: "unavailable",
  },
  {
    name: "a conflict in a transaction",
    answers: [cancelled("None", "TransactionConflict")],
    write: "conflict",
    read: "conflict",
  },
  {
    name: "throttling in a transaction",
    answers: [cancelled("ThrottlingError", "None")],
    write: "throttled",
    read: "throttled",
  },
] as const;

for (const { name, answers, write, read } of cases)
  test(`${name} makes a write ${write} and a read ${read}`, async (t) => {
    const store = storeAt(t, await serve(t, answers), 1);
    assert.equal(await codeOf(store.commit([put])), write);
    assert.equal(await codeOf(store.commit([put, countOf("a", 1)])), write);
    assert.equal(await codeOf(store.putNote(counter("a"), "x", undefined)), write);
    assert.equal(await codeOf(store.applyRulebook("gitlab", "rules", { after: 0 })), write);
    assert.equal(await codeOf(store.task("x")), read);
    assert.equal(await codeOf(store.dueTasks(noon, 1)), read);
    assert.equal(await codeOf(store.tasks(1)), read);
    assert.equal(await codeOf(store.entries(1)), read);
    assert.equal(await codeOf(store.note(counter("a"))), read);
    assert.equal(await codeOf(store.rulebook("gitlab")), read);
    assert.equal(await codeOf(store.commit([{ unless: counter("a") }])), read);
  });

test("where nobody listens nothing was written, and the error says so", async (t) => {
  const store = storeAt(t, await nowhere(), 2);
  assert.equal(await codeOf(store.commit([put])), "unavailable");
  assert.equal(await codeOf(store.commit([put, countOf("a", 1)])), "unavailable");
  assert.equal(await codeOf(store.task("x")), "unavailable");
});

test("a write that timed out once is ambiguous even if the last attempt was surely refused", async (t) => {
  const refusals = [fail("ThrottlingException"), fail("AccessDeniedException"), fail("TransactionConflictException")];
  for (const refusal of refusals) {
    const store = storeAt(t, await serve(t, [hang, refusal]), 2);
    assert.equal(await codeOf(store.commit([put])), "ambiguous");
  }
});

test("one bad moment is survived: the request is sent again", async (t) => {
  const answers = [reset, fail("InternalServerError", {}, 500), answer({})];
  const store = storeAt(t, await serve(t, answers), 3);
  assert.equal(await store.task("x"), undefined);
});

test("a failed condition is told even where another action met a transaction under way", async (t) => {
  const endpoint = await serve(t, [cancelled("TransactionConflict", "ConditionalCheckFailed")]);
  assert.deepEqual(await storeAt(t, endpoint, 1).commit([countOf("a", 1), put]), { lost: 1 });
});

test("the index of a lost write counts the writes as they were given, also after counts were added up", async (t) => {
  const endpoint = await serve(t, [cancelled("None", "ConditionalCheckFailed")]);
  const writes = [countOf("a", 1), countOf("a", 1), put];
  assert.deepEqual(await storeAt(t, endpoint, 1).commit(writes), { lost: 2 });
});
