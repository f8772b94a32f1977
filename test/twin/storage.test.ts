import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { fetchRaw, raw } from "./raw.ts";
import { unzip } from "./unzip.ts";
import { twinWorld } from "./world.ts";

async function withStorage(t: TestContext) {
  const world = await twinWorld(t, {}, { objectStorage: true });
  const { twin, pipeline, job } = world;
  const { id } = twin.succeed(pipeline(["test/unit"]).jobs[0]?.id ?? 0, { artifacts: { files: { "a.txt": "hello" } } });
  const redirect = await raw(world, `${job(id)}/artifacts`);
  return { ...world, jobId: id, redirect, address: redirect.headers.get("location") ?? "" };
}

const codeOf = (text: string) => /<Code>(\w+)<\/Code>/.exec(text)?.[1];

test("an archive in object storage is a redirect to another server, which gives it to whoever has the address", async (t) => {
  const { redirect, address, served } = await withStorage(t);
  assert.equal(redirect.status, 302);
  assert.ok(served.storageUrl && address.startsWith(`${served.storageUrl}/`));
  assert.notEqual(new URL(address).origin, new URL(served.url).origin);
  const given = await fetchRaw(address);
  assert.equal(given.status, 200);
  assert.equal(given.headers.get("content-type"), "application/zip");
  assert.equal(given.headers.get("content-disposition"), 'attachment; filename="artifacts.zip"');
  assert.equal(unzip(given.bytes).get("a.txt")?.toString(), "hello");
  const part = await fetchRaw(address, { headers: { Range: "bytes=0-1" } });
  assert.deepEqual([part.status, part.text], [206, "PK"]);
  assert.equal((await fetchRaw(address, { method: "HEAD" })).status, 200);
  assert.equal((await fetchRaw(address, { method: "DELETE" })).status, 405);
});

test("the object storage refuses every token, and writes its requests down apart", async (t) => {
  const { twin, address } = await withStorage(t);
  for (const name of ["PRIVATE-TOKEN", "JOB-TOKEN", "Authorization"]) {
    const { status, headers, text } = await fetchRaw(address, { headers: { [name]: "Bearer x" } });
    assert.deepEqual([status, headers.get("content-type"), codeOf(text)], [400, "application/xml", "InvalidArgument"]);
  }
  assert.deepEqual(
    twin.storageRequests.map(({ status }) => status),
    [400, 400, 400],
  );
  assert.ok(twin.requests.every(({ path }) => !path.includes("X-Amz")));
});

test("an address ends after ten minutes, and only as it was given", async (t) => {
  const { address, time, jobId } = await withStorage(t);
  const refused = async (url: string) => {
    const { status, text } = await fetchRaw(url);
    return [status, codeOf(text)];
  };
  assert.deepEqual(await refused(address.replace("X-Amz-Expires=600", "X-Amz-Expires=900")), [
    403,
    "SignatureDoesNotMatch",
  ]);
  assert.deepEqual(await refused(address.replace(`/${jobId}/`, `/${jobId + 1}/`)), [403, "SignatureDoesNotMatch"]);
  assert.deepEqual(await refused(address.split("?")[0] ?? ""), [403, "AccessDenied"]);
  time.advance(600);
  assert.equal((await fetchRaw(address)).status, 200);
  time.advance(1);
  assert.deepEqual(await refused(address), [403, "AccessDenied"]);
});

test("an archive that was deleted meanwhile is gone for the address too; single files need no storage", async (t) => {
  const { address, del, job, jobId, ...world } = await withStorage(t);
  const one = await raw(world, `${job(jobId)}/artifacts/a.txt`);
  assert.deepEqual([one.status, one.text], [200, "hello"]);
  await del(`${job(jobId)}/artifacts`);
  const gone = await fetchRaw(address);
  assert.deepEqual([gone.status, codeOf(gone.text)], [404, "NoSuchKey"]);
});
