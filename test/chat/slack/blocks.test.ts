import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buttonsOf, callsOf, piecesOf, readAloud } from "../../../infra/slack/look.ts";
import { taken } from "../../../infra/slack/take.ts";
import { messageBody } from "../../../lib/chat/slack/blocks.ts";
import { type Message, type Span, sentence, tones } from "../../../lib/core/message.ts";

const seed = 20_261_122;

/** A message as the small Slack shows it. @throws where Slack would not take it */
function shown(message: Message) {
  const read = taken(JSON.parse(JSON.stringify(messageBody(message))));
  if ("error" in read) throw new Error(`${read.error}: ${read.detail}`);
  return read;
}

/** What strangers call their jobs, branches and themselves. */
const names = [
  "<!channel>",
  "<!here|all>",
  "<!everyone>",
  "<!subteam^S123|ops>",
  "<!date^1392734382^{date}|x>",
  "<@U2147483697>",
  "<#C2147483705>",
  "@here @channel @everyone @alice",
  "*bold* _slanted_ ~gone~ `code`",
  "```\nblock\n```",
  "> quoted\n>>> all of it",
  "• 1. list\n- item",
  "<https://evil.example|the pipeline>",
  "<mailto:a@b.example|mail>",
  "[a](https://evil.example)",
  ":tada: :rotating_light:",
  "&lt;!channel&gt; &amp;lt;!channel&amp;gt;",
  "/penstock approve",
  "{{title}} $x %s",
  '","type":"broadcast","range":"here',
  "\u202Eresu\u202C \u2066x\u2069",
  "zero\u200Bwidth\u200D \uFEFF",
  "\u0000\u001B[31mred\u0007",
  "a\r\nb\u2028c\u2029d",
  "\uD800 half",
  "ｆｕｌｌ ＜！channel＞",
  "x".repeat(5_000),
];

const spans: Readonly<Record<string, (text: string) => Span>> = {
  text: (text) => text,
  code: (code) => ({ code }),
  strong: (strong) => ({ strong }),
  link: (text) => ({ link: "https://gitlab.example.com/shop/api/-/jobs/42", text }),
};

for (const [kind, span] of Object.entries(spans))
  test(`whatever a stranger's name holds, as ${kind} it is shown by its letters, and calls nobody`, () => {
    for (const name of names) {
      const message = shown({ tone: "news", title: ["job ", span(name), " failed"], lines: [["in ", span(name)]] });
      assert.deepEqual(callsOf(message), [], name);
      const links = piecesOf(message).flatMap(({ url }) => (url === undefined ? [] : [url]));
      assert.deepEqual([...new Set(links)], kind === "link" ? ["https://gitlab.example.com/shop/api/-/jobs/42"] : []);
      const visible = name
        .replace(/\s+/g, " ")
        .replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD")
        .toWellFormed();
      const short = visible.length > 1_000 ? `${visible.slice(0, 999)}…` : visible;
      assert.equal(readAloud(message), `:information_source: job ${short} failed\nin ${short}`);
    }
  });

test("nothing in the text for notifications is Slack's markup", () => {
  for (const name of names) {
    const { text } = shown(sentence("no", name, { code: name }, { link: "https://gitlab.example.com", text: name }));
    assert.doesNotMatch(text, /[<>]|&(?!(amp|lt|gt);)/, name);
    assert.ok(text.length <= 3_000);
  }
});

test("a cut text for notifications ends with no half of an escape", () => {
  for (let more = 0; more < 8; more++) {
    const lines = Array.from({ length: 40 }, () => [`${"&".repeat(300)}${"x".repeat(more)}`]);
    const { text } = shown({ tone: "ok", title: ["x".repeat(more)], lines });
    assert.match(text, /(?<!&|&a|&am|&amp)…$/);
    assert.ok(text.length <= 3_000);
  }
});

