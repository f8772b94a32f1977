import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { sealJournal } from "../../lib/app/seal.ts";
import { storeReader, verifyJournal } from "../../lib/app/verify.ts";
import { newOf } from "../../lib/cli/journal/follow.ts";
import { momentOf } from "../../lib/cli/journal/moment.ts";
import { apiReader, verifiedLines } from "../../lib/cli/journal/verify.ts";
import { entryId } from "../../lib/core/journal.ts";
import { sealHeadKey } from "../../lib/core/seal.ts";
import { silent } from "../../lib/edge/log.ts";
import type { MemoryStore } from "../../lib/store/memory.ts";
import { deliveryEntry, endedTask, runEntry, sampleTask } from "../contract/samples.ts";
import { apiHouse, now } from "./apiHouse.ts";

const minute = 60_000;
const lines = (text: string) => text.split("\n").map(stripVTControlCharacters);

/** A delivery, its task and its run, half an hour ago and sealed. */
async function sealedStory(store: MemoryStore): Promise<void> {
  const [planned, ended] = [now - 30 * minute, now - 29 * minute];
  await store.commit([{ journal: { ...deliveryEntry(planned), projectId: 7 } }]);
  await store.commit([{ journal: runEntry(ended) }]);
  const task = { ...endedTask(sampleTask({ createdAt: planned, calls: 1 })), version: 1 };
  await store.commit([{ put: task, seen: "absent" }]);
  await sealJournal("gitlab", { store, clock: () => now, leaseEnd: () => now + 60_000, log: silent });
}

