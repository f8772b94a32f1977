import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { actions } from "../../lib/actions/index.ts";
import { runCases } from "../../lib/app/cases/runCases.ts";
import { codeOf, tailOf } from "../../lib/gitlab/log/tail.ts";
import { readCases } from "../../lib/rules/cases/caseFile.ts";

const folder = join(import.meta.dirname, "../../infra/recipes");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml") && !file.endsWith(".cases.yaml"))
  .map((file) => file.replace(/\.yaml$/, ""));

type Path = readonly (string | number)[];
type Mutable = Record<string | number, unknown>;

/** Every key and every entry of a list below a value. */
function pathsIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [path, ...pathsIn(one, path)];
  });
}

/** The recipe without one of its conditions. */
function without(text: string, path: Path): string {
  const file = parse(text) as { rules: [{ when?: unknown }] };
  const last = path.at(-1) ?? "";
  const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as Mutable)[key], file.rules[0].when);
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Mutable)[last];
  return JSON.stringify(file);
}

const readLog = {
  tail: (log: string, ask: Parameters<typeof tailOf>[1]) => tailOf({ bytes: Buffer.from(log), isWhole: true }, ask),
  exitCode: (log: string) => codeOf({ bytes: Buffer.from(log), isWhole: true }),
};

for (const name of names)
  test(`no condition of the recipe ${name} can be lost without a case that fails`, async () => {
    const text = readFileSync(join(folder, `${name}.yaml`), "utf8");
    const cases = readCases(readFileSync(join(folder, `${name}.cases.yaml`), "utf8"), `${name}.cases.yaml`);
    assert.ok(!("problems" in cases));
    const { rules } = parse(text) as { rules: [{ when?: unknown }] };
    const unneeded: string[] = [];
    for (const path of pathsIn(rules[0].when)) {
      const run = await runCases(cases, [{ file: `${name}.yaml`, text: without(text, path) }], { actions, readLog });
      // What cannot be read without it is needed.
      if (!("problems" in run) && run.results.every(({ failures }) => failures.length === 0))
        unneeded.push(path.join("."));
    }
    assert.deepEqual(unneeded, []);
  });
