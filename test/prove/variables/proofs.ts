import assert from "node:assert/strict";
import type { Action, Content } from "../../../lib/actions/action.ts";
import { whyGivenRefused } from "../../../lib/actions/given.ts";
import { actions } from "../../../lib/actions/index.ts";
import type { Facts } from "../../../lib/core/event.ts";
import { compileRulebook } from "../../../lib/rules/compile.ts";
import { problemText, readRulebook } from "../../../lib/rules/read.ts";
import { readRegex } from "../../../lib/rules/regex.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import { type Random, randomOf } from "../../fuzz/random.ts";
import type { Proof } from "../proof.ts";
import { type Declared, drawDeclared, drawFacts, drawGiven, paramsOf, shows } from "./draw.ts";
import { whyWrong } from "./oracle.ts";
import { openRecorder, type Recorder } from "./recorder.ts";

const asked = 8;

/** A rule as a worker has it: read as people write it, or as a table holds it that somebody meddled with. */
interface Had {
  readonly action: Action;
  readonly params: Readonly<Record<string, unknown>>;
  matches(pattern: string, text: string): boolean;
}

interface Notes {
  readonly violations: string[];
  readonly met: (what: string) => void;
  pairs: number;
}

function ruleOf(declared: Declared, isRead: boolean, met: Notes["met"]): Had | undefined {
  const action = actions.find(({ name }) => name === declared.action);
  assert.ok(action);
  const params = paramsOf(declared);
  const on = declared.action === "play" ? ["job", { command: "play" }] : ["job"];
  const base = { id: "r", projects: ["**"], on, when: { status: "failed" } };
  if (isRead) {
    const text = JSON.stringify({ version: 1, rules: [{ ...base, do: { [declared.action]: params } }] });
    const read = readRulebook(text, "r.yaml", actions);
    if ("problems" in read) {
      met("rules refused");
      assert.ok(read.problems.map(problemText).join() !== "");
      return undefined;
    }
    const [rule] = compileRulebook(read.rulebook, 1, { readRegex });
    assert.ok(rule);
    return { action, params: rule.rule.do.params, matches: rule.matches };
  }
  met("rules past the reader");
  const stored = { ...base, do: { action: declared.action, params }, mode: "enforce", limit: {} } as unknown as Rule;
  const [rule] = compileRulebook({ rules: [{ ...stored, on: ["job"], when: {} }] }, 1, { readRegex });
  assert.ok(rule);
  return { action, params, matches: rule.matches };
}

/** What the call would carry, or why there is none: as a worker asks it. */
function contentOf({ action, params, matches }: Had, facts: Facts): { content: Content } | { refused: string } {
  const refused = whyGivenRefused(action, { params, facts, matches });
  return refused === undefined ? action.content(params, facts, matches) : { refused };
}

async function askOnce(
  random: Random,
  declared: Declared,
  { had, recorder, notes }: { had: Had; recorder: Recorder; notes: Notes },
) {
  const values = random() < 0.7 ? drawGiven(random, declared, notes.met) : undefined;
  const facts = drawFacts(random, values);
  notes.pairs +=
    Object.keys({ ...declared.variables }).length +
    Object.keys(declared.inputs).length +
    Object.keys(values ?? {}).length;
  const found = contentOf(had, facts);
  if ("refused" in found) {
    notes.met("refused");
    if (shows(found.refused)) notes.violations.push(`a refusal shows a value: ${found.refused}`);
    return;
  }
  await had.action.call(recorder.writes, 42, 1001, found.content);
  const sent = recorder.taken();
  if (sent.length !== 1) notes.violations.push(`${sent.length} requests for one call`);
  notes.met("requests");
  for (const one of sent) {
    for (const _ of [...one.variables, ...Object.keys(one.inputs)]) notes.met("pairs sent");
    for (const why of whyWrong(one, declared, facts)) notes.violations.push(`${why}: ${JSON.stringify(declared)}`);
  }
}

const declaredOnly: Proof = {
  promises: ["P16"],
  says: "only what a rule declares is sent, with values that it allows, and never a name that steers something",
  cases: { onPush: 10_000, byProve: 1_000_000 },
  async run(cases, seed) {
    const random = randomOf(seed);
    const counts = new Map<string, number>();
    const met = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
    const notes: Notes = { violations: [], met, pairs: 0 };
    const recorder = await openRecorder();
    try {
      while (notes.pairs < cases) {
        const declared = drawDeclared(random, met);
        notes.pairs += Object.keys(declared.allow).length;
        const had = ruleOf(declared, random() < 0.6, met);
        for (let at = 0; had && at < asked; at++) await askOnce(random, declared, { had, recorder, notes });
      }
    } finally {
      await recorder.close();
    }
    return { cases: notes.pairs, violations: notes.violations.slice(0, 20), figures: Object.fromEntries(counts) };
  },
};

const shownFigures = ["requests", "pairs sent", "refused", "rules refused", "rules past the reader"];

/** The figures of the table; how often each spelling was met is told by the test. */
export const everySpelling: Proof = declaredOnly;

export const variableProofs: readonly Proof[] = [
  {
    ...declaredOnly,
    async run(cases, seed) {
      const shown = await declaredOnly.run(cases, seed);
      const kept = Object.entries(shown.figures ?? {}).filter(([name]) => shownFigures.includes(name));
      return { ...shown, figures: Object.fromEntries(kept) };
    },
  },
];
