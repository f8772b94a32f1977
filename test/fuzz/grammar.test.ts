import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommand } from "../../lib/chat/grammar.ts";
import { whyDeniedName } from "../../lib/core/denied.ts";
import type { Message } from "../../lib/core/message.ts";
import { commandWords, type Said } from "../../lib/core/said.ts";
import { golden, mutated, nameOf } from "./commands.ts";
import { fuzz } from "./mutate.ts";
import { type Allow, sentBy } from "./playedBy.ts";
import { pick, type Random, randomOf } from "./random.ts";

test("every golden command but the one with names that nobody may set is read", () => {
  const wrong = golden.filter((text) => "wrong" in readCommand(text));
  assert.deepEqual(wrong.length, 1, wrong.join("\n"));
});

test("no text breaks the grammar, and no command sends a variable that its rule does not allow", (t) => {
  t.diagnostic(`seed ${fuzz.seed}, ${fuzz.bodies} commands: FUZZ_SEED and FUZZ_BODIES say otherwise`);
  const count = { read: 0, withValues: 0, sent: 0, refused: 0, wrong: 0 };
  for (let index = 0; index < fuzz.bodies; index++) {
    const random = randomOf(Math.imul(fuzz.seed, 0x9e3779b1) ^ Math.imul(index, 0x85ebca6b));
    const text = mutated(random);
    const allow = allowOf(random);
    try {
      const read = readCommand(text);
      if ("wrong" in read) {
        count.wrong++;
        checkMessage(read.wrong);
        continue;
      }
      count.read++;
      checkSaid(read.said);
      const names = Object.keys(read.said.values);
      if (names.length === 0) continue;
      count.withValues++;
      const sent = sentBy(read.said, allow);
      if (sent) count.sent++;
      else count.refused++;
      checkSent(sent ?? {}, read.said, allow);
    } catch (cause) {
      const again = `FUZZ_SEED=${fuzz.seed} FUZZ_BODIES=${index + 1}`;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`command ${index} (${again}) ${JSON.stringify(text.slice(0, 300))}: ${why}`, { cause });
    }
  }
  t.diagnostic(JSON.stringify(count));
  for (const [what, times] of Object.entries(count)) assert.ok(times > fuzz.bodies / 500, `only ${times} ${what}`);
});

/** Names that a rule may list, and some that no rule can, as a stored one might all the same. */
function allowOf(random: Random): Allow {
  const usual = ["REGION", "VERSION", "NOTE", "CHANNEL", "DEBUG"].filter(() => random() < 0.8);
  const odd = [nameOf(random), "CI_JOB_TOKEN", "PATH", "__proto__"].filter(() => random() < 0.15);
  return Object.fromEntries(
    [...usual, ...odd].map((name) => [
      name,
      pick(random, [["eu", "us", "v1", "1", "x"], { matches: ".*" }, { matches: ".*" }, { matches: "v[0-9.]+" }]),
    ]),
  );
}

function checkSent(sent: Readonly<Record<string, string>>, { values }: Said, allow: Allow): void {
  for (const [name, value] of Object.entries(sent)) {
    assert.ok(Object.hasOwn(allow, name), `${name} was not allowed`);
    assert.equal(whyDeniedName(name), undefined);
    assert.equal(value, Object.hasOwn(values, name) ? values[name] : undefined);
    assert.doesNotMatch(value, /[$%\p{Cc}\p{Cf}\u2028\u2029]/u);
  }
}

function checkSaid({ word, values, target, reason, forSeconds }: Said): void {
  assert.ok(commandWords.includes(word));
  const names = Object.keys(values);
  assert.ok(names.length <= 50);
  assert.ok(names.length === 0 || ["play", "arm", "retry"].includes(word));
  for (const name of names) assert.equal(whyDeniedName(name), undefined, name);
  for (const value of Object.values(values)) assert.ok(value.length <= 1024 && !/[$%\p{Cc}]/u.test(value));
  assert.ok((reason ?? "x").length > 0 && (reason ?? "").length <= 1000);
  assert.ok(forSeconds === undefined || (forSeconds > 0 && word === "arm"));
  if (target && "path" in target) assert.match(target.path, /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)+$/);
  if (target && "host" in target) assert.match(target.host, /^[a-z0-9.:[\]-]+$/);
  if (target?.kind === "job") assert.ok(Number.isSafeInteger(target.job) && target.job > 0);
  if (target?.kind === "everything") assert.equal(word, "stop");
}

/** Short, and never without a way on. */
function checkMessage({ title, lines, tone }: Message): void {
  const text = JSON.stringify([title, lines]);
  assert.equal(tone, "no");
  assert.ok(lines.length === 1 && text.length < 700, text);
}
