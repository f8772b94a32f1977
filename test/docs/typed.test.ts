import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSession } from "./session.ts";
import { settled, stepsOf } from "./transcript.ts";

const pages = ["first-rule", "artifacts", "gates"];

for (const name of pages)
  test(`docs/${name}.md shows what the commands in it print (\`npm run docs -- ${name}\` writes it)`, async (t) => {
    const page = readFileSync(join(import.meta.dirname, `../../docs/${name}.md`), "utf8");
    const steps = stepsOf(page);
    assert.ok(steps.length >= 10, "there are some");
    const session = await openSession(t);
    const outputs = await session.type(steps.map(({ command }) => command));
    for (const [at, { command, output }] of steps.entries())
      assert.equal(settled(outputs[at] ?? "it never ended"), settled(output), command);
  });
