import type { Line, Message, Span } from "../core/message.ts";
import { pressIn } from "./seal.ts";

/** There are no buttons in comments: each is told as the command that does the same. */
export function noteCommands({ title, lines, buttons = [] }: Message, home: string | undefined): readonly Line[] {
  const links = [title, ...lines].flat().flatMap(linkIn);
  const commands = buttons.flatMap(({ token }): Span[] => {
    const press = pressIn(token);
    if (!press) return [];
    const link = links.find(
      (one) => home !== undefined && one.startsWith(home) && one.endsWith(`/-/jobs/${press.job}`),
    );
    return [{ code: `/penstock ${press.word} ${link ?? "JOB-URL"}` }];
  });
  return commands.map((command) => ["Write ", command]);
}

function linkIn(span: Span): readonly string[] {
  return typeof span === "object" && "link" in span ? [span.link] : [];
}
