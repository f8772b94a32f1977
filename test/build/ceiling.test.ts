import assert from "node:assert/strict";
import { test } from "node:test";
import type { Metafile } from "esbuild";
import { breaches, type Ceiling } from "../../infra/build/ceiling.ts";
import { weigh } from "../../infra/build/weight.ts";

type Output = Metafile["outputs"][string];

/** One file of a bundle: what it is made of, in bytes by path, and what it imports, statically but for `lazily`. */
function output(inputs: Record<string, number>, imports: string[] = [], lazily: string[] = []): Output {
  return {
    bytes: Object.values(inputs).reduce((sum, bytes) => sum + bytes, 0),
    inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
    imports: [
      ...imports.map((path) => ({ path, kind: "import-statement" as const })),
      ...lazily.map((path) => ({ path, kind: "dynamic-import" as const })),
      { path: "node:fs", kind: "import-statement", external: true },
    ],
    exports: [],
  };
}

function weighed(outputs: Record<string, Output>) {
  return weigh({ inputs: {}, outputs });
}

const ceiling: Ceiling = { initBytes: 5_000, allBytes: 9_000, without: ["undici"], lazily: ["re2js"] };

test("what the entry imports statically, however far, is loaded at init; the rest is lazy", () => {
  const weight = weighed({
    "dist/f/index.mjs": output({ "functions/f.ts": 10 }, ["dist/f/a.mjs"], ["dist/f/lazy.mjs"]),
    "dist/f/a.mjs": output({ "lib/core/job.ts": 20 }, ["dist/f/b.mjs"]),
    "dist/f/b.mjs": output({ "node_modules/zod/v4/index.js": 30, "node_modules/@aws-sdk/core/x.js": 5 }),
    "dist/f/lazy.mjs": output({ "node_modules/a/node_modules/re2js/x.js": 40 }, ["dist/f/a.mjs", "dist/f/deep.mjs"]),
    "dist/f/deep.mjs": output({ "node_modules/re2js/y.js": 2 }),
    "dist/f/index.mjs.map": output({}),
  });
  assert.deepEqual(weight, {
    initBytes: 65,
    lazyBytes: 42,
    init: [
      { name: "zod", bytes: 30 },
      { name: "lib/core", bytes: 20 },
      { name: "functions", bytes: 10 },
      { name: "@aws-sdk/core", bytes: 5 },
    ],
    lazy: [{ name: "re2js", bytes: 42 }],
  });
});

test("a bundle without an entry is told, not weighed as nothing", () => {
  assert.throws(() => weighed({ "dist/f/chunk-ABC.mjs": output({}) }), /no index\.mjs/);
});

const light = { "functions/f.ts": 5_000 };

for (const [name, outputs, said] of [
  ["a bundle exactly at its ceiling", { "dist/f/index.mjs": output(light) }, []],
  [
    "a byte too much at init",
    { "dist/f/index.mjs": output({ "functions/f.ts": 1_000, "node_modules/zod/index.js": 4_001 }) },
    ["f loads 6 KB, 5 KB is the most. Largest: zod 5 KB, functions 1 KB"],
  ],
  [
    "a byte too much in all",
    {
      "dist/f/index.mjs": output(light, [], ["dist/f/lazy.mjs"]),
      "dist/f/lazy.mjs": output({ "lib/rules/read.ts": 4_001 }),
    },
    ["f has 10 KB, 9 KB is the most. Largest: functions 5 KB, lib/rules 5 KB"],
  ],
  [
    "a forbidden package in a lazy chunk",
    {
      "dist/f/index.mjs": output(light, [], ["dist/f/lazy.mjs"]),
      "dist/f/lazy.mjs": output({ "node_modules/undici/index.js": 1 }),
    },
    ["f must not have undici in it: see which import leads there, and cut it"],
  ],
  [
    "a lazy package as a chunk that the entry imports statically",
    {
      "dist/f/index.mjs": output(light, ["dist/f/a.mjs"]),
      "dist/f/a.mjs": output({ "node_modules/re2js/index.js": 0 }),
    },
    ["f loads re2js with itself: import it dynamically, where it is needed"],
  ],
  [
    "a lazy package as a lazy chunk",
    {
      "dist/f/index.mjs": output(light, [], ["dist/f/a.mjs"]),
      "dist/f/a.mjs": output({ "node_modules/re2js/index.js": 1 }),
    },
    [],
  ],
  ["a package that is only called alike", { "dist/f/index.mjs": output({ "node_modules/undici-types/x.js": 1 }) }, []],
] as const)
  test(`${name} is ${said.length === 0 ? "let through" : "told with what to look at"}`, () => {
    assert.deepEqual(breaches("f", weighed(outputs), ceiling), said);
  });
