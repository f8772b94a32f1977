import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { receive } from "../../lib/app/receive.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { JobEvent } from "../../lib/core/event.ts";
import { type CompiledRule, compileRule } from "../../lib/rules/compile.ts";
import { packRules } from "../../lib/rules/pack.ts";
import type { Rule, Rulebook } from "../../lib/rules/rulebook.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { headKey, packKey, rulebookItems, versionKey } from "../../lib/store/rulebookItem.ts";

const now = Date.UTC(2026, 10, 20, 9);

function written(count: number): Rulebook {
  const lines = Array.from(
    { length: count },
    (_, at) =>
      `  - { id: r${at}, projects: "**", on: job, when: { status: failed, name: "job-${at % 3}*" }, do: retry }`,
  );
  const text = ["version: 1", "defaults: { mode: enforce }", "rules:", ...lines, ""].join("\n");
  const read = readRuleFiles([{ file: "rules.yaml", text }], actions);
  assert.ok("rulebook" in read);
  return read.rulebook;
}

const event: JobEvent = {
  kind: "job",
  id: "d1",
  source: "gitlab",
  receivedAt: now,
  project: { id: 42, path: "shop/api" },
  job: { id: 1, name: "job-1", status: "failed", pipelineId: 5 },
};

/** A reader before a table that holds rules as they are given, and what it told. */
function desk(rules: string, pack?: Uint8Array) {
  const store = createMemoryStore();
  const { head, body, beside } = rulebookItems({ source: "gitlab", version: 1, rules, ...(pack && { pack }) });
  for (const item of [head, body, ...beside]) store.tables.put("rules", item);
  const told: Readonly<Record<string, unknown>>[] = [];
  let time = now;
  const clock = () => time;
  const log = { error: (what: string, fields: object) => void told.push({ what, ...fields }) };
  const reader = createRulesReader({ store, actions, clock, log });
  return { store, told, reader, pass: (seconds: number) => (time += seconds * 1000), clock };
}

/** What each of these rules says to the event's job. */
function verdicts(rules: Iterable<CompiledRule>): string[] {
  return [...rules].map((rule) => JSON.stringify(rule.decide(event, now)));
}

/** What is wrong with stored rules that another version of the program wrote. */
const faults: Readonly<Record<string, (rule: Rule) => object>> = {
  "a verb that is gone": (rule) => ({ ...rule, do: { action: "reboot", params: {} } }),
  "a condition that is not known": (rule) => ({ ...rule, when: { ...rule.when, moon: "full" } }),
  "a trigger that is not known": (rule) => ({ ...rule, on: ["eclipse"] }),
  "a span that is none": (rule) => ({ ...rule, for: "soon" }),
  "a project that cannot be": (rule) => ({ ...rule, projects: [0] }),
};

for (const [what, spoil] of Object.entries(faults))
  for (const isPacked of [true, false])
    test(`stored rules with ${what}, ${isPacked ? "packed" : "as text"}, are set aside alone and told once each`, async () => {
      const good = written(20);
      const expected = verdicts((await desk(JSON.stringify(good)).reader.live("gitlab")).rules);
      for (const count of [1, 7, 20]) {
        const broken = good.rules.map((rule, at) => ({ ...spoil(rule), id: `broken-${at}` })).slice(0, count);
        const mixed = { ...good, rules: good.rules.flatMap((rule, at) => [rule, ...broken.slice(at, at + 1)]) };
        const text = JSON.stringify(mixed);
        const pack = isPacked ? packRules({ ...good, rules: mixed.rules as Rule[] }, text) : undefined;
        const { reader, told } = desk(text, pack);
        const active = await reader.live("gitlab");
        const [aside, others] = [
          active.rules.filter((rule) => rule.setAside),
          active.rules.filter((rule) => !rule.setAside),
        ];
        assert.deepEqual(verdicts(others), expected);
        assert.deepEqual(
          aside.map(({ rule }) => rule.id),
          broken.map(({ id }) => id),
        );
        assert.ok(aside.every((rule) => rule.decide(event, now).answer === "no" && !rule.concerns("job")));
        await reader.live("gitlab");
        for (const rule of active.rules) rule.decide(event, now);
        assert.deepEqual(
          told.map(({ what, code, rule }) => [what, code, rule]),
          broken.map(({ id }) => ["rule set aside", "ruleSetAside", `${id}@1`]),
        );
      }
    });

