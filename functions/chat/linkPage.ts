import { createHash } from "node:crypto";
import type { LambdaFunctionURLResult } from "aws-lambda";
import type { Line, Message, Span } from "../../lib/core/message.ts";
import { toldText } from "../../lib/core/notice.ts";

const style =
  "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}code{font-size:1.25em}";
const styleHash = createHash("sha256").update(style).digest("base64");

/** A page can do nothing, be shown in no other page, and is kept by nobody. */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** A message as a page of its own; every text in it is escaped. `cookie` is set in the browser that sees it. */
export function linkPage(statusCode: number, { title, lines }: Message, cookie?: string): LambdaFunctionURLResult {
  const body = [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>Penstock</title><style>${style}</style></head>`,
    `<body><h1>${lineHtml(title)}</h1>`,
    ...lines.map((line) => `<p>${lineHtml(line)}</p>`),
    "</body></html>",
  ].join("\n");
  return { statusCode, headers, body, ...(cookie !== undefined && { cookies: [cookie] }) };
}

function lineHtml(line: Line): string {
  return line.map(spanHtml).join("");
}

/** What strangers named stands apart, so that it cannot turn the text around it. */
function spanHtml(span: Span): string {
  if (typeof span === "string") return escaped(span);
  if ("code" in span) return `<code><bdi>${escaped(toldText(span.code))}</bdi></code>`;
  if ("strong" in span) return `<strong><bdi>${escaped(toldText(span.strong))}</bdi></strong>`;
  const text = escaped(toldText(span.text));
  return /^https?:\/\//.test(span.link) ? `<a href="${escaped(span.link)}" rel="noreferrer">${text}</a>` : text;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");
}