test("verify says that all is well, with the chain's end and the books; and exits 1 when an entry was changed", async (t) => {
  const house = await apiHouse(t);
  await sealedStory(house.store);
  const [seal] = await house.store.seals("gitlab", 0, 1);
  const good = await house.penstock("journal", "verify", "--known", `1:${seal?.hash}`);
  assert.deepEqual(
    [good.code, lines(good.text).slice(0, 4)],
    [
      0,
      [
        `chain    whole, ends with seal 1 ${seal?.hash}`,
        "entries  2 sealed, 0 not sealed yet, 0 forgotten, 0 unreadable",
        "books    balanced",
        "         received 1 = ignored 0 + decided 1",
      ],
    ],
  );
  const other = await house.penstock("journal", "verify", "--known", `1:${"0".repeat(64)}`);
  assert.deepEqual([other.code, /seal 1 was 0{64}, and is /.test(other.text)], [1, true]);
  const id = entryId(now - 29 * minute, "run");
  house.store.tables.put("journal", { ...house.store.tables.get("journal", "gitlab/7", id), reason: "forged" });
  const bad = await house.penstock("journal", "verify");
  assert.equal(bad.code, 1);
  assert.match(
    stripVTControlCharacters(bad.text),
    /^chain {4}BROKEN, .*\n.*\n +seal 1 \(the beginning to .*: at least one was changed; look at it with: penstock journal query --until 2026-11-20T08:50:00.000Z\n/,
  );
});

test("verify tells a head that cannot be read and a mark that names nothing, and exits 1, also from a vouched seal on", async (t) => {
  const house = await apiHouse(t);
  await sealedStory(house.store);
  const [seal] = await house.store.seals("gitlab", 0, 1);
  const vouched = await house.penstock("journal", "verify", "--after", `1:${seal?.hash}`);
  assert.deepEqual(
    [vouched.code, lines(vouched.text)[1]],
    [0, "entries  0 sealed, 0 not sealed yet, 0 forgotten, 0 unreadable, 2 vouched for and not checked"],
  );
  house.store.tables.put("ledger", { ...sealHeadKey("gitlab"), value: "{" });
  house.store.tables.put("journal", { scope: "gitlab/active", id: "zzz" });
  for (const args of [[], ["--after", `1:${seal?.hash}`]]) {
    const { code, text } = await house.penstock("journal", "verify", ...args);
    assert.equal(code, 1);
    assert.match(text, /the chain's head cannot be read: nothing is sealed/);
    assert.match(text, /the mark "zzz" names no hour and project/);
  }
});

test("verify exits 1 when the books do not balance although every seal holds", async (t) => {
  const house = await apiHouse(t);
  await sealedStory(house.store);
  await house.store.commit([
    { put: sampleTask({ id: "gitlab/7/job:2/retry", state: "done", createdAt: now - 20 * minute }), seen: "absent" },
  ]);
  const { code, text } = await house.penstock("journal", "verify", "--json");
  const { intact, books } = JSON.parse(text);
  assert.deepEqual(
    [code, intact, books.balanced, books.differences],
    [1, true, false, ["task gitlab/7/job:2/retry: is done, was taken up again 0 times, and ended 0 times"]],
  );
});

test("verify through the API sees just what the tables hold, over many pages", async (t) => {
  const house = await apiHouse(t);
  const clock = { now: now - 3_600_000 };
  const desk = { store: house.store, clock: () => clock.now, leaseEnd: () => clock.now + 60_000, log: silent };
  for (let at = 0; at < 2_500; at++)
    await house.store.commit([{ journal: runEntry(clock.now + at, { projectId: at % 3, task: `gitlab/${at}` }) }]);
  clock.now = now;
  await sealJournal("gitlab", desk);
  const options = { now, books: { asOf: now, unrecorded: "unknown" } } as const;
  const [api, tables] = [apiReader(house.api), storeReader(house.store, "gitlab")];
  const verified = await verifyJournal(api, options);
  assert.deepEqual([verified.entries.sealed, verified.breaks], [2_500, []]);
  assert.deepEqual(verified, await verifyJournal(tables, options));
});

test("nothing that an entry holds steers the terminal of who verifies", async () => {
  const text = "\u001b[2J\u202e\n";
  const ignored = { ...deliveryEntry(now), id: entryId(now, "x"), verdicts: [], tasks: [], ignored: text };
  const reader = {
    seals: async () => ({ seals: [], head: { number: 1, to: text, hash: text } }),
    stored: async () => ({ items: [{ stored: { id: text }, entry: ignored }] }),
    tasks: async () => ({ items: [sampleTask({ id: text })] }),
  };
  for (const line of verifiedLines(await verifyJournal(reader, { now })).map(stripVTControlCharacters))
    for (const hostile of ["\u001b", "\u202e", "\n"]) assert.ok(!line.includes(hostile), JSON.stringify(line));
});

test("query prints what fits, oldest first, page by page; json as one value a line", async (t) => {
  const house = await apiHouse(t);
  for (let at = 0; at < 1_200; at++)
    await house.store.commit([
      { journal: runEntry(now + at, { reason: `run ${at}`, rules: [at % 2 === 0 ? "even@1" : "odd@1"] }) },
    ]);
  const { text, code } = await house.penstock(
    "journal",
    "query",
    "--rule",
    "even",
    "--until",
    "2026-11-20T09:00:01Z",
    "--lines",
    "450",
  );
  const results = lines(text).filter((line) => /^ +result/.test(line));
  assert.deepEqual(
    [code, results.length, results[0]?.trim(), results.at(-1)?.trim()],
    [0, 450, "result  done: run 100", "result  done: run 998"],
  );
  assert.match(text, /older ones are left out/);
  const json = await house.penstock("journal", "query", "--job", "1001", "-n", "1100", "--json");
  const entries = lines(json.text)
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  assert.deepEqual([entries.length, entries[0].reason, entries.at(-1).reason], [1_100, "run 100", "run 1199"]);
  assert.equal((await house.penstock("journal", "query", "--project", "none/such")).text, "no entries");
});

for (const [args, message] of [
  [
    ["query", "--since", "yesterday"],
    /^--since takes a time such as .*, or how long ago, such as 90s, 15m, 2h or 30d: "yesterday" is none$/,
  ],
  [["query", "--until", "2026-11-20T09:30"], /^--until takes a time such as/],
  [["query", "--since", "1h", "--until", "2h"], /^--since is not before --until/],
  [["query", "--job", "build"], /^--job takes the number of a job, such as 1001: "build" is none$/],
  [["query", "-n", "0"], /^--lines takes a whole number/],
  [["query", "--kind", "seals"], /Allowed choices are delivery, task, switch, rules, byHand, outage, seal/],
  [["query", "--task", "other/7/job:1/retry"], /task: the ids of gitlab begin with gitlab\//],
  [["query", "--kind", "seal", "--job", "7"], /seals cover all projects, jobs, tasks and rules/],
  [["tail", "-n", "x"], /^--lines takes a whole number from 1 to 1000$/],
  [["verify", "--known", "1:abc"], /^--known takes NUMBER:HASH/],
  [["verify", "--after", "abc"], /^--after takes NUMBER:HASH/],
] as const)
  test(`journal ${args.join(" ")} says what it takes, and exits 1`, async (t) => {
    const { code, text } = await (await apiHouse(t)).penstock("journal", ...args);
    assert.equal(code, 1);
    assert.match(text, message);
  });

test("no help shows a value as a program writes it", async (t) => {
  const { text } = await (await apiHouse(t)).penstock("journal", "verify", "--help");
  assert.doesNotMatch(text, /\[\]/);
});

test("tail shows the newest entries and no seals, unless they are asked for: each on a line", async (t) => {
  const house = await apiHouse(t);
  await sealedStory(house.store);
  const { text } = await house.penstock("journal", "tail", "-n", "1");
  assert.match(
    stripVTControlCharacters(text),
    /^2026-11-20T08:31:00Z {2}look +gitlab\/7\/job:1001\/retry {2}flaky@3\n.*\n +result {2}done/,
  );
  const seals = await house.penstock("journal", "tail", "--kind", "seal");
  assert.match(
    stripVTControlCharacters(seals.text),
    /^2026-11-20T09:00:00Z {2}seal +1: 2 entries, the beginning to 2026-11-20T08:50:00Z {2}[0-9a-f]{64}$/,
  );
});

test("who follows sees each entry once, also one that comes a little late", () => {
  const entry = (at: number, name: string, projectId = 7) =>
    runEntry(now + at, { id: entryId(now + at, name), projectId });
  const first = newOf([entry(0, "a"), entry(9_000, "b")], { shown: new Set() });
  assert.deepEqual([first.fresh.length, first.followed.after], [2, entry(0, "a").id]);
  const late = newOf([entry(0, "a"), entry(5_000, "late"), entry(9_000, "b"), entry(9_000, "b", 8)], first.followed);
  assert.deepEqual(
    late.fresh.map(({ id, projectId }) => `${id.split("-")[1]} ${projectId}`),
    ["late 7", "b 8"],
  );
  const none = newOf([], late.followed);
  assert.deepEqual([none.fresh, none.followed.after], [[], late.followed.after]);
  const older = newOf([entry(1_000, "a"), entry(2_000, "b")], { shown: new Set() });
  assert.ok(
    (older.followed.after ?? "") >= entry(1_000, "a").id,
    "what is older than the first is not asked for later",
  );
  const far = newOf([entry(900_000, "c")], none.followed);
  assert.deepEqual([far.fresh.length, far.followed.shown.size], [1, 1], "what is long ago is not remembered");
});

test("a moment is a time with its zone, a date or a span before now, and nothing else", () => {
  for (const [text, at] of [
    ["2h", now - 7_200_000],
    ["1h30m", now - 5_400_000],
    ["2026-11-20", Date.UTC(2026, 10, 20)],
    ["2026-11-20T09:30:00Z", now + 30 * minute],
    ["2026-11-20T10:30+01:00", now + 30 * minute],
  ] as const)
    assert.equal(momentOf(text, now), at, text);
  for (const text of ["", "2", "-2h", "2026-11-20T09:30", "2026-13-40", "20.11.2026", "1700000000000", "1969-01-01"])
    assert.equal(momentOf(text, now), undefined, text);
});
