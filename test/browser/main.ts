import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, openBrowser } from "./chromium.ts";
import { link } from "./linking.ts";
import { startLocalRun } from "./localRun.ts";
import { promote, type Scene } from "./promotion.ts";

// `npm run browser`: a whole promotion on the chat page of an `npm start` of its own, in a real browser.

const mostMillis = 180_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What was started, newest last. */
const endings: (() => unknown)[] = [];
const ends = { after: (end: () => unknown) => void endings.push(end) };

async function play(folder: string, pictures: string[]): Promise<void> {
  const path = findBrowser();
  const run = await startLocalRun(folder, ends);
  const browser = await openBrowser(path, ends);
  say(`a Penstock of its own runs: ${run.url}`);
  const wrong: string[] = [];
  const scene: Scene = { browser, run, folder, pictures, wrong, tell: (what) => say(`  ok  ${what}`) };
  try {
    await promote(scene);
    await link(scene);
    assert.deepEqual(wrong, [], "what the browser holds against the page");
  } catch (error) {
    for (const [at, page] of browser
      .contexts()
      .flatMap((context) => context.pages())
      .entries()) {
      const path = join(folder, `failed-${at + 1}.png`);
      await page.screenshot({ path });
      pictures.push(path);
    }
    throw error;
  }
}

async function tooLong(): Promise<never> {
  return await new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`it took more than ${mostMillis / 1000} seconds`)), mostMillis);
    timer.unref();
  });
}

const pictures: string[] = [];
const folder = mkdtempSync(join(tmpdir(), "penstock-browser-"));
process.exitCode = 1;
try {
  await Promise.race([play(folder, pictures), tooLong()]);
  process.exitCode = 0;
} catch (error) {
  process.stderr.write(`FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
} finally {
  for (const end of endings.toReversed()) await end();
  if (pictures.length > 0) say(`\npictures:\n${pictures.map((picture) => `  ${picture}`).join("\n")}`);
}
