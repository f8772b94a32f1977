import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import type { Ends } from "../flows/process.ts";

const usual = "/usr/bin/chromium";

/** Where the browser is. @throws Error that says how to get one, where there is none */
export function findBrowser(): string {
  const path = process.env.CHROMIUM ?? usual;
  if (existsSync(path)) return path;
  throw new Error(
    `there is no browser at ${path}: install Debian's (apt-get install chromium), or set CHROMIUM to where one is`,
  );
}

/** A browser without a window, ended with the rest. */
export async function openBrowser(executablePath: string, ends: Ends): Promise<Browser> {
  // root may not use its sandbox
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath, args });
  ends.after(() => browser.close());
  return browser;
}
