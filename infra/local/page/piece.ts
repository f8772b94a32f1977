import { html } from "hono/html";
import { safe } from "../../../lib/cli/render.ts";
import type { Line } from "../../../lib/core/message.ts";
import type { Instant } from "../../../lib/core/time.ts";

/** A piece of the page, escaped. */
export type Piece = ReturnType<typeof html>;

/** A stranger's text: nothing in it is markup, steers the screen, or turns the direction of what stands beside it. */
export function name(text: string): Piece {
  return html`<bdi>${safe(text)}</bdi>`;
}

export function line(spans: Line): Piece[] {
  return spans.map((span) => {
    if (typeof span === "string") return html`${safe(span)}`;
    if ("code" in span) return html`<code>${safe(span.code)}</code>`;
    if ("strong" in span) return html`<strong>${safe(span.strong)}</strong>`;
    return isWeb(span.link)
      ? html`<a href="${span.link}" target="_blank" rel="noopener noreferrer">${safe(span.text)}</a>`
      : html`${safe(span.text)}`;
  });
}

function isWeb(address: string): boolean {
  return /^https?:\/\/[^\s\p{Cc}\p{Cf}]+$/iu.test(address) && URL.canParse(address);
}

const clockTime = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

export function time(at: Instant): Piece {
  return html`<time datetime="${new Date(at).toISOString()}">${clockTime.format(at)}</time>`;
}
