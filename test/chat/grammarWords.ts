import { readCommand } from "../../lib/chat/grammar.ts";
import type { Line, Message, Span } from "../../lib/core/message.ts";

export const url = "https://git.example.com/shop/sub/api/-/jobs/123";

/** What `url` names. */
export const job = { kind: "job", host: "git.example.com", path: "shop/sub/api", job: 123 } as const;

/** A message as plain text, a line each. */
export function textOf({ title, lines }: Message): string {
  return [title, ...lines].map(lineText).join("\n");
}

function lineText(line: Line): string {
  return line.map(spanText).join("");
}

function spanText(span: Span): string {
  if (typeof span === "string") return span;
  return "code" in span ? span.code : "strong" in span ? span.strong : span.text;
}

/** What is wrong with a text; `undefined`: nothing is. */
export function wrongIn(text: string): string | undefined {
  const read = readCommand(text);
  return "wrong" in read ? textOf(read.wrong) : undefined;
}
