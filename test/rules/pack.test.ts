import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { indexRules } from "../../lib/rules/index/ruleIndex.ts";
import { openRulebook, ruleReader } from "../../lib/rules/opened.ts";
import { packRules, unpackRules } from "../../lib/rules/pack.ts";
import type { Rulebook } from "../../lib/rules/rulebook.ts";
import { conditions, facts } from "./arbitraries.ts";
import { factsWith, rulebookOf, specs } from "./specs.ts";

const readRule = ruleReader(specs);

const rulebook = fc
  .array(
    fc.record({
      projects: fc.array(fc.constantFrom("**", "shop/*", "shop/api", "!shop/x", 42), { minLength: 1, maxLength: 3 }),
      when: conditions(1),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map(
    (list): Rulebook => ({
      version: 1,
      rules: list.map(({ projects, when }, at) => ({
        id: `r${at}`,
        description: 'a "quoted" 😀 , "id":"r0" ]}',
        projects: ["shop/x", ...projects],
        on: ["job"],
        when,
        // What looks like another rule's id is none.
        do: { action: "play", params: { job: "x", variables: { id: `r${at + 1}` } } },
        mode: "enforce",
        limit: {},
      })),
    }),
  );

/** What this version makes of stored rules; with a pack nothing is read but what is asked for. */
function opened(book: Rulebook, isPacked: boolean) {
  const rules = JSON.stringify(book);
  const pack = packRules(book, rules);
  assert.ok(pack);
  return openRulebook({ rules, ...(isPacked && { pack }) }, readRule);
}

test("rules come out of a pack as they come out of their text, each by its place and its id", () => {
  fc.assert(
    fc.property(rulebook, facts, (book, given) => {
      const [packed, plain] = [opened(book, true), opened(book, false)];
      const places = book.rules.map((_, at) => at);
      assert.equal(packed.count, book.rules.length);
      assert.deepEqual(places.map(packed.read), places.map(plain.read));
      assert.deepEqual(
        places.map((at) => packed.find(`r${at}`)),
        places,
      );
      assert.equal(packed.find("r99"), undefined);
      assert.deepEqual(packed.index.candidates(given, ["job"]), plain.index.candidates(given, ["job"]));
    }),
    { seed: 20_261_123, numRuns: 120 },
  );
});

const book = rulebookOf(`
version: 1
calendars: { office: { zone: Europe/Berlin, open: "Mon-Fri 09:00-17:00" } }
rules:
  - { id: one, projects: ["shop/**", "!shop/x"], on: job, when: { status: failed, name: "build*" }, do: retry }
  - { id: two, projects: 42, on: [job, pipeline], when: { all: [{ status: [manual, failed] }], tag: true }, do: retry }
  - { id: three, projects: "**", on: { schedule: { every: 1d } }, do: keep, mode: "off" }
`);

test("a pack says nothing of its own: what stands beside the rules comes from the text", () => {
  assert.deepEqual(Object.keys(opened(book, true).beside.calendars ?? {}), ["office"]);
});

test("a pack that another version wrote in its own way is not read: all rules are, and they decide the same", () => {
  const rules = JSON.stringify(book);
  const pack = packRules(book, rules);
  assert.ok(pack);
  const bytes = zstdDecompressSync(pack);
  const other = Buffer.from(bytes);
  other.write("9", other.indexOf("format") + 'format":'.length);
  assert.notDeepEqual(other, bytes);
  for (const foreign of [other, Buffer.from("no pack\n"), Buffer.from("{}\n"), Buffer.alloc(0)])
    assert.equal(unpackRules(zstdCompressSync(foreign)), undefined);
  const read = openRulebook({ rules, pack: zstdCompressSync(other) }, readRule);
  assert.deepEqual(
    read.index.candidates(factsWith(), ["job"]),
    indexRules(book.rules).candidates(factsWith(), ["job"]),
  );
});

test("the stored form is what this version's number stands for: who changes it gives it another number", () => {
  const kept = { do: { action: "keep", params: {} }, mode: "enforce", limit: {} } as const;
  const plain: Rulebook = {
    version: 1,
    rules: [
      { id: "a", projects: ["shop/**", "!shop/x"], on: ["job"], when: { status: ["failed"], name: ["b*"] }, ...kept },
      { id: "b", projects: [42, "other/api"], on: ["pipeline"], when: { tag: true, ref: ["main"] }, ...kept },
    ],
  };
  const pack = packRules(plain, JSON.stringify(plain));
  assert.ok(pack);
  const digest = createHash("sha256").update(zstdDecompressSync(pack)).digest("hex").slice(0, 16);
  assert.equal(digest, "04ed88a3e7eb69ba");
});

for (const [what, text] of [
  ["no JSON", "rules: []"],
  ["a list", "[]"],
  ["rules that are no list", '{"version":1,"rules":{}}'],
  ["a version that there never was", '{"version":0,"rules":[]}'],
  ["an unknown key beside the rules", '{"version":1,"calendar":{},"rules":[]}'],
] as const)
  test(`stored rules that are ${what} are corrupt as a whole`, () => {
    assert.throws(() => openRulebook({ rules: text }, readRule), { name: "StoreError", code: "corrupt" });
  });

test("a pack that cannot be unpacked, or belongs to another text, is corrupt and no crash", () => {
  const rules = JSON.stringify(book);
  const pack = packRules(book, rules);
  assert.ok(pack);
  for (const stored of [
    { rules, pack: Buffer.from("no zstd") },
    { rules: rules.slice(0, 40), pack },
  ])
    assert.throws(() => openRulebook(stored, readRule), { name: "StoreError", code: "corrupt" });
});

test("of 10,000 rules a pack and the text fit into the table together", () => {
  const rules = Array.from({ length: 10_000 }, (_, at) => ({
    id: `rule-${at}`,
    projects: [`group-${at % 500}/team-${at % 37}/project-${at}`],
    on: ["job" as const],
    when: { status: ["failed" as const], name: [`build-${at % 13}*`], ref: ["main"] },
    do: { action: "retry", params: {} },
    mode: "enforce" as const,
    limit: { perJob: 2 },
  }));
  const large: Rulebook = { version: 1, rules };
  const text = JSON.stringify(large);
  const sizes = [zstdCompressSync(text).length, packRules(large, text)?.length ?? Number.POSITIVE_INFINITY];
  assert.ok(
    sizes.every((bytes) => bytes < 380 * 1024),
    `${sizes} bytes`,
  );
});
