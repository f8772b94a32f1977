import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { gunzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { deliveryEntry } from "../../lib/app/delivery.ts";
import { openFile, saveFile } from "../../lib/cli/recording/file.ts";
import { openJournal } from "../../lib/cli/recording/journal.ts";
import type { Recording, Taker } from "../../lib/cli/recording/recording.ts";
import type { Event } from "../../lib/core/event.ts";
import { entryId } from "../../lib/core/journal.ts";
import { recordLook } from "../../lib/core/recorded.ts";
import type { MemoryStore } from "../../lib/store/memory.ts";
import { runEntry } from "../contract/samples.ts";
import { apiHouse } from "./apiHouse.ts";

const now = Date.now();
const hour = 3_600_000;
const rule = (when: string) =>
  `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: again, projects: ["**"], on: job, when: ${when}, do: retry, limit: { perJob: 9 } }\n`;

function folder(t: TestContext): (name: string, text?: string | Uint8Array) => string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  return (name, text) => {
    const path = join(home, name);
    if (text !== undefined) writeFileSync(path, text);
    return path;
  };
}

/** Three failed jobs of two projects, hours ago, and a look at one. */
async function recorded(store: MemoryStore): Promise<void> {
  for (const [at, name] of ["build", "lint", "build"].entries()) {
    const receivedAt = now - (50 - at * 20) * hour;
    const project = { id: at < 2 ? 42 : 43, path: at < 2 ? "shop/api" : "shop/web" };
    const job = { id: at + 1, name, status: "failed" as const, pipelineId: 9, since: receivedAt };
    const event: Event = { kind: "job", id: `d${at}`, source: "gitlab", receivedAt, project, job };
    const entry = deliveryEntry(event, [], [], { clock: () => receivedAt, random: () => `r${at}` });
    await store.commit([{ journal: entry }]);
    if (at > 0) continue;
    const facts = recordLook({ at: receivedAt, project, job, looked: { attempt: 1 } });
    const id = entryId(receivedAt + 5, "look");
    await store.commit([
      { journal: { ...runEntry(receivedAt + 5, { projectId: 42 }), id, ...(facts !== undefined && { facts }) } },
    ]);
  }
  const other: Event = {
    kind: "release",
    id: "r",
    source: "gitlab",
    receivedAt: now - hour,
    project: { id: 42 },
    release: { tag: "v1", action: "create" },
  };
  await store.commit([{ journal: deliveryEntry(other, [], [], { clock: () => now - hour, random: () => "x" }) }]);
}

test("what a candidate would change is told at a glance, with the rules, the projects and examples; --fail-on makes it exit 1", async (t) => {
  const house = await apiHouse(t);
  await recorded(house.store);
  const file = folder(t);
  await house.penstock("rules", "apply", file("old.yaml", rule("{ status: failed, name: build }")));
  const candidate = file("new.yaml", rule("{ status: failed, attempt: { under: 2 } }"));
  const { code, text } = await house.penstock("rules", "simulate", "--rules", candidate);
  const lines = stripVTControlCharacters(text).split("\n");
  assert.equal(code, 0);
  assert.match(
    lines[0] ?? "",
    /^over 2d 2h, 3 events of 2 projects: 0 actions added, 1 removed, 0 changed, 1 the same$/,
  );
  assert.match(text, /again {2}1 {8}1/);
  assert.match(text, /- retry.* job 3 "build" of shop\/web/);
  assert.match(text, /again {2}attempt {4}a look at its attempt {2}candidate {2}2/);
  assert.match(text, /1 deliveries have no facts/);
  for (const [change, expected] of [
    ["removed", 1],
    ["added", 0],
  ] as const)
    assert.equal(
      (await house.penstock("rules", "simulate", "--rules", candidate, "--fail-on", change)).code,
      expected,
      change,
    );
  const json = await house.penstock("rules", "simulate", "--rules", candidate, "--project", "shop/api", "--json");
  const report = JSON.parse(json.text);
  assert.deepEqual([report.events, report.looks, report.same, report.undecided.candidate], [2, 1, 1, 1]);
  const recent = JSON.parse(
    (await house.penstock("rules", "simulate", "--rules", candidate, "--since", "20h", "--json")).text,
  );
  assert.equal(recent.events, 1);
});

/** Everything that a recording holds, as it is told. */
async function contents(recording: Recording): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  await recording.read(taker(told));
  return told;
}

function taker(told: unknown[]): Taker {
  return {
    take: (one) => void told.push(one),
    miss: (why) => void told.push(why),
    limited: () => void told.push("limited"),
  };
}

