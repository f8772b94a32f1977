import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "aws-lambda";
import { make } from "../../functions/chat.ts";
import { talkHouse } from "../app/talk/talkHouse.ts";

test("a wake ends once what GitLab said of its rates is noted, so that all others know it", async () => {
  const { desk } = talkHouse();
  let isNoted = false;
  desk.noted = async () => {
    await new Promise(setImmediate);
    isNoted = true;
  };
  const handle = make({
    ...desk,
    ear: async () => undefined,
    open: async () => undefined,
    comment: async () => ({ statusCode: 404 }),
    link: async () => ({ statusCode: 404 }),
    linkUrl: () => undefined,
    desk: async () => desk,
  });
  await handle({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
  assert.ok(isNoted);
});
