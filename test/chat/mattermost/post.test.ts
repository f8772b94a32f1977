import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readingOf } from "../../../infra/mattermost/reading.ts";
import { answerOf, postOf, replyOf, type Shown } from "../../../lib/chat/mattermost/post.ts";
import { type Message, type Span, sentence, tones } from "../../../lib/core/message.ts";
import { ids, settings } from "./knocking.ts";

const shown: Shown = { settings, place: { provider: "mattermost", team: ids.team, channel: ids.channel } };
const seed = 20_261_122;

/** What whoever may push, or name a job, could try. */
const corpus = [
  "@all",
  "@channel",
  "@here",
  "@bob",
  "a@all",
  "(@all)",
  "@@all",
  "\\@all",
  "\\\\@all",
  "&#64;all",
  "&#x40;all",
  "&commat;all",
  "@\u200ball",
  "＠all",
  "<!channel>",
  "<!here|here>",
  "<@U123>",
  "~town-square",
  "\\~town-square",
  "~~gone~~",
  "#hash",
  "# head",
  "a\n# head",
  "a\n@all",
  "---",
  "===",
  "* a",
  "- a",
  "+ a",
  "1. a",
  "12) a",
  "> a",
  "    a",
  "\ta",
  "| a | b |\n|---|---|\n| c | d |",
  "```\n@all\n```",
  "``` @all ```",
  "`@all`",
  "`` ` `` @all",
  "*a*",
  "**a**",
  "_a_",
  "__a__",
  "***a***",
  "a*b*c",
  "[a](https://evil.example)",
  "![a](https://evil.example/a.png)",
  "[a]: https://evil.example",
  "[a][b]",
  "<https://evil.example>",
  "<a@evil.example>",
  "https://evil.example",
  "hxxps://evil.example",
  "www.evil.example",
  "www1.evil.example",
  "evil.com/a",
  "mailto:a@evil.com",
  "javascript:alert(1)",
  "mattermost://x",
  "mmaction://approve",
  "tel:123",
  "ftp://evil.example/a",
  ":tada:",
  ":+1:",
  "$x$",
  "$$x$$",
  "<b>a</b>",
  "<script>",
  "<!-- a -->",
  "/kick bob",
  "/penstock retry",
  "\u202Etxt.exe",
  "\u0000\u0007",
  "\u2060@all",
  "a\r\n\r\n# b",
  "](evil)",
  "a!",
  "]( https://evil.example )",
  "](https://evil.example) [",
  "a\\",
  "\\",
  "``",
  "`",
  "**",
  "_",
  "&amp;#64;all",
  "&lt;!channel&gt;",
] as const;

/** All ways in which a message may hold a text. */
function messages(text: string): readonly Message[] {
  const spans: readonly Span[] = [
    text,
    { code: text },
    { strong: text },
    { link: "https://gitlab.example.com/a/-/jobs/1", text },
  ];
  return [
    ...spans.map((span) => sentence("news", span)),
    ...spans.map((span): Message => ({ tone: "news", title: ["a"], lines: [[span], [span, span]] })),
    ...spans.map((span) => sentence("news", "x", span, "y")),
    sentence("news", "`", { code: text }, "`"),
    sentence("news", text, { link: "https://gitlab.example.com/", text: "a" }, text),
    sentence("news", { code: "a" }, { code: text }, { strong: text }, { strong: "b" }),
    sentence("news", "[", { link: "https://gitlab.example.com/", text }, "](https://evil.example)"),
  ];
}

/** Everything that Mattermost would read of a message. */
function texts(message: Message): readonly string[] {
  const { message: title, props } = postOf(message, shown);
  const attached = props.attachments.flatMap(({ text, fallback }) => [text ?? "", fallback]);
  return [title, ...attached, String(answerOf(message).ephemeral_text)];
}

function harmless(text: string): void {
  for (const message of messages(text))
    for (const one of texts(message)) {
      const { mentions, channels, hashtags, emoji, links, marks } = readingOf(one);
      const own = ["strong", "code"];
      const found = { mentions, channels, hashtags, emoji, marks: marks.filter((mark) => !own.includes(mark)) };
      const nothing = { mentions: [], channels: [], hashtags: [], emoji: [], marks: [] };
      assert.deepEqual(found, nothing, JSON.stringify({ text, one }));
      assert.deepEqual(
        links.filter(({ url }) => !url.startsWith("https://gitlab.example.com/")),
        [],
        JSON.stringify({ text, one }),
      );
    }
}

test("nothing that a name holds mentions anybody, links anywhere, or is markup", () => {
  for (const text of corpus) harmless(text);
});

test("nor does anything made of the signs that Mattermost reads", () => {
  const sign = fc.constantFrom(
    ..."@~#:&;.`*_[]()<>!|$\\/ -=+1aA\n",
    "all",
    "here",
    "www",
    "http",
    "com",
    "&#64;",
    "\u2060",
  );
  const text = fc.array(sign, { maxLength: 14 }).map((signs) => signs.join(""));
  void fc.assert(fc.property(text, harmless), { seed, numRuns: 1_000 });
});

test("the judge of these tests finds what a careless renderer would let through", () => {
  const careless = corpus.filter((text) => {
    const { mentions, channels, hashtags, emoji, links, marks } = readingOf(text);
    return [mentions, channels, hashtags, emoji, links, marks].some((found) => found.length > 0);
  });
  assert.ok(careless.length > 60, `${careless.length}`);
  assert.deepEqual(readingOf("\\@all &#64;here x").mentions, ["all", "here"]);
});

