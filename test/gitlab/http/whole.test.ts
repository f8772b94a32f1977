import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { openHttp, served } from "../openhttp.ts";
import { raw } from "./raw.ts";

const call = { path: "/projects/7/jobs/1001/artifacts" };

/** A server that sends this head and `abc`, and ends the connection then. */
async function ending(t: TestContext, head: string, how: "end" | "resetAndDestroy") {
  return openHttp(t, await raw(t, (socket) => socket.write(`${head}\r\nabc`, () => setImmediate(() => socket[how]()))));
}

for (const how of ["end", "resetAndDestroy"] as const)
  for (const head of ["HTTP/1.1 200 OK\r\nConnection: close\r\n", "HTTP/1.0 200 OK\r\n"])
    test(`a body that ends with its connection is not told to be whole: ${head.slice(0, 8)}, ${how}`, async (t) => {
      const http = await ending(t, head, how);
      const sink = memory();
      assert.deepEqual(await http.download(call, sink), { bytes: 3, partial: false, mayBeCut: true });
      assert.equal(sink.text(), "abc");
    });

test("a window that is full is whole, however the body would have ended", async (t) => {
  const http = await ending(t, "HTTP/1.0 200 OK\r\n", "end");
  const window = { first: 1, bytes: 2 };
  assert.deepEqual(await http.download(call, memory(), { window }), { bytes: 2, partial: false });
  const beyond = await http.download(call, memory(), { window: { first: 2, bytes: 2 } });
  assert.deepEqual(beyond, { bytes: 1, partial: false, mayBeCut: true });
});

for (const name of ["gitlab-workhorse-send-data", "x-sendfile", "x-accel-redirect"])
  test(`an order to the server before GitLab is no file: ${name}`, async (t) => {
    const { http } = await served(t, (_, response) => response.writeHead(200, { [name]: "artifacts-entry:e30" }).end());
    const sink = memory();
    const error = await errorOf(http.download(call, sink));
    assert.deepEqual([error.code, error.status, sink.bytes], ["oddAnswer", 200, 0]);
    assert.match(error.advice, /address that people use/);
    assert.ok(!error.message.includes("e30"));
  });

test("an answer without a body is not cut off", async (t) => {
  const { http } = await served(t, (_, response) => response.writeHead(204).end());
  assert.deepEqual(await http.download(call, memory()), { bytes: 0, partial: false });
});
