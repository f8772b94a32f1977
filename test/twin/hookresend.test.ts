import assert from "node:assert/strict";
import test from "node:test";
import { receiver, twinWorld } from "./world.ts";

test("sent again to nobody who answers is 422 with the reason, and an event of its own", async (t) => {
  const { twin, pipeline, get, post, id } = await twinWorld(t);
  const hook = twin.addHook(id, { url: "http://127.0.0.1:9/x", pipelineEvents: true });
  pipeline(["test/unit"]);
  await twin.deliver();
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const [event] = (await get(path)).json;
  const { status, json } = await post(`${path}/${event.id}/resend`);
  assert.deepEqual([status, typeof json.message], [422, "string"]);
  const [again, first] = (await get(path)).json;
  assert.deepEqual(
    [again.response_status, first.id, again.request_headers["Idempotency-Key"]],
    ["internal error", event.id, first.request_headers["Idempotency-Key"]],
  );
});

test("nothing is sent again to a hook that leads elsewhere by now", async (t) => {
  const { twin, pipeline, get, post, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  const hook = twin.addHook(id, { url, pipelineEvents: true });
  pipeline(["test/unit"]);
  await twin.deliver();
  Object.assign(hook, { url: `${url}/elsewhere` });
  const path = `/projects/${id}/hooks/${hook.id}/events`;
  const [event] = (await get(path)).json;
  const { status, json } = await post(`${path}/${event.id}/resend`);
  assert.deepEqual(
    [status, json, heard.length],
    [422, { message: "The hook URL has changed, and this log entry cannot be retried" }, 1],
  );
});