test("people read what was said: the joiners between are not seen", () => {
  const message: Message = {
    tone: "ok",
    title: ["retry of job 7 ", { code: "build:linux_x64" }, " is planned"],
    lines: [
      [{ strong: "1.2.3" }, " by @bob in a_b*c: see ", { link: "https://gitlab.example.com/a", text: "job [7]" }],
    ],
  };
  const { message: title, props } = postOf(message, shown);
  assert.equal(readingOf(title).plain, "OK · retry of job 7 build:linux_x64 is planned");
  const text = props.attachments[0]?.text ?? "";
  assert.equal(readingOf(text).plain, "1.2.3 by @bob in a_b*c: see job (7)");
  assert.deepEqual(readingOf(text).links, [{ text: "job (7)", url: "https://gitlab.example.com/a" }]);
});

test("spaces at the ends of a span stay between the words", () => {
  for (const span of ["a ", { code: "a " }, { strong: "a " }, { link: "https://a.example/", text: "a " }])
    assert.equal(readingOf(postOf(sentence("ok", span, "b"), shown).message).plain, "OK · a b");
});

test("marks that touch stay two", () => {
  const twice = readingOf(
    postOf(sentence("ok", { code: "a" }, { code: "b" }, { strong: "c" }, { strong: "d" }), shown).message,
  );
  assert.equal(twice.plain, "OK · abcd");
  assert.deepEqual(twice.marks, ["strong", "code", "code", "strong", "strong"]);
});

test("a code's text can be copied as it is", () => {
  const { message } = postOf(sentence("ok", { code: "deploy:prod @a ~b #c 1.2" }), shown);
  assert.ok(message.includes("`deploy:prod @a ~b #c 1.2`"));
});

test("every tone has a word, and a colour where there is an attachment", () => {
  const words = tones.map((tone) => readingOf(postOf(sentence(tone, "x"), shown).message).plain);
  assert.deepEqual(words, ["OK · x", "No · x", "Wait · x", "News · x", "Alarm · x"]);
});

test("a link is only one when it leads to the web, and nothing in its address ends it", () => {
  const of = (link: string) => readingOf(postOf(sentence("ok", { link, text: "here" }), shown).message).links;
  for (const link of ["javascript:alert(1)", "mattermost://x", "/a", "", "https://bob:secret@gitlab.example.com/"])
    assert.deepEqual(of(link), [], link);
  const odd = 'https://gitlab.example.com/a_(b)/-/jobs/1?x=[1]*~@`|\\"<>';
  const [found] = of(odd);
  assert.match(found?.url ?? "", /^https:\/\/gitlab\.example\.com\/a_%28b%29\/-\/jobs\/1\?x=%5B1%5D%2A%7E%40[\w%/]*$/);
});

test("whatever has a link has an attachment, so that nobody looks behind it for a preview", () => {
  assert.equal(postOf(sentence("ok", "x"), shown).props.attachments.length, 0);
  const linked = sentence("ok", { link: "https://gitlab.example.com/", text: "x" });
  assert.equal(postOf(linked, shown).props.attachments.length, 1);
  assert.match(JSON.stringify(answerOf(linked)), /"attachments":\[\{/);
});

test("a post is within what Mattermost takes, however much there is to say", () => {
  const wide = "@all`*".repeat(2_000);
  for (const lines of [0, 1, 40, 500]) {
    const line: readonly Span[] = [wide, { code: wide }, { strong: wide }, { link: "https://a.example/", text: wide }];
    const message: Message = { tone: "ok", title: line, lines: Array.from({ length: lines }, () => line) };
    for (const text of texts(message)) assert.ok([...text].length <= 16_383, `${text.length}`);
  }
  const many: Message = { tone: "ok", title: ["x"], lines: Array.from({ length: 50 }, (_, at) => [`line ${at}`]) };
  const read = readingOf(postOf(many, shown).props.attachments[0]?.text ?? "").plain.split("\n");
  assert.deepEqual([read.length, read[39], read[40]], [41, "line 39", "… and 10 more"]);
});

test("a button goes to our own address with its sealed context, and a client sees its label", () => {
  const message: Message = {
    ...sentence("wait", "deploy waits"),
    buttons: [
      { label: "Approve", style: "primary", token: "a-token" },
      { label: " \n@all\u202E ", token: "b" },
    ],
  };
  const [first, second] = postOf(message, shown).props.attachments[0]?.actions ?? [];
  assert.equal(first?.integration.url, settings.actionsUrl);
  assert.deepEqual([first?.id, first?.name, first?.style, first?.type], ["button0", "Approve", "primary", "button"]);
  assert.deepEqual([second?.name, second?.style], ["@all\uFFFD", "default"]);
  assert.deepEqual(Object.keys(first?.integration.context ?? {}), ["token", "team", "thread", "key"]);
});

test("through a response URL nothing is read as Slack's markup", () => {
  const body = JSON.stringify(replyOf(sentence("ok", "<!channel>"), { ...shown, isPublic: true }));
  assert.deepEqual(JSON.parse(body), {
    response_type: "in_channel",
    text: "\u2060**OK** · \uFF1C\\!channel>",
    attachments: [],
    skip_slack_parsing: true,
  });
});
