import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { noteText } from "../../lib/chat/note.ts";
import { commandLines } from "../../lib/chat/noteLines.ts";
import { sealPress } from "../../lib/chat/seal.ts";
import { type Message, type Span, sentence, tones } from "../../lib/core/message.ts";
import { assertHarmless } from "./noteShown.ts";

const seed = 20_261_122;
const home = "https://gitlab.example.com";
const job = `${home}/shop/api/-/jobs/77`;

/** What strangers call their jobs. */
const payloads = [
  "@all",
  "@root, see",
  "#1",
  "group/project#1",
  "!7",
  "~bug",
  '~"a b"',
  "%v1",
  '%"a b"',
  "$5",
  "&9",
  "^alert#4",
  "*iteration:1",
  "[vulnerability:1]",
  "PROJ-12",
  "GL-1",
  "deadbeefcafe",
  "1234567",
  "/close",
  "\n/close",
  "\r\n/merge\r\n",
  "\u2028/close",
  "<b>x</b>",
  "<img src=x onerror=alert(1)>",
  "<!-- x",
  "<details>",
  "![x](https://evil.example.com/x.png)",
  "[x](https://evil.example.com)",
  "[x]: https://evil.example.com",
  "https://evil.example.com/-/issues/1",
  `${home}/shop/api/-/issues/1`,
  "www.evil.example.com",
  "mail@evil.example.com",
  ":smile:",
  ":100:",
  ":",
  "smile",
  "| a | b |",
  "|---|---|",
  "```",
  "``` @all",
  "`",
  "` @all `",
  "``x`",
  "~~~",
  "---",
  "===",
  "> quote",
  ">>>",
  "- [ ] task",
  "1. one",
  "    code",
  "\tcode",
  "$$x$$",
  "$`x`$",
  "[[_TOC_]]",
  "[^1]",
  "{+ x +}",
  "\\@all",
  "&#64;all",
  "&commat;all",
  "\u202e@all",
  "\u200b@all",
  "\u0000@all",
  "\ud800",
  "/penstock retry x",
  "\n/penstock retry x\n",
  "**bold",
  "_x_",
  "dead",
  "beef",
  "ABC",
  "12",
  "!",
  "x".repeat(500),
  "`".repeat(400),
  "a.b-c d'e",
  "",
  " ",
] as const;

const text = fc.oneof(
  fc.constantFrom(...payloads),
  fc.array(fc.constantFrom(...payloads, " ", "word", "ok."), { maxLength: 5 }).map((parts) => parts.join("")),
  fc.string({ maxLength: 30 }),
);
const span: fc.Arbitrary<Span> = fc.oneof(
  text,
  text.map((code) => ({ code })),
  text.map((strong) => ({ strong })),
  fc
    .tuple(
      fc.constantFrom(
        job,
        "https://evil.example.com/a/b/-/jobs/1",
        `${home}/-/issues/1`,
        `${job}>)@all`,
        `${job}#@all`,
        `${job}?a=@all`,
        "x",
      ),
      text,
    )
    .map(([link, shown]) => ({ link, text: shown })),
);
const line = fc.array(span, { maxLength: 8 });
const message: fc.Arbitrary<Message> = fc.record({
  tone: fc.constantFrom(...tones),
  title: line,
  lines: fc.array(line, { maxLength: 60 }),
});

test("whatever strangers wrote, a comment mentions nobody, names nothing, orders nothing and is no command of ours", () => {
  fc.assert(
    fc.property(message, (said) => {
      const shown = noteText(said, home);
      assertHarmless(shown, home);
      assert.deepEqual(commandLines(shown), []);
    }),
    { seed, numRuns: 1500 },
  );
});

for (const payload of payloads)
  test(`harmless wherever it stands: ${JSON.stringify(payload.slice(0, 20))}`, () => {
    const spans: Span[] = [payload, { code: payload }, { strong: payload }, { link: payload, text: payload }];
    for (const one of spans)
      for (const title of [
        [one],
        ["x", one, "y"],
        [one, one],
        [{ code: "a" }, one, { code: "b" }],
        ["!", one],
        [":", one, ":"],
      ])
        assertHarmless(noteText({ tone: "ok", title, lines: [title] }, home), home);
  });

for (const [what, title, expected] of [
  [
    "words stay words",
    ["It's done, as you said: re-run 3 of 12 (not 1.5)."],
    "It's done, as you said: re-run 3 of 12 (not 1.5).",
  ],
  ["what is no word is code", ["Job test/unit of @ada is done."], "Job `test/unit` of `@ada` is done."],
  ["line breaks are spaces", ["one\n\n two"], "one two"],
  ["neighbours are one code", ["see #1 !2 now"], "see `#1 !2` now"],
  ["code has a longer fence", [{ code: "a`b``c" }], "``` a`b``c ```"],
  ["strong is bold", [{ strong: "done" }, "."], "**done**."],
  ["our job is a link", [{ link: job, text: "deploy" }, " ended"], `[deploy](<${job}>) ended`],
  [
    "a stranger's link is code",
    [{ link: "https://evil.example.com/a/b/-/jobs/1", text: "x" }],
    "x `https://evil.example.com/a/b/-/jobs/1`",
  ],
  [
    "an issue would be told of a link to it",
    [{ link: `${home}/a/b/-/issues/1`, text: "x" }],
    `x \`${home}/a/b/-/issues/1\``,
  ],
] as const)
  test(`in comments ${what}`, () => assert.equal(noteText(sentence("ok", ...title), home), `✅ ${expected}`));

test("without GitLab's address nothing is a link", () => {
  assert.equal(noteText(sentence("ok", { link: job, text: "deploy" })), `✅ deploy \`${job}\``);
});

test("a button is told as the command to write", () => {
  const place = {
    provider: "gitlab",
    team: "g",
    project: 7,
    on: "issue",
    iid: 1,
    note: 1,
    isConfidential: false,
  } as const;
  const press = { word: "approve", project: 7, job: 77, digest: "d", nonce: "n" } as const;
  const token = sealPress(press, { source: "gitlab", place }, "k".repeat(32));
  const buttons = [
    { label: "Approve", token },
    { label: "x", token: "forged" },
  ];
  const lines = [[{ link: job, text: "deploy" }]];
  const shown = noteText({ tone: "wait", title: ["A gate waits"], lines, buttons }, home);
  assert.equal(shown, `⏳ A gate waits\n\n- [deploy](<${job}>)\n- Write \`/penstock approve ${job}\``);
});

test("of a long message the beginning is shown, and how much is left", () => {
  const lines = Array.from({ length: 60 }, (_, at) => [`line ${at} `, { code: "x".repeat(600) }]);
  const shown = noteText({ tone: "ok", title: ["Long"], lines }, home);
  assert.ok(shown.length <= 10_000);
  assert.match(shown, /- … and \d+ more$/);
  const title = Array.from({ length: 100 }, () => ({ code: "x".repeat(300) }));
  assert.ok(noteText({ tone: "ok", title, lines: [title] }, home).length < 5_000);
});
