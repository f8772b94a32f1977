import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLogReader, type LogLine, type LogSection } from "../../lib/gitlab/sections.ts";

const seed = 20_261_121;

const start = (name: string, at = 1_700_000_000, options = "") =>
  `\x1b[0Ksection_start:${at}:${name}${options}\r\x1b[0K`;
const end = (name: string, at = 1_700_000_060) => `\x1b[0Ksection_end:${at}:${name}\r\x1b[0K`;
const stamp = (sign = " ") => `2026-11-20T09:30:00.123456Z 00O${sign}`;

function readAll(...pieces: (string | Uint8Array)[]): { lines: LogLine[]; sections: readonly LogSection[] } {
  const reader = createLogReader();
  const lines = pieces.flatMap((piece) => reader.read(Buffer.from(piece)));
  return { lines: [...lines, ...reader.end()], sections: reader.sections };
}

/** Each line as `outer/inner: text`. */
const told = (log: string | Uint8Array) =>
  readAll(log).lines.map(({ sections, text }) => (sections.length > 0 ? `${sections.join("/")}: ${text}` : text));

for (const [what, log, lines] of [
  ["nothing", "", []],
  ["a line without an end", "a", ["a"]],
  ["lines of both systems, and an empty one", "a\r\nb\n\nc\n", ["a", "b", "", "c"]],
  ["a progress that writes its line anew", "1 %\r50 %\r100 %\ndone\n", ["100 %", "done"]],
  ["a line that ends twice with CR", "kept\r\r\n", ["kept"]],
  ["a line that is erased before it is written anew", "downloading\r\x1b[Kdone\n", ["done"]],
  ["a line that is erased as a whole", "downloading\x1b[2Kdone\n", ["done"]],
  ["a line whose rest is erased", "green\x1b[0K\n", ["green"]],
  ["colours", "\x1b[32;1m$ make\x1b[0;m ok\x1b[38;5;1m!\n", ["$ make ok!"]],
  ["a link and a title", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x07 \x1b]0;title\x07me\n", ["click me"]],
  ["a string without an end", "\x1b]0;title\nnext\n", ["", "next"]],
  ["a string that CR ends", "\x1b]0;title\rnext\n", ["next"]],
  ["a string that another code ends", "\x1b]0;title\x1b[31mred\n", ["red"]],
  ["a string that is too long", `\x1b]0;${"x".repeat(5000)}\n`, ["x".repeat(906)]],
  ["a character set and cursor keys", "\x1b(Ba\x1b7b\x1b=c\x1b[?25ld\n", ["abcd"]],
  ["a code that breaks off", "a\x1b[31\nb\x1b\nc\x1b[3üd\n", ["a", "b", "cüd"]],
  ["a code that is too long", `\x1b[${"1;".repeat(50)}ma\n`, [`${"1;".repeat(18)}ma`]],
  ["a code inside a code", "\x1b\x1b[31ma\x1b[3\x1b[1mb\n", ["ab"]],
  ["controls that are no codes", "a\0b\x07c\x08d\x7fe\x0bf\tg\n", ["a�b�c�d�e�f\tg"]],
  ["C1 controls and text that turns round", "a\x9b31m\u202eb\u2066c\u200fd\u2028e\n", ["a�31m�b�c�d�e"]],
  ["bytes that are no UTF-8", Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xe2, 0x98]), ["a��", "�"]],
  ["emoji", "👩‍💻 ü\n", ["👩‍💻 ü"]],
] as const)
  test(`a log is read as a person sees it: ${what}`, () => assert.deepEqual(told(log), lines));

for (const [what, log, lines] of [
  ["one", `${start("a")}in\n${end("a")}out\n`, ["a: in", "out"]],
  [
    "with a header and options",
    `${start("a", 1, "[collapsed=true,hide_duration=true]")}\x1b[36mHead\x1b[0m\n`,
    ["a: Head"],
  ],
  [
    "one in the other",
    `${start("a")}1\n${start("b.c-1")}2\n${end("b.c-1")}3\n${end("a")}`,
    ["a: 1", "a/b.c-1: 2", "a: 3"],
  ],
  ["one after the other, without a line between", `${start("a")}1\n${end("a")}${start("b")}2\n`, ["a: 1", "b: 2"]],
  ["in the middle of a line", `before${start("a")}in${end("a")}after\n`, ["before", "a: in", "after"]],
  ["on lines of their own", `${start("a")}\nin\n${end("a")}\nout\n`, ["a: in", "out"]],
  ["behind a progress", `1 %\r99 %${start("a")}in\n`, ["99 %", "a: in"]],
  ["one that never ends", `${start("a")}1\n2`, ["a: 1", "a: 2"]],
  [
    "the outer one's end closes the inner one",
    `${start("a")}${start("b")}1\n${end("a")}2\n${end("b")}3\n`,
    ["a/b: 1", "2", "3"],
  ],
  ["an end without a start", `${end("a")}1\n`, ["1"]],
  ["two of one name", `${start("a")}${start("a")}1\n${end("a")}2\n`, ["a/a: 1", "a: 2"]],
  ["words that look like a marker", "section_start:1:a\nsection_end:1:a\rb\n", ["section_start:1:a", "b"]],
  ["a marker without CR", "section_start:1:a\x1b[0Kb\n", ["section_start:1:ab"]],
  ["an end of another section", `${start("a")}${end("b")}1\n`, ["a: 1"]],
  ["a name that no section has", "section_start:1:a b\r\x1b[0Kc\n", ["c"]],
  ["one that a job echoes is one", `$ echo\nsection_start:1:forged\r\x1b[0Kx\n`, ["$ echo", "forged: x"]],
  [
    "one behind a line that is too long",
    `${"x".repeat(70_000)}${start("a")}in\n`,
    [`${"x".repeat(65_536)}… [4464 more characters are left out]`, "a: in"],
  ],
  ["one across the place where a line is cut", `${"x".repeat(65_530)}${start("a")}in\n`, ["x".repeat(65_530), "a: in"]],
] as const)
  test(`sections: ${what}`, () => assert.deepEqual(told(log), lines));

