import type { Line, Span } from "../../../lib/core/message.ts";

/** Of Mattermost's Markdown what the app writes: escapes, bold, code, links. All else is shown as it stands. */
const marks =
  /\\(?<escaped>[\\*_[\]()~#`>|!.-])|\*\*(?<strong>(?:\\.|[^*\\])+)\*\*|`(?<code>[^`]+)`|\[(?<label>(?:\\.|[^\]\\])+)\]\((?<link>[^)\s]+)\)/g;

/** A post's text as a person sees it, line by line. */
export function markdownLines(text: string): Line[] {
  return shown(text)
    .split("\n")
    .map((line) => spansOf(line));
}

function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const push = (text: string) => {
    const last = spans.at(-1);
    if (text === "") return;
    if (typeof last === "string") spans[spans.length - 1] = last + text;
    else spans.push(text);
  };
  for (const mark of line.matchAll(marks)) {
    const { escaped, strong, code, label, link } = mark.groups ?? {};
    push(line.slice(from, mark.index));
    if (escaped !== undefined) push(escaped);
    else if (strong !== undefined) spans.push({ strong: plain(strong) });
    else if (code !== undefined) spans.push({ code });
    else if (label !== undefined && link !== undefined) spans.push({ link, text: plain(label) });
    from = mark.index + mark[0].length;
  }
  push(line.slice(from));
  return spans;
}

function plain(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

/** Word joiners are not seen. */
function shown(text: string): string {
  return text.replaceAll("\u2060", "");
}
