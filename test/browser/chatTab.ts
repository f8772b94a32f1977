import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";

const mostMillis = 20_000;
const everyMillis = 100;

/** The chat page as one person sees it, in a tab of their own. */
export interface ChatTab {
  readonly page: Page;
  /** The message that says all of that, the newest where there are several. */
  message(...texts: readonly string[]): Promise<Locator>;
  click(message: Locator, button: string): Promise<void>;
  say(line: string): Promise<void>;
  /** Keeps what is seen as a picture. */
  picture(name: string): Promise<void>;
}

export interface TabOptions {
  readonly url: string;
  readonly chat?: "slack" | "mattermost";
  readonly as: string;
  /** Where pictures go. */
  readonly folder: string;
  readonly pictures: string[];
  /** Takes what the browser holds against the page. */
  readonly wrong: string[];
  readonly isDark?: boolean;
  readonly width?: number;
}

export async function openTab(browser: Browser, options: TabOptions): Promise<ChatTab> {
  const { url, chat = "slack", as, folder, pictures, wrong, isDark = false, width = 1320 } = options;
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme: isDark ? "dark" : "light",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(mostMillis);
  // there the browser tells what the page's own policy forbids
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(error.message));
  await page.goto(`${url}/talk?${new URLSearchParams({ chat, channel: "deploys", as })}`);
  const log = page.getByRole("log");
  return {
    page,
    async message(...texts) {
      let found = log.locator("li.message");
      for (const text of texts) found = found.filter({ hasText: text });
      const newest = found.last();
      await newest.waitFor();
      return newest;
    },
    click: async (message, button) => await message.getByRole("button", { name: button, exact: true }).first().click(),
    async say(line) {
      await page.getByLabel(/^Say in/).fill(line);
      await page.keyboard.press("Enter");
    },
    async picture(name) {
      const path = join(folder, `${String(pictures.length + 1).padStart(2, "0")}-${name}.png`);
      await page.screenshot({ path });
      pictures.push(path);
    },
  };
}

/** Waits until it holds, and no longer than that. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + mostMillis;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it did not come to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMillis));
  }
}