test("a label of a button shows its letters, and no emoji or markup", () => {
  const labels = names.map((label, at) => ({ label, token: `t${at}` }));
  for (const button of labels) {
    const message = shown({ tone: "wait", title: ["a gate"], lines: [], buttons: [button] });
    assert.deepEqual(callsOf(message), []);
    const [shownButton] = buttonsOf(message);
    assert.ok(shownButton && shownButton.label.length <= 75 && shownButton.value === button.token);
    assert.match(JSON.stringify(message.blocks), /"type":"plain_text","text":.*"emoji":false/);
  }
});

test("only web addresses become links", () => {
  for (const link of ["javascript:alert(1)", "slack://open", "data:text/html,x", "no address", "", "//evil.example"])
    assert.ok(!piecesOf(shown(sentence("ok", { link, text: "job" }))).some(({ url }) => url !== undefined), link);
});

test("Slack previews no link, and looks for no names", () => {
  const body = messageBody(sentence("ok", "x"));
  assert.equal(body.unfurl_links, false);
  assert.equal(body.unfurl_media, false);
  assert.equal(body.mrkdwn, false);
});

test("every tone is told by a sign of its own and by a word, never by a colour", () => {
  const signs = tones.map((tone) => readAloud(shown(sentence(tone, "x"))));
  const words = tones.map((tone) => shown(sentence(tone, "x")).text);
  assert.equal(new Set(signs).size, tones.length);
  assert.equal(new Set(words).size, tones.length);
  for (const word of words) assert.match(word, /^[A-Z][A-Za-z]+: x$/);
});

test("a message of too many lines says how many are not shown", () => {
  const lines = Array.from({ length: 60 }, (_, at) => [`line ${at}`]);
  const read = readAloud(shown({ tone: "news", title: ["title"], lines }));
  assert.match(read, /line 39\n… and 20 more$/);
});

test("a message that is too long is cut between its lines, and says so", () => {
  const lines = Array.from({ length: 40 }, () => ["y".repeat(900)]);
  const read = readAloud(shown({ tone: "news", title: ["title"], lines }));
  assert.ok(read.length < 10_000);
  assert.match(read, /\n… and 31 more$/);
});

test("more buttons than a row takes are left out, as is one whose token Slack would cut", () => {
  const buttons = Array.from({ length: 30 }, (_, at) => ({ label: `b${at}`, token: `t${at}` }));
  assert.equal(buttonsOf(shown({ tone: "wait", title: ["x"], lines: [], buttons })).length, 25);
  const long = [{ label: "b", token: "t".repeat(2_001) }];
  assert.deepEqual(buttonsOf(shown({ tone: "wait", title: ["x"], lines: [], buttons: long })), []);
});

test("empty pieces are left out: Slack takes none", () => {
  assert.equal(
    readAloud(shown({ tone: "ok", title: ["", { code: "" }], lines: [[], [""]] })),
    ":white_check_mark: \n\n",
  );
});

test("no message that can be made is refused by Slack, or calls anybody", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 50 }), fc.constantFrom(...names));
  const span: fc.Arbitrary<Span> = fc.oneof(
    text,
    text.map((code) => ({ code })),
    text.map((strong) => ({ strong })),
    fc.record({ link: fc.oneof(fc.webUrl(), text), text }),
  );
  const line = fc.array(span, { maxLength: 5 });
  const button = fc.record({
    label: text,
    token: fc.string({ maxLength: 400 }),
    style: fc.constantFrom("primary" as const, "danger" as const),
  });
  const message: fc.Arbitrary<Message> = fc.record({
    tone: fc.constantFrom(...tones),
    title: line,
    lines: fc.array(line, { maxLength: 50 }),
    buttons: fc.array(button, { maxLength: 6 }),
  });
  fc.assert(
    fc.property(message, (made) => {
      assert.deepEqual(callsOf(shown(made)), []);
    }),
    { seed, numRuns: 500 },
  );
});
