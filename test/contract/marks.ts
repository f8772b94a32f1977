import assert from "node:assert/strict";
import { test } from "node:test";
import { entryId, idBound } from "../../lib/core/journal.ts";
import { noon, runEntry } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const hour = 3_600_000;

/** What somebody may leave among the marks: no hour, none that is, none that an entry's id can tell, and no project. */
const malformed = [
  "zzz",
  "!",
  "/7",
  "2026-02-31T10/7",
  "2026-13-01T10/7",
  "2025-10-09T24/7",
  "1969-12-31T23/7",
  "0001-01-01T00/7",
  "9999-12-31T23/7",
  "2025-10-09T08/active",
  "2025-10-09T08/7/8",
  "2025-10-09T08",
];

/** Which partitions an hour has entries in, where the marks were tampered with. */
export function marks(name: string, makeStage: MakeStage): void {
  for (const id of malformed)
    test(`${name}: a mark ${JSON.stringify(id)} is told as corrupt, and hides and holds up nothing`, async (t) => {
      const { store, plant, corrupt } = await makeStage(t);
      const story = [runEntry(noon), runEntry(noon + hour, { id: entryId(noon + hour, "b"), projectId: 8 })];
      for (const journal of story) await store.commit([{ journal }]);
      await plant("journal", { scope: "gitlab/active", id });
      const asked = { source: "gitlab" } as const;
      assert.deepEqual((await store.journal(asked, 10)).items, story.toReversed());
      assert.deepEqual((await store.journal({ ...asked, before: story[1]?.id ?? "" }, 10)).items, story.slice(0, 1));
      const { items } = await store.toSeal({ source: "gitlab", from: "", to: idBound(noon + 2 * hour) }, 10);
      assert.deepEqual(
        items.map((item) => item.id),
        story.map((entry) => entry.id),
      );
      assert.deepEqual([...new Set(corrupt)], [id]);
      const found = (await store.stored("gitlab")).items.find(({ stored }) => stored.id === id);
      assert.equal(found?.mark, "unreadable");
    });

  test(`${name}: marks of hours without entries, also of the last that ids can tell, lead on and to an end`, async (t) => {
    const { store, plant } = await makeStage(t);
    const [first, last] = ["1970-01-01T00", "2286-11-20T16"];
    await store.commit([{ journal: runEntry(noon) }]);
    for (const empty of [first, last]) await plant("journal", { scope: "gitlab/active", id: `${empty}/7` });
    assert.deepEqual((await store.journal({ source: "gitlab" }, 10)).items, [runEntry(noon)]);
    const { items } = await store.toSeal({ source: "gitlab", from: "", to: "9999999999999-" }, 10);
    assert.equal(items.length, 1);
  });
}
