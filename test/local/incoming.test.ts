import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { openIncoming } from "../../infra/local/incoming.ts";

function requestOf(bytes: number): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.headers["content-length"] = String(bytes);
  return request;
}

test("however many hang up while they wait, whoever comes behind them is read", async () => {
  const incoming = openIncoming(100);
  const first = requestOf(100);
  const { promise, resolve } = Promise.withResolvers<void>();
  incoming.read(first, () => promise);
  first.emit("end");
  for (let count = 0; count < 20_000; count++) {
    const gone = requestOf(100);
    incoming.read(gone, () => Promise.reject(new Error("nobody is there")));
    gone.destroy();
  }
  const last = requestOf(100);
  const read = new Promise<string>((told) => {
    incoming.read(last, async (body) => told(String(body)));
  });
  resolve();
  await new Promise((later) => setImmediate(later));
  last.emit("data", Buffer.from("{}"));
  last.emit("end");
  assert.equal(await read, "{}");
});
