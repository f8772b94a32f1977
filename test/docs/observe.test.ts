import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sourceFiles } from "../house/sources.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/observe.md"), "utf8");
const code = sourceFiles("functions", "lib").map(({ text }) => text);

/** The first words in code of the rows of a table, by the heads of the table. */
function named(head: string): Set<string> {
  const [, table = ""] = new RegExp(`\\n\\| ${head} \\|.*\\n\\|-.*\\n((?:\\|.*\\n)+)`).exec(page) ?? [];
  const firsts = table.split("\n").map((row) => row.split(" | ")[0] ?? "");
  return new Set(firsts.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word)));
}

test("docs/observe.md tells every fact that is logged, and no other", () => {
  const logged = code.flatMap((text) =>
    [...text.matchAll(/\blog\.(?:info|error)\(\s*"([^"]+)"/g)].map(([, what]) => what),
  );
  assert.ok(logged.length > 50);
  assert.deepEqual([...named("fact")].toSorted(), [...new Set(logged)].toSorted());
});

test("docs/observe.md tells every metric, by what it is told apart, and no other", () => {
  const table = readFileSync(join(import.meta.dirname, "../../lib/edge/metrics.ts"), "utf8");
  const lines = [...table.matchAll(/lines: "(\w+)"|as: "(\w+)"|(\w+): "(?:Count|Seconds|Milliseconds|None)"/g)];
  const metrics = lines.map(([, counted, as, field]) => counted ?? as ?? field ?? "").filter((name) => name !== "unit");
  assert.deepEqual([...named("metric")].toSorted(), metrics.toSorted());
});