test("sections are listed in the order of their starts, with their times", () => {
  const log = `${start("a", 100)}${start("b", 110)}x\n${end("b", 120)}${start("late", 1e14)}${end("a", 130)}`;
  assert.deepEqual(readAll(log).sections, [
    { name: "a", startedAt: 100_000, endedAt: 130_000 },
    { name: "b", startedAt: 110_000, endedAt: 120_000 },
    { name: "late" },
  ]);
});

for (const [what, log, lines] of [
  ["each line", `${stamp()}a\n${stamp()}b\n${stamp()}\n`, ["a", "b", ""]],
  ["a line in parts", `${stamp()}one \n${stamp("+")}line\n${stamp()}two\n`, ["one line", "two"]],
  ["a progress in parts", `${stamp()}1 %\r\n${stamp("+")}99 %\n${stamp()}b\n`, ["99 %", "b"]],
  ["sections", `${stamp()}${start("a")}in\n${stamp()}${end("a")}\n${stamp()}out\n`, ["a: in", "out"]],
  ["a last line without an end", `${stamp()}a\n${stamp("+")}b`, ["ab"]],
  ["a tail that begins inside a line", `6Z 00O half\n${stamp()}a\n${stamp("+")}b\n`, ["6Z 00O half", "ab"]],
  ["a part without a beginning", `${stamp("+")}b\n`, ["b"]],
  [
    "a line that only looks like it",
    "2026-11-20T09:30:00.123456Z said the program\n2026\n",
    ["2026-11-20T09:30:00.123456Z said the program", "2026"],
  ],
  ["lines without a time between", `${stamp()}a\nplain\n${stamp()}b`, ["a", "plain", "b"]],
] as const)
  test(`a runner's times before the lines are left out: ${what}`, () => assert.deepEqual(told(log), lines));

test("a line comes as soon as it is complete, one with a time when the next begins", () => {
  const reader = createLogReader();
  assert.deepEqual(reader.read(Buffer.from("a\nb")), [{ text: "a", sections: [] }]);
  assert.deepEqual(reader.read(Buffer.from(`\n${stamp()}c\n`)), [{ text: "b", sections: [] }]);
  assert.deepEqual(reader.read(Buffer.from(stamp())), [{ text: "c", sections: [] }]);
  assert.deepEqual(reader.end(), []);
});

test("a line of 10 MB is cut, and says so", () => {
  const { lines } = readAll(...Array.from({ length: 160 }, () => "x".repeat(65_536)), "\nnext\n");
  assert.equal(lines[0]?.text, `${"x".repeat(65_536)}… [${159 * 65_536} more characters are left out]`);
  assert.equal(lines[1]?.text, "next");
});

test("a line that is cut inside a character is text all the same", () => {
  const [cut] = readAll(`${"x".repeat(65_535)}🚀🚀\n`).lines;
  assert.equal(cut?.text, `${"x".repeat(65_535)}�… [3 more characters are left out]`);
});

test("a log of nothing but sections stays small", () => {
  const { lines, sections } = readAll(start("a").repeat(20_000), "x\n");
  assert.deepEqual([lines[0]?.sections.length, sections.length], [64, 10_000]);
});

/** What logs are made of, and what breaks them. */
const logs = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\n",
        "\r",
        "\r\n",
        "\x1b",
        "\x1b[",
        "\x1b[0K",
        "\x1b[2K",
        "\x1b[31m",
        "\x1b]0;",
        "\x07",
        "ü",
        "👩‍💻",
      ),
      fc.constantFrom(start("a"), end("a"), start("b", 5, "[x=y]"), end("b"), stamp(), stamp("+"), "section_start:1:"),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.uint8Array({ maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

test("any cutting of any log into pieces gives the same lines and sections", () => {
  fc.assert(
    fc.property(logs, fc.array(fc.nat(400), { maxLength: 12 }), (log, cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), log.length];
      const pieces = places.slice(1).map((to, index) => log.subarray(places[index], to));
      assert.deepEqual(readAll(...pieces), readAll(log));
      assert.deepEqual(readAll(...[...log].map((byte) => Uint8Array.of(byte))), readAll(log));
    }),
    { seed, numRuns: 500 },
  );
});

test("no line of any log holds what a terminal would obey", () => {
  fc.assert(
    fc.property(logs, (log) => {
      for (const { text } of readAll(log).lines) assert.doesNotMatch(text, /[^\P{Cc}\t]|[\u202a-\u202e\u2066-\u2069]/u);
    }),
    { seed, numRuns: 500 },
  );
});
