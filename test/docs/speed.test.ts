import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const performance = textOf("docs/performance.md");

function rowsOf(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(2).map((line) => line.slice(2, -2).split(" | "));
}

test("every figure of README.md about speed stands in the table of docs/performance.md", () => {
  const [, block = ""] =
    /<!-- speed, written by the bench -->(.*?)<!-- end of speed -->/s.exec(textOf("README.md")) ?? [];
  const [, table = ""] = /<!-- goals, written by the bench -->(.*?)<!-- end of goals -->/s.exec(performance) ?? [];
  const goals = rowsOf(table);
  const rows = rowsOf(block);
  assert.ok(rows.length > 5);
  for (const [what = "", ours = "", other = ""] of rows) {
    const [goal = "", ...words] = what.split(" ");
    const row = goals.find((cells) => cells[0] === goal && cells[1] === words.join(" "));
    assert.deepEqual([row?.[4], row?.[3]], [ours, other], what);
  }
});

test("docs/performance.md has each goal from G1 to G13, and says why of each that is not met", () => {
  for (let goal = 1; goal <= 13; goal++) assert.match(performance, new RegExp(`^\\| G${goal} \\|`, "m"));
  const missed = rowsOf(performance).filter((cells) => cells.at(-1) === "NOT MET");
  for (const [goal, what] of missed) assert.ok(performance.includes(`\n- ${goal} ${what}: `), `${goal} ${what}`);
  assert.ok(!performance.includes("nobody has said why"));
});

test("no other page tells how fast something ran on some machine", () => {
  const pages = readdirSync(join(root, "docs")).filter((file) => file.endsWith(".md") && file !== "performance.md");
  const speed = /\d (?:µs|ns)\b|\d (?:schedules|events|effects|deliveries) a second/;
  for (const page of pages) {
    const said = textOf(join("docs", page))
      .split("\n")
      .filter((line) => speed.test(line) && !line.includes("`npm run "));
    assert.deepEqual(said, [], page);
  }
});
