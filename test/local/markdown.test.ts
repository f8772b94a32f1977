import assert from "node:assert/strict";
import { test } from "node:test";
import { markdownLines } from "../../infra/local/page/markdown.ts";
import { postOf } from "../../lib/chat/mattermost/post.ts";
import type { Line } from "../../lib/core/message.ts";

const shown = {
  settings: { commandTokens: ["t"], actionsUrl: "http://127.0.0.1/chat/mattermost" },
  place: { provider: "mattermost", team: "T", channel: "C" },
} as const;

/** What a person would see of a line that Penstock says in Mattermost. */
function seen(line: Line): Line | undefined {
  const [text = ""] = [postOf({ tone: "ok", title: ["."], lines: [line] }, shown).props.attachments[0]?.text];
  return markdownLines(text)[0];
}

const texts = ["deploy:production", "a_b*c*d", "[x](http://evil.example)", "**bold**", "@all ~town #1", "\\\\", "_ _"];

for (const text of texts)
  test(`${JSON.stringify(text)} is read from a post as it was said, and as no markup`, () => {
    assert.deepEqual(seen([text]), [text]);
    assert.deepEqual(seen([{ strong: text }]), [{ strong: text }]);
    assert.deepEqual(seen([{ code: text }]), [{ code: text }]);
    const link = "http://127.0.0.1/shop/api/-/jobs/1";
    assert.deepEqual(seen([{ link, text: "job 1" }, ` ${text}`]), [{ link, text: "job 1" }, ` ${text}`]);
  });
