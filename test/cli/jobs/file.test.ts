import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openPart, whereToWrite } from "../../../lib/cli/jobs/file.ts";
import { folder } from "./desk.ts";

/** A folder with one of everything. */
function full(t: TestContext): (name: string) => string {
  const cwd = folder(t);
  const at = (name: string) => join(cwd, name);
  mkdirSync(at("folder"));
  writeFileSync(at("folder/file"), "mine");
  execFileSync("bash", ["-c", 'mkfifo "$0"', at("pipe")]);
  symlinkSync("/dev/null", at("device"));
  symlinkSync("pipe", at("link to a pipe"));
  symlinkSync("nowhere", at("link to nothing"));
  symlinkSync("link to itself", at("link to itself"));
  symlinkSync("folder/file", at("link to a file"));
  return at;
}

test("force replaces files only: a device, a pipe and a broken link stay what they are", (t) => {
  const at = full(t);
  for (const force of [false, true]) {
    for (const name of ["device", "pipe", "link to a pipe", "link to nothing"])
      assert.throws(() => whereToWrite(at(name), force), /is no plain file: use --output - and redirect$/, name);
    assert.throws(() => whereToWrite(at("link to itself"), force), /cannot be written/);
    assert.throws(() => whereToWrite(at("folder"), force), /is a folder/);
  }
  assert.throws(() => whereToWrite(at("link to a file"), false), /is there already: say --force/);
  assert.equal(whereToWrite(at("new"), false), at("new"));
});

test("a link to a file stays a link, and force replaces the file that it leads to", async (t) => {
  const at = full(t);
  const part = await openPart(at("folder"));
  await part.sink.write(Buffer.from("theirs"));
  await part.finish(at("link to a file"), true);
  await part.drop();
  assert.ok(lstatSync(at("link to a file")).isSymbolicLink());
  assert.equal(readFileSync(at("folder/file"), "utf8"), "theirs");
});

test("a pipe that came to stand there during a download is not replaced by force either", async (t) => {
  const at = full(t);
  const part = await openPart(at("folder"));
  await assert.rejects(part.finish(at("pipe"), true), /is no plain file/);
  await part.drop();
  assert.deepEqual([lstatSync(at("pipe")).isFIFO(), readdirSync(at("folder"))], [true, ["file"]]);
});

test("a file may have the longest name that a disk takes: its part has a short one of its own", async (t) => {
  const cwd = folder(t);
  const name = "日".repeat(85);
  const part = await openPart(cwd, join(cwd, name));
  await part.finish(join(cwd, name), false);
  assert.deepEqual(readdirSync(cwd), [name]);
});

test("a name that is too long is told before anything is loaded", (t) => {
  const path = join(folder(t), "日".repeat(86));
  assert.throws(() => whereToWrite(path, false), /日 cannot be written: the name is too long/);
});

test("where nothing can be written, the path is told, not a dot", async (t) => {
  const cwd = folder(t);
  const none = join(cwd, "none");
  await assert.rejects(openPart(none), (error: Error) => error.message.startsWith(`${none} cannot be written: there`));
  await assert.rejects(openPart(none, "a.zip"), /^Problem: a\.zip cannot be written: there is no such folder/);
});
