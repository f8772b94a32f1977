import assert from "node:assert/strict";
import { test } from "node:test";
import { url, wrongIn } from "./grammarWords.ts";

/** A letter that is not what it seems, where it counts, and what is told of it. */
const rows: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ["a Cyrillic letter in a word", `r\u0435try ${url}`, /"\u0435", which is U\+0435 and only looks like "e"/],
  ["a word in fullwidth", `\uff52\uff45\uff54\uff52\uff59 ${url}`, /is U\+FF52 and only looks like "r"/],
  ["a sign that small letters make a plain one of", `\u212aeep ${url}`, /is U\+212A and only looks like "k|K"/],
  ["a Turkish letter", `reject\u0130 ${url}`, /U\+0130/],
  ["a letter that is not seen in a word", `ret\u200bry ${url}`, /U\+200B, which nobody sees/],
  ["a joiner in a word", `ret\u200dry ${url}`, /U\+200D, which nobody sees/],
  ["a soft hyphen in an address", "retry https://git.exam\u00adple.com/a/b/-/jobs/1", /U\+00AD, which nobody sees/],
  [
    "a Cyrillic letter in a host",
    "retry https://git.ex\u0430mple.com/a/b/-/jobs/1",
    /I do not trust that address.*"\u0430", which is U\+0430/,
  ],
  [
    "a Greek letter in a path",
    "retry https://git.example.com/sh\u03bfp/api/-/jobs/1",
    /U\+03BF and only looks like "o"/,
  ],
  ["a fullwidth dot in a host", "retry https://git\uff0eexample.com/a/b/-/jobs/1", /U\+FF0E and only looks like "\."/],
  [
    "a fraction's slash in a path",
    "retry https://git.example.com\u2044evil/a/b/-/jobs/1",
    /U\+2044 and only looks like "\/"/,
  ],
  [
    "a letter of another language in a host",
    "retry https://b\u00fccher.example/a/b/-/jobs/1",
    /it holds "\u00fc" \(U\+00FC\)/,
  ],
  ["a mark upon a letter in a path", "stop sho\u0301p/api now", /U\+0301/],
  ["a Cyrillic letter in a project's path", "stop sh\u043ep/api now", /I do not trust that path.*U\+043E/],
  ["a Cyrillic letter in everything", "stop \u0435verything now", /U\+0435/],
  ["letters of another script as digits", "retry https://git.example.com/a/b/-/jobs/\u0661\u0662", /U\+0661/],
  ["a Cyrillic letter in a variable's name", `play ${url} R\u0415GION=eu`, /U\+0415 and only looks like "e|E"/],
  ["a Cyrillic letter in an option", `play ${url} --d\u0433y`, /I do not trust that option.*U\+0433/],
  ["what turns the direction", `retry ${url} \u202e--dry`, /U\+202E, which nobody sees/],
  ["what turns the direction within a name", 'play "deploy \u2066x\u2069"', /U\+2066, which nobody sees/],
  ["a letter that is not seen in a value", `play ${url} A=x\u200dy`, /The value of A holds a letter that nobody sees/],
  ["a NUL", `retry ${url}\u0000`, /U\+0000, which nobody sees/],
  ["half a letter", `retry ${url} --reason "\ud800"`, /U\+D800, which nobody sees/],
];

for (const [what, text, told] of rows)
  test(`the grammar refuses ${what}, and names it`, () => {
    assert.match(wrongIn(text) ?? "it was read", told);
  });

test("names of jobs and reasons may be written in any language, and with emoji that are joined", () => {
  for (const text of [
    'play "\u0440\u0430\u0437\u0432\u0435\u0440\u043d\u0443\u0442\u044c \u0432\u0441\u0451"',
    'play "\ud83d\udc69\u200d\ud83d\udcbb deploy"',
    `reject ${url} \u043d\u0435 \u0441\u0435\u0433\u043e\u0434\u043d\u044f \ud83d\ude45\u200d\u2640\ufe0f`,
  ])
    assert.equal(wrongIn(text), undefined);
});
