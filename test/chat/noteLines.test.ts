import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { commandLines } from "../../lib/chat/noteLines.ts";

const seed = 20_261_122;
const said = (text: string) => commandLines(text).map(({ line, text: one }) => `${line} ${one}`);

for (const [what, text, expected] of [
  ["the only line", "/penstock retry x", ["1 retry x"]],
  ["lines among others", "Hm.\n/penstock why x\nOr:\r\n/penstock\tretry x  \n", ["2 why x", "4 retry x"]],
  ["nothing behind it", "/penstock", ["1 "]],
  ["a line behind code", "```\n/penstock a\n```\n/penstock b", ["4 b"]],
  ["a longer fence", "````md\n```\n/penstock a\n```\n````\n/penstock b", ["6 b"]],
  ["tildes", "~~~\n/penstock a\n```\n/penstock a\n~~~\n/penstock b", ["6 b"]],
  ["a fence that is never closed", "```\n/penstock a\n\n/penstock b", []],
  ["inline code that begins a line", "``` x ```\n/penstock b", ["2 b"]],
  ["a quote and what follows it at once", "> x\n/penstock a\n\n/penstock b", ["4 b"]],
  ["a quote block", ">>>\n/penstock a\n\n/penstock a\n>>>\n/penstock b", ["6 b"]],
  ["mathematics", "$$\n/penstock a\n$$\n/penstock b", ["4 b"]],
  ["inline code over lines", "`x\n/penstock a\n` y\n/penstock b", ["4 b"]],
  ["two inline codes over lines", "`x\ny` `z\n/penstock a\n` y\n/penstock b", ["5 b"]],
  ["a backtick that closes nothing", "it`s\n/penstock b", ["2 b"]],
  ["what is not shown", "x <!-- y\n/penstock a\n-->\n/penstock b", ["4 b"]],
  ["HTML", "<div>\n/penstock a\n\n/penstock b", ["4 b"]],
  ["preformatted text", "<pre>\n\n/penstock a\n</pre>\n/penstock b", ["5 b"]],
  ["spaces before it", " /penstock a\n    /penstock a\n\t/penstock a", []],
  ["other words", "/penstockx a\n/Penstock a\nx /penstock a\n//penstock a", []],
] as const)
  test(`commands in a comment with ${what}`, () => assert.deepEqual(said(text), expected));

test("whatever is within a fence is no command, and any comment is read quickly and without an error", () => {
  const piece = fc.constantFrom(
    "/penstock a\n",
    "`",
    "``\n",
    "> ",
    "\n",
    "<!--",
    "-->",
    "text ",
    ">>>\n",
    "<b>",
    "$$\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      assert.deepEqual(said(`~~~~\n${text}`), []);
      for (const { line } of commandLines(text)) assert.match(text.split("\n")[line - 1] ?? "", /^\/penstock(\s|$)/);
    }),
    { seed, numRuns: 1000 },
  );
  for (const text of ["`\n".repeat(30_000), "`a``b\n".repeat(10_000), "<!--\n".repeat(10_000)])
    assert.deepEqual(said(`${text}\n\n~~~\n/penstock a`).slice(0, 1), []);
});
