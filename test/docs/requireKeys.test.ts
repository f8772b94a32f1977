import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Approvals } from "../../lib/rules/approvals.ts";
import { Require, usualWait } from "../../lib/rules/require.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/rules.md"), "utf8");
const [, table = ""] = /<!-- the keys of `require`.*?-->\n(.*?)<!-- until here -->/s.exec(page) ?? [];
const rows = new Map(
  [...table.matchAll(/^\| `([\w.]+)` \| .* \| (.*?) \| (.*?) \|$/gm)].map(([, key = "", unless = "", bounds = ""]) => [
    key,
    { unless, bounds },
  ]),
);

test("docs/rules.md tells every key of a gate, and no other", () => {
  const own = Object.keys(Require.shape).filter((key) => !["approvals", "plan", "override"].includes(key));
  const keys = [...own, ...Object.keys(Approvals.shape).map((key) => `approvals.${key}`), "override.from"];
  assert.deepEqual([...rows.keys()].toSorted(), keys.toSorted());
});

test("the defaults and bounds that it tells of gates are those of the code", () => {
  assert.equal(rows.get("expires")?.unless, `\`${usualWait}\` where approvals are required, else as long as it takes`);
  const [least = 0, most = 0] = (rows.get("approvals.count")?.bounds ?? "").split(" to ").map(Number);
  const takes = (count: number) => Approvals.safeParse({ count }).success;
  assert.deepEqual([least - 1, least, most, most + 1].map(takes), [false, true, true, false]);
  const [, longest = "0"] = /(\d+) characters/.exec(rows.get("escalate")?.bounds ?? "") ?? [];
  const text = (length: number) =>
    Require.safeParse({ approvals: { count: 1 }, escalate: { after: "1h", text: "x".repeat(length) } }).success;
  assert.deepEqual([text(Number(longest)), text(Number(longest) + 1)], [true, false]);
});
