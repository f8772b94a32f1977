import assert from "node:assert/strict";
import { test } from "node:test";
import { entryId, idBound, type TaskEntry } from "../../lib/core/journal.ts";
import { contentOf, entryDigest, sealed, sealHeadKey, sealHeadText } from "../../lib/core/seal.ts";
import { deliveryEntry, noon, runEntry, sampleTask } from "./samples.ts";
import type { MakeStage, Stage } from "./stage.ts";

const hour = 3_600_000;
const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);

/** Two projects and none, in three hours; the newest last. */
const story = [
  runEntry(noon, { id: entryId(noon, "a") }),
  runEntry(noon + 1, { id: entryId(noon + 1, "b"), projectId: 8, projectPath: "group/other", job: "job:2001" }),
  { ...deliveryEntry(noon + 2 * hour), id: entryId(noon + 2 * hour, "c") },
  runEntry(noon + 2 * hour, { id: entryId(noon + 2 * hour, "d"), projectId: 8, projectPath: "group/other" }),
  runEntry(noon + 30 * hour, { id: entryId(noon + 30 * hour, "e"), projectPath: "group/app" }),
];

async function told(stage: Stage): Promise<Stage> {
  for (const journal of story.toReversed()) await stage.store.commit([{ journal }]);
  await stage.store.commit([{ journal: runEntry(noon, { source: "gitlab-2", id: entryId(noon, "foreign") }) }]);
  return stage;
}

const names = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id.split("-")[1]).join("");