test("the good rules of a rulebook with broken ones still plan what they want", async () => {
  const good = written(3);
  const broken = good.rules.map((rule, at) => ({ ...rule, id: `b${at}`, do: { action: "reboot", params: {} } }));
  const text = JSON.stringify({ ...good, rules: [...broken, ...good.rules] });
  const { store, reader, clock } = desk(text);
  const world = {
    store,
    rules: reader,
    actions,
    clock,
    random: () => "r1",
    giveWay: async () => {},
    record: "all" as const,
  };
  assert.deepEqual(await receive(event, world), { planned: 1 });
  assert.deepEqual(
    (await store.tasks(10)).map(({ id, wants }) => [id, wants.map(({ rule }) => rule)]),
    [["gitlab/42/job:1/retry", ["r1@1"]]],
  );
});

test("a rule that throws when it is asked says no, and why; asked about something else it decides", () => {
  const [rule] = written(1).rules;
  assert.ok(rule);
  const told: string[] = [];
  const compiled = compileRule(
    { ...rule, when: { status: ["failed"], failureClass: ["odd"] } as NonNullable<Rule["when"]> },
    1,
    {
      classes: new Map([
        [
          "odd",
          ({ job }) => {
            if (job.name === "job-1") throw new TypeError("it breaks");
            return { path: "odd", answer: "yes" };
          },
        ],
      ]),
      onBreak: (name, reason) => told.push(`${name}: ${reason}`),
    },
  );
  const verdict = compiled.decide(event, now);
  assert.deepEqual([verdict.answer, verdict.because.seen], ["no", "set aside: it breaks"]);
  assert.equal(compiled.decide({ ...event, job: { ...event.job, name: "job-2" } }, now).answer, "yes");
  assert.deepEqual(told, ["r0@1: it breaks"]);
});

test("a rule that throws again and again is told once", async () => {
  const { reader, told } = desk(JSON.stringify(written(1)));
  const [rule] = (await reader.live("gitlab")).rules;
  const breaking = {
    ...event,
    job: {
      ...event.job,
      get name(): string {
        throw new TypeError("it breaks");
      },
    },
  };
  const answers = [1, 2, 3].map(() => rule?.decide(breaking, now).answer);
  assert.deepEqual(answers, ["no", "no", "no"]);
  assert.deepEqual(
    told.map(({ code, rule, reason }) => [code, rule, reason]),
    [["ruleSetAside", "r0@1", "it breaks"]],
  );
});

test("a rulebook whose pack does not match is refused: the last good one stays, with an alarm once a minute", async () => {
  const good = written(3);
  const text = JSON.stringify(good);
  const pack = packRules(good, text);
  const { store, reader, told, pass } = desk(text, pack);
  assert.equal((await reader.live("gitlab")).rules.length, 3);
  const next = rulebookItems({
    source: "gitlab",
    version: 2,
    rules: text.replace("job-1", "job-7"),
    ...(pack && { pack }),
  });
  for (const item of [next.head, next.body, ...next.beside]) store.tables.put("rules", item);
  store.tables.put("rules", { source: "gitlab", version: packKey, newest: 2, packed: Uint8Array.of(1) });
  for (const seconds of [0, 5, 30, 30]) {
    pass(seconds);
    assert.equal((await reader.live("gitlab")).version, 1);
  }
  const alarm = { what: "rulebook refused", code: "rulebookRefused", kept: "version 1 stays in force" };
  assert.deepEqual(
    told.map(({ what, code, kept }) => ({ what, code, kept })),
    [alarm, alarm],
  );
  await assert.rejects(createRulesReader({ store, actions, clock: () => now, log: { error() {} } }).live("gitlab"), {
    code: "corrupt",
  });
});

test("rules that an older program stored, without a pack, are read", async () => {
  const store = createMemoryStore();
  const text = JSON.stringify(written(6));
  const hash = createHash("sha256").update(text).digest("hex");
  store.tables.put("rules", { source: "gitlab", version: versionKey(3), packed: zstdCompressSync(text) });
  store.tables.put("rules", { source: "gitlab", version: headKey, newest: 3, hash });
  const active = await createRulesReader({ store, actions, clock: () => now, log: { error() {} } }).live("gitlab");
  assert.deepEqual(
    active.candidates(event, ["job"]).map(({ name }) => name),
    ["r1@3", "r4@3"],
  );
});