test("a recording in a file, plain or packed, holds what the journal told", async (t) => {
  const house = await apiHouse(t);
  await recorded(house.store);
  const file = folder(t);
  const journal = () => openJournal(house.api, { source: "gitlab", since: now - 90 * hour, until: now }, () => {});
  const all = await contents(journal());
  assert.equal(all.length, 5);
  for (const name of ["month.ndjson", "month.ndjson.gz", "month.ndjson.zst"]) {
    const told: unknown[] = [];
    await saveFile(file(name), journal(), taker(told));
    assert.deepEqual(told, all);
    const back = await openFile(file(name));
    assert.deepEqual([back.source, back.until], ["gitlab", now]);
    assert.deepEqual(new Set(await contents(back)), new Set(all));
  }
  const text = readFileSync(file("month.ndjson"), "utf8");
  assert.equal(gunzipSync(readFileSync(file("month.ndjson.gz"))).toString(), text);
  assert.equal(zstdDecompressSync(readFileSync(file("month.ndjson.zst"))).toString(), text);
});

test("a recording that breaks off while it is written leaves the one that was there as it is", async (t) => {
  const file = folder(t);
  const path = file("month.ndjson.gz", "the old one");
  const broken: Recording = { source: "gitlab", read: () => Promise.reject(new Error("the API is gone")) };
  await assert.rejects(saveFile(path, broken, taker([])), /the API is gone/);
  assert.equal(readFileSync(path, "utf8"), "the old one");
  assert.deepEqual(readdirSync(dirname(path)), ["month.ndjson.gz"]);
  const nowhere = join(path, "below.ndjson");
  await assert.rejects(saveFile(nowhere, { source: "gitlab", read: async () => {} }, taker([])), /cannot be written/);
});

test("a recording that is cut off, of another version, or none at all is refused, and says so", async (t) => {
  const file = folder(t);
  const head = '{"recording":1,"source":"gitlab"}\n';
  const event = '{"at":1,"delivery":"d","kind":"job","project":{"id":1},"job":{"id":1,"name":"b","status":"failed"}}\n';
  const end = '{"end":{"unreadable":0,"untold":0,"onlyWanted":1}}\n';
  const packed = zstdCompressSync(head + event + end);
  const read = async (path: string) => await contents(await openFile(path));
  const good = await read(file("good.ndjson", `${head}${event}{"at":2}\n${end}`));
  assert.deepEqual(good.slice(1), ["unreadable", "limited"]);
  for (const [path, why] of [
    [file("cut.ndjson", head + event), /cut off/],
    [file("cut.zst", packed.subarray(0, packed.length - 8)), /cannot be read|cut off/],
    [file("later.ndjson", `{"recording":2,"source":"gitlab"}\n${end}`), /no recording that this version reads/],
    [file("none.ndjson", "hello\n"), /no recording that this version reads/],
    [file("empty.ndjson", ""), /no recording that this version reads/],
    [file("missing.ndjson"), /cannot be read/],
  ] as const)
    await assert.rejects(read(path), why, path);
});

test("a team keeps a recording and asks it later, without an API", async (t) => {
  const house = await apiHouse(t);
  await recorded(house.store);
  const file = folder(t);
  const [old, candidate] = [rule("{ status: failed, name: build }"), rule("{ status: failed, attempt: 1 }")];
  const rules = ["--rules", file("new.yaml", candidate), "--active", file("old.yaml", old), "--json"];
  const saved = await house.penstock("rules", "simulate", ...rules, "--save", file("month.ndjson.zst"));
  const read = await house.penstock("rules", "simulate", ...rules, "--recorded", file("month.ndjson.zst"));
  assert.deepEqual(JSON.parse(read.text), JSON.parse(saved.text));
  assert.deepEqual([JSON.parse(read.text).removed, JSON.parse(read.text).same], [1, 1]);
});

test("rules with an error, a time that is none and a wrong number of examples are told before anything is asked for", async (t) => {
  const house = await apiHouse(t);
  const file = folder(t);
  const good = file("good.yaml", rule("{ status: failed }"));
  const bad = file("bad.yaml", rule("{ statu: failed }"));
  for (const [args, why] of [
    [["--rules", bad], /bad\.yaml:4:\d+: .*statu/],
    [["--rules", good, "--since", "yesterday"], /--since takes a time/],
    [["--rules", good, "--since", "1h", "--until", "2h"], /nothing can lie between/],
    [["--rules", good, "--examples", "x"], /--examples takes a whole number/],
  ] as const) {
    const { code, text } = await house.penstock("rules", "simulate", ...args);
    assert.equal(code, 1);
    assert.match(text, why);
  }
});

test("no events in the journal: that is said, and nothing fails", async (t) => {
  const house = await apiHouse(t);
  const { code, text } = await house.penstock(
    "rules",
    "simulate",
    "--rules",
    folder(t)("new.yaml", rule("{ status: failed }")),
  );
  assert.deepEqual([code, text.split("\n")[0]], [0, "no recorded events: nothing to simulate"]);
});
