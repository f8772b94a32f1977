import assert from "node:assert/strict";
import { test } from "node:test";
import { url, wrongIn } from "./grammarWords.ts";

const long = "x".repeat(1025);
const many = Array.from({ length: 51 }, (_, at) => `V${at}=x`).join(" ");
const pipeline = "https://git.example.com/shop/api/-/pipelines/9";

/** What is not understood, and what is told of it. */
const rows: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ["a misspelt word", `retyr ${url}`, /^I do not know retyr; did you mean retry\?\nLike this: retry https/],
  ["a word of another tool", "frobnicate it", /^I do not know frobnicate\.\nhelp tells/],
  ["an address alone", url, /^Say first what to do with it, such as why or retry/],
  ["a misspelt word of help", "help pley", /did you mean play/],
  ["two words of help", "help play retry", /one word at a time/],
  ["a word without what it is about", "retry", /^retry what\? Give the job's web address/],
  ["a stop of nothing", "stop", /^stop what\? Name a project by its full path, or say everything/],
  ["a stop of nearly everything", "stop everythng now", /did you mean everything\?/],
  ["a stop of a job", `stop ${url} now`, /^stop is not said of a job\. Name a project/],
  ["a retry of a project", "retry shop/api", /^retry is not said of a project\. Give the job's web address/],
  ["a number alone", "retry #123", /^A number alone does not say whose it is/],
  ["a reason where the job should stand", "reject too risky", /^I do not understand too\. Give the job's/],
  ["an address without its beginning", "retry git.example.com/shop/api/-/jobs/1", /begins with https:\/\//],
  ["an address of another kind", "retry ftp://git.example.com/shop/api/-/jobs/1", /begins with https:\/\//],
  [
    "an address of a merge request",
    "retry https://git.example.com/shop/api/-/merge_requests/1",
    /of no job, pipeline or project/,
  ],
  ["an address of no project", "status https://git.example.com/shop", /names no project/],
  [
    "an address without a number",
    "retry https://git.example.com/shop/api/-/jobs/",
    /names no job: its number is missing/,
  ],
  ["an address with a number that is none", "retry https://git.example.com/shop/api/-/jobs/1e3", /number is missing/],
  ["an address with steps back", "retry https://git.example.com/shop/../api/-/jobs/1", /names no project/],
  ["an address with a disguised slash", "retry https://git.example.com/shop%2Fapi/-/jobs/1", /names no project/],
  [
    "an address with a password",
    "retry https://git.example.com:x@evil.example/a/b/-/jobs/1",
    /with a name or password in it/,
  ],
  ["an address with a backslash", "retry https://git.example.com\\@evil.example/a/b/-/jobs/1", /password|no host/],
  [
    "a link that shows another address",
    `retry <${url}|https://git.example.com/shop/api/-/jobs/1>`,
    /shows another address than it leads to/,
  ],
  ["a variable that is not one", `play ${url} FOO-BAR=x`, /^"FOO-BAR" is no variable name: letters, digits and _/],
  ["a variable that begins with a digit", `play ${url} 1A=x`, /is no variable name/],
  ["a variable that is every object's", `play ${url} __proto__=x`, /is no variable name/],
  ["a value with a dollar", `play ${url} A=$x`, /^The value of A holds \$ or %/],
  ["a value with a percent sign", `play ${url} A=%x`, /^The value of A holds \$ or %/],
  ["a value that is too long", `play ${url} A=${long}`, /longer than 1024 characters/],
  ["a value twice", `play ${url} A=x A=x`, /^A stands there twice/],
  ["too many values", `play ${url} ${many}`, /^At most 50 values/],
  ["a value that another word does not take", `keep ${url} A=x`, /^keep takes no values: only retry, play and arm do/],
  ["spaces around the sign", `play ${url} A = x`, /right behind its name and one =: NAME=value/],
  ["two signs", `play ${url} A==x`, /right behind its name and one =/],
  ["an open quote", `play ${url} A="x`, /^A quote is open/],
  ["letters behind a quote", `play ${url} A="x"y`, /^A quote is open, or something stands right behind one/],
  ["a word too many", `retry ${url} now`, /^I do not understand now\. A name, a value or a reason/],
  [
    "a name of two words without quotes",
    `play ${pipeline} deploy production`,
    /^I do not understand production\. A name/,
  ],
  ["an empty name", `play ${pipeline} ""`, /name is not empty/],
  ["a name that no job can have", `play "${"n".repeat(256)}"`, /more than 255 characters/],
  ["a misspelt option", `play ${url} --drry`, /^There is no --drry; did you mean --dry\?/],
  ["the option of another tool", `play ${url} --dry-run`, /did you mean --dry\?/],
  ["a misspelt option behind a reason", `reject ${url} not now --dryy`, /did you mean --dry\?/],
  ["an unknown option", `play ${url} --force`, /^There is no --force\./],
  ["an option of another word", `play ${url} --for 8h`, /^play takes no --for/],
  ["a dry look", `why ${url} --dry`, /^why takes no --dry/],
  ["an option twice", `play ${url} --dry --dry`, /--dry stands there twice/],
  ["a span that is none", `arm ${url} --for 8x`, /^8x is no span: --for needs how long, such as 30m or 8h/],
  ["an option without its value", `arm ${url} --for --dry`, /^--for needs how long/],
  ["a reason without words", `retry ${url} --reason ""`, /^--reason needs the reason/],
  ["two reasons", `hold ${url} --reason "a" b`, /^There are two reasons/],
  ["a reason that is too long", `hold ${url} ${"y".repeat(1001)}`, /longer than 1000 characters/],
  ["a word that stands alone", "unlink me", /^unlink stands alone/],
  ["a code that is none", "link two words", /^That is no code of mine/],
  ["two lines", `retry ${url}\nstop everything now`, /^One command stands on one line/],
  ["ten kilobytes", `hold ${url} ${"y ".repeat(5000)}`, /^That is \d+ characters: I read 4000 at most/],
  ["a person of Slack's", "retry <@U123|ann>", /^I do not understand <@U123\|ann>/],
];

for (const [what, text, told] of rows)
  test(`the grammar refuses ${what}: ${text.slice(0, 60).replaceAll("\n", " ")}`, () => {
    const wrong = wrongIn(text);
    assert.match(wrong ?? "it was read", told);
    assert.ok((wrong ?? "").length < 400, "short");
  });

/** A value may be a secret that somebody should not have written: what is told never repeats it, nor a part of it. */
const secrets: readonly string[] = [
  `play ${url} MY_TOKEN=hunter2`,
  `play ${url} A-B=hunter2`,
  `play ${url} A=hunter2 A=hunter2`,
  `play ${url} A=$hunter2`,
  `play ${url} A="hunter2`,
  `play ${url} A="hunter2"hunter2`,
  `play ${url} A=x hunter2`,
  `play ${url} A =hunter2`,
  `play ${url} A = hunter2`,
  `play ${url} --password=hunter2`,
  `keep ${url} A=hunter2`,
  `play ${url} \u0410=hunter2`,
  `play ${url} A=hunter2\u200b`,
  `play ${url} A=${"hunter2".repeat(200)}`,
  "play A=hunter2",
];

for (const text of secrets)
  test(`what is told of a value does not repeat it: ${text.slice(0, 90)}`, () => {
    const wrong = wrongIn(text);
    assert.ok(wrong !== undefined);
    assert.doesNotMatch(wrong, /unter|hunt/);
  });
