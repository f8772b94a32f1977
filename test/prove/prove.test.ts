import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { required } from "./promises.ts";
import type { Proof } from "./proof.ts";
import { prove } from "./prove.ts";
import { findProofs } from "./rooms.ts";
import { commandsIn, promisesIn, type Row, withRows } from "./table.ts";

const empty =
  "# Promises\n\n<!-- what `npm run prove` printed; it writes this table itself -->\n<!-- end of the table -->\n\nEnd.\n";

/** A proof that breaks its promise as often as it is told to. */
function fake(promises: readonly string[], says: string, broken: number = 0): Proof {
  return {
    promises,
    says,
    cases: { onPush: 1, byProve: 1000 },
    run: async (cases, seed) => ({
      cases,
      violations: Array.from({ length: broken }, (_, at) => `seed ${seed + at}`),
      figures: { calls: cases * 2, "slowest | s": "0.5" },
    }),
  };
}

async function run(proofs: readonly Proof[], only: readonly string[] = [], scale: number = 1) {
  const printed: string[] = [];
  const desk = { proofs, today: () => "2026-11-21", seconds: () => 0, print: (line: string) => printed.push(line) };
  return { ...(await prove({ only, scale, seed: 7 }, desk)), printed };
}

function pageWith(...rows: readonly Row[]): string {
  return withRows(empty, rows, { all: true });
}

test("each proof that was run has a row with what it printed, in the order of the promises", async () => {
  const { rows, failures } = await run([fake(["P10"], "ten"), fake(["P9", "P14"], "nine | and fourteen")]);
  assert.deepEqual(failures, []);
  assert.deepEqual(
    pageWith(...rows)
      .split("\n")
      .slice(2),
    [
      "<!-- what `npm run prove` printed; it writes this table itself -->",
      "| promise | what is shown | command | cases | violations | figures | date | seed |",
      "|---|---|---|---|---|---|---|---|",
      "| P9, P14 | nine \\| and fourteen | `npm run prove -- --only P9,P14 --seed 7` | 1,000 | 0 | calls 2,000; slowest \\| s 0.5 | 2026-11-21 | 7 |",
      "| P10 | ten | `npm run prove -- --only P10 --seed 7` | 1,000 | 0 | calls 2,000; slowest \\| s 0.5 | 2026-11-21 | 7 |",
      "<!-- end of the table -->",
      "",
      "End.",
      "",
    ],
  );
});

test("violations are counted in the table, told and counted as failures", async () => {
  const { rows, failures, printed } = await run([fake(["P9"], "nine", 3), fake(["P10"], "ten")]);
  assert.deepEqual(failures, ["P9: seed 7", "P9: seed 8", "P9: seed 9"]);
  assert.match(pageWith(...rows), /\| P9 \| nine \|.*\| \*\*3\*\* \|/);
  assert.ok(printed.includes("  1000 cases, 3 violations, 0 s") && printed.includes("  ! seed 8"));
});

test("a proof that breaks off is a failure, and those behind it are run", async () => {
  const broken: Proof = { ...fake(["P9"], "nine"), run: () => Promise.reject(new Error("no database")) };
  const { rows, failures } = await run([broken, fake(["P10"], "ten")]);
  assert.equal(failures.length, 1);
  assert.match(failures[0] ?? "", /^P9: the proof broke off: Error: no database/);
  assert.deepEqual(
    rows.map(({ cases, violations }) => [cases, violations]),
    [
      [0, 1],
      [1000, 0],
    ],
  );
});

test("what is run alone rewrites its own rows; a whole run leaves no row of a proof that is gone", async () => {
  const before = await run([fake(["P9"], "nine"), fake(["P10"], "ten"), fake(["P11"], "gone")]);
  const proofs = [fake(["P9"], "nine", 1), fake(["P10"], "ten")];
  const alone = await run(proofs, ["P9"], 0.25);
  const page = withRows(pageWith(...before.rows), alone.rows, { all: false });
  assert.deepEqual(promisesIn(page), new Set(["P9", "P10", "P11"]));
  assert.match(page, /\| P9 \| nine \| `npm run prove -- --only P9 --seed 7 --scale 0.25` \| 250 \| \*\*1\*\* \|/);
  assert.match(page, /\| P10 \| ten \| .* \| 1,000 \| 0 \|/);
  assert.equal(page.match(/\| P9 \|/g)?.length, 1);
  const whole = withRows(page, (await run(proofs)).rows, { all: true });
  assert.deepEqual(promisesIn(whole), new Set(["P9", "P10"]));
  assert.equal(withRows(whole, [], { all: false }), whole);
});

test("of a promise's proofs those are run whose sentence says what is asked for", async () => {
  const proofs = [fake(["P9"], "a gate is played once"), fake(["P9"], "a hook is heard once"), fake(["P10"], "a gate")];
  const desk = { proofs, today: () => "2026-11-21", seconds: () => 0, print: () => {} };
  const { rows } = await prove({ only: ["P9"], says: "gate", scale: 1, seed: 7 }, desk);
  assert.deepEqual(
    rows.map(({ says }) => says),
    ["a gate is played once"],
  );
});

test("a promise that is asked for and that nothing proves is a failure, and so is a page without a place", async () => {
  const { rows, failures } = await run([fake(["P9"], "nine")], ["P9", "P99"]);
  assert.deepEqual(failures, ["there is no proof of P99"]);
  assert.equal(rows.length, 1);
  assert.throws(() => withRows("# Promises\n", rows, { all: true }), /no place for the table/);
});

const docs = readFileSync(join(import.meta.dirname, "../../docs/promises.md"), "utf8");

test("every promise that must be shown has a proof, and no two proofs are alike", async () => {
  const { found, missing } = await findProofs();
  assert.deepEqual(missing, []);
  const shown = new Set(found.flatMap(({ proof }) => proof.promises));
  assert.deepEqual(
    required.filter((promise) => !shown.has(promise)),
    [],
  );
});

test("docs/promises.md has a row for each of them, and names only commands that there are", () => {
  const shown = promisesIn(docs);
  assert.deepEqual(
    required.filter((promise) => !shown.has(promise)),
    [],
  );
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  const named = [...commandsIn(docs), ...docs.matchAll(/`(npm (?:run )?[^`]+)`/g)].map((one) => String(one));
  const unknown = named.filter((command) => {
    const [, name = ""] = /npm (?:run )?(?:-s )?([\w:]+)/.exec(command) ?? [];
    return !Object.hasOwn(scripts, name);
  });
  assert.deepEqual(unknown, []);
});

test("docs/promises.md says in a sentence what each of them means", () => {
  for (const promise of required) assert.match(docs, new RegExp(`^- \\*\\*${promise}\\*\\* `, "m"), promise);
});
