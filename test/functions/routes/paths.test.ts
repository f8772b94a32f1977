import assert from "node:assert/strict";
import { test } from "node:test";
import { scopes } from "../../../lib/edge/access.ts";
import { alice } from "../apiDesk.ts";
import { office } from "./credentials.ts";

// IAM's policies can name paths: what they are asked about must be what is answered.

const reached = ["/api/one/switch", "/api/one/tasks/one%2F42%2Fjob%3A1%2Fretry", "/api/one/tasks/a%20b..c"];
const ambiguous = [
  "/api/two/../one/switch",
  "/api/two/%2e%2e/one/switch",
  "/api/two/.%2E/one/switch",
  "/api/./one/switch",
  "/api/one/switch/.",
  "/api/one/switch/stops/..",
  "/api/%6fne/switch",
  "/api/on%65/switch",
  "/api/one/%73witch",
  "/api/one/%53witch",
  "/api/one/gates/%34%32/1",
  "/api/one\\switch",
  "/api/o\tne/switch",
  "/api/one/swi\r\ntch",
];

for (const path of ambiguous)
  test(`${JSON.stringify(path)} is no path that can be read, whoever asks`, async () => {
    for (const access of [undefined, [{ who: alice, sources: ["one"], scopes: [...scopes] }]]) {
      const { status, body } = await office({ ...(access && { access }) }).ask(path);
      assert.deepEqual([status, body.error.code], [400, "unreadable"]);
    }
  });

for (const path of reached)
  test(`${path} is read as it stands`, async () => {
    const { body } = await office().ask(path);
    assert.notEqual(body.error?.code, "unreadable");
    assert.notEqual(body.error?.code, "noRoute");
  });

test("a number that no number can hold is nobody's gate, and is not rounded to another one", async () => {
  for (const at of ["9999999999999999/1", "1/9007199254740993"]) {
    const { status, body } = await office().ask(`/api/one/gates/${at}`);
    assert.deepEqual([status, body.error.code], [400, "badGate"]);
  }
});

test("a header that names another method changes nothing", async () => {
  for (const header of ["x-http-method-override", "x-http-method", "x-method-override"]) {
    const headers = { [header]: "PUT" };
    const { status } = await office().ask("/api/one/switch/stops/everything", { headers });
    assert.equal(status, 405);
  }
});

test("a parameter that is given twice is refused, however it is written", async () => {
  for (const query of ["limit=5&limit=6", "limit=5&%6cimit=6", "job=1&job=1"]) {
    const { status, body } = await office().ask("/api/one/tasks", { query });
    assert.deepEqual([status, body.error.code], [400, "badQuery"]);
  }
});

test("If-Match names one version, whole: no weak one, no list, no star", async () => {
  const body = { files: [{ file: "r.yaml", text: "version: 1\nrules: []\n" }], reason: "audit" };
  for (const version of ['W/"0"', '"0", "1"', "*", '"00"', "0", '""', '"-0"', '"0x"']) {
    const headers = { "if-match": version };
    const said = await office().ask("/api/one/rulebook", { method: "PUT", body, headers });
    assert.deepEqual([said.status, said.body.error.code], [400, "badVersion"], version);
  }
});