/** What people ask the journal, what is sealed, and what is compared. */
export function journals(name: string, makeStage: MakeStage): void {
  test(`${name}: a source's journal is read newest first over all its projects and hours, and no other source's`, async (t) => {
    const { store } = await told(await makeStage(t));
    assert.deepEqual((await store.journal({ source: "gitlab" }, 100)).items, story.toReversed());
    assert.deepEqual(await store.journal({ source: "git" }, 100), { items: [] });
    assert.equal(names((await store.journal({ source: "gitlab-2" }, 100)).items), "foreign");
  });

  test(`${name}: page by page the journal is the same, however small the pages`, async (t) => {
    const { store } = await told(await makeStage(t));
    const ranges = [
      {},
      { only: { projectId: 8 } },
      { only: { path: "group/other" } },
      { only: { job: "job:1001" } },
    ] as const;
    for (const only of ranges)
      for (const most of [1, 2, 3]) {
        const range = { source: "gitlab", ...only };
        const found: string[] = [];
        for (let before: string | undefined, page = 0; page < 20; page++) {
          const { items, next } = await store.journal({ ...range, ...(before && { before }) }, most);
          found.push(...idsOf(items));
          before = next;
          if (next === undefined) break;
        }
        assert.deepEqual(found, idsOf((await store.journal(range, 100)).items), JSON.stringify([only, most]));
      }
  });

  test(`${name}: between two ids lies what is behind the one and before the other`, async (t) => {
    const { store } = await told(await makeStage(t));
    const between = async (after: string | undefined, before: string | undefined, only?: { projectId: number }) => {
      const ends = { ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
      return names((await store.journal({ source: "gitlab", ...ends, ...(only && { only }) }, 100)).items);
    };
    const [a, b, c, d, e] = idsOf(story);
    assert.equal(await between(a, e), "dcb");
    assert.equal(await between(b, d), "c");
    assert.equal(await between(e, undefined), "");
    assert.equal(await between(undefined, a), "");
    assert.equal(await between(c, b), "");
    assert.equal(await between(idBound(noon + 1), idBound(noon + 2 * hour)), "b");
    assert.equal(await between(idBound(noon + 2 * hour), undefined), "edc");
    assert.equal(await between(undefined, idBound(noon)), "");
    assert.equal(await between(a, e, { projectId: 8 }), "db");
    assert.equal(await between(d, undefined, { projectId: 8 }), "");
  });

  test(`${name}: a job's entries come from the index, in whatever project it is; a project's by its number or its path`, async (t) => {
    const { store } = await told(await makeStage(t));
    const only = async (what: { job: string } | { projectId: number } | { path: string }) =>
      names((await store.journal({ source: "gitlab", only: what }, 100)).items);
    assert.equal(await only({ job: "job:1001" }), "eda");
    assert.equal(await only({ job: "job:2001" }), "b");
    assert.equal(await only({ projectId: 7 }), "ea");
    assert.equal(await only({ path: "group/other" }), "dba", "with what does not tell a path");
    assert.equal(await only({ job: "job:3" }), "");
  });

  test(`${name}: equal ids in several projects are never parted by a page's end`, async (t) => {
    const { store } = await makeStage(t);
    for (const projectId of [1, 2, 3, 4]) await store.commit([{ journal: runEntry(noon, { projectId }) }]);
    const first = await store.journal({ source: "gitlab" }, 2);
    assert.equal(first.items.length, 4);
    const { items, next } = await store.toSeal({ source: "gitlab", from: "", to: idBound(noon + 1) }, 2);
    assert.deepEqual([items.length, next], [4, runEntry(noon).id]);
  });

  test(`${name}: a corrupt entry hides no other from who asks the journal, and is told of`, async (t) => {
    const { store, plant, corrupt } = await told(await makeStage(t));
    await plant("journal", { scope: "gitlab/7", id: entryId(noon, "odd"), kind: "odd" });
    assert.equal(names((await store.journal({ source: "gitlab", only: { projectId: 7 } }, 100)).items), "ea");
    assert.deepEqual(corrupt, [entryId(noon, "odd")]);
  });

  test(`${name}: a seal shall cover all that was written up to its end, oldest first, and nothing behind it`, async (t) => {
    const { store } = await told(await makeStage(t));
    const upTo = async (from: string, to: string, most = 100) => {
      const { items, next } = await store.toSeal({ source: "gitlab", from, to }, most);
      return [names(items), next];
    };
    const [a, b, , , e] = idsOf(story);
    assert.deepEqual(await upTo("", idBound(noon + 2 * hour)), ["ab", undefined]);
    assert.deepEqual(await upTo("", idBound(noon + 2 * hour + 1)), ["abcd", undefined]);
    assert.deepEqual(await upTo(a ?? "", e ?? ""), ["bcde", undefined]);
    const { next } = await store.toSeal({ source: "gitlab", from: "", to: idBound(noon + 99 * hour) }, 2);
    assert.deepEqual(await upTo("", idBound(noon + 99 * hour), 2), ["ab", next]);
    assert.deepEqual(await upTo(next ?? "", idBound(noon + 99 * hour)), ["cde", undefined]);
    assert.deepEqual(await upTo(b ?? "", idBound(noon + 99 * hour), 1), ["c", story[2]?.id]);
    assert.deepEqual(await upTo("", idBound(noon)), ["", undefined]);
  });

  test(`${name}: an entry's digest is the same for whoever reads it, and another for any change`, async (t) => {
    const { store, plant, peek } = await told(await makeStage(t));
    const read = async () =>
      contentOf((await store.toSeal({ source: "gitlab", from: "", to: "9" }, 100)).items.map(entryDigest));
    const before = await read();
    assert.equal(before, "5bd757a0b337107d0fb19886b9d4d117513687ce309e3286152737c917349406");
    const key = { scope: "gitlab/7", id: story[0]?.id ?? "" };
    const item = await peek("journal", key);
    await plant("journal", { ...item, reason: "forged" });
    assert.notEqual(await read(), before);
    await plant("journal", { ...item });
    assert.equal(await read(), before);
  });

  test(`${name}: of two who seal at once one does; seals come in their order, and people do not meet them`, async (t) => {
    const { store, peek } = await makeStage(t);
    const note = sealHeadKey("gitlab");
    const range = { from: "", to: idBound(noon) };
    const first = sealed([], { source: "gitlab", head: undefined, range, keepDays: 400, at: noon });
    const seal = (one: typeof first, seen?: string) =>
      store.commit([{ note, value: sealHeadText(one), seen }, { journal: one }]);
    assert.deepEqual([await seal(first), await seal(first)], ["written", { lost: 0 }]);
    const second = sealed([], {
      source: "gitlab",
      head: first,
      range: { from: range.to, to: idBound(noon + 1) },
      keepDays: 400,
      at: noon,
    });
    assert.equal(await seal(second, sealHeadText(first)), "written");
    assert.deepEqual(await store.seals("gitlab", 0, 9), [first, second]);
    assert.deepEqual(await store.seals("gitlab", 0, 1), [first]);
    assert.deepEqual(await store.seals("gitlab", 1, 9), [second]);
    assert.deepEqual(await store.seals("gitlab-2", 0, 9), []);
    assert.deepEqual((await store.journal({ source: "gitlab", only: "seals" }, 1)).items, [second]);
    assert.deepEqual([await store.journal({ source: "gitlab" }, 9), await store.entries(9)], [{ items: [] }, []]);
    assert.equal((await peek("journal", { scope: "gitlab/seal", id: first.id }))?.expires, undefined);
  });

  test(`${name}: a page of all that is stored shows every entry once, also one that nobody announced`, async (t) => {
    const { store, plant } = await told(await makeStage(t));
    await plant("journal", { ...runEntry(noon), scope: "gitlab/99", id: entryId(noon, "planted") });
    await plant("journal", { scope: "gitlab/99", id: "odd", kind: "odd" });
    const seal = sealed([], {
      source: "gitlab",
      head: undefined,
      range: { from: "", to: idBound(noon) },
      keepDays: 400,
      at: noon,
    });
    await store.commit([{ journal: seal }]);
    const { items: all, next } = await store.stored("gitlab");
    const items = all.filter(({ mark }) => mark === undefined);
    assert.deepEqual(
      [idsOf(items.map(({ stored }) => stored)).toSorted(), next],
      [[...idsOf(story), entryId(noon, "planted"), "odd"].toSorted(), undefined],
    );
    assert.deepEqual(
      items.filter(({ entry }) => entry === undefined).map(({ stored }) => stored.id),
      ["odd"],
    );
    const { items: sealing } = await store.toSeal({ source: "gitlab", from: "", to: "9" }, 100);
    const digests = new Set(items.map(({ stored }) => entryDigest(stored)));
    assert.deepEqual(
      sealing.filter((one) => !digests.has(entryDigest(one))),
      [],
    );
  });

  test(`${name}: a whole table comes page by page, nothing twice and nothing left out`, async (t) => {
    const { store } = await makeStage(t);
    const reason = "☃".repeat(30_000);
    const written: TaskEntry[] = Array.from({ length: 25 }, (_, at) =>
      runEntry(noon + at, { reason, projectId: at % 8 === 7 ? 1 : 0 }),
    );
    for (const journal of written) await store.commit([{ journal }]);
    const found: string[] = [];
    for (let next: string | undefined, page = 0; page < 30; page++) {
      const answer: Awaited<ReturnType<typeof store.stored>> = await store.stored("gitlab", next);
      found.push(...idsOf(answer.items.filter(({ mark }) => !mark).map(({ stored }) => stored)));
      next = answer.next;
      if (next === undefined) break;
    }
    assert.deepEqual(found.toSorted(), idsOf(written));
    // More than a query's page of 1 MB in one partition.
    const { items } = await store.journal({ source: "gitlab", only: { projectId: 0 } }, 100);
    assert.deepEqual(idsOf(items).toReversed(), idsOf(written.filter(({ projectId }) => projectId === 0)));
    await store.commit([{ put: sampleTask(), seen: "absent" }]);
    await store.commit([{ put: sampleTask({ id: "foreign", source: "gitlab-2" }), seen: "absent" }]);
    assert.deepEqual(await store.taskPage("gitlab"), { items: [sampleTask()] });
  });

  test(`${name}: an hour's projects are marked before their entries, and a mark outlives them`, async (t) => {
    const { store, peek } = await told(await makeStage(t));
    const id = `${new Date(noon).toISOString().slice(0, 13)}/7`;
    const mark = await peek("journal", { scope: "gitlab/active", id });
    const entry = await peek("journal", { scope: "gitlab/7", id: story[0]?.id ?? "" });
    assert.ok(Number(mark?.expires) > Number(entry?.expires));
    const { items } = await store.stored("gitlab");
    assert.deepEqual(
      items.filter((one) => one.stored.id === id),
      [{ stored: mark, mark: { hour: id.slice(0, 13), scope: "gitlab/7" } }],
    );
    assert.equal(items.filter((one) => one.mark !== undefined).length, 5);
  });
}
