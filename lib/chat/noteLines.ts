/** A command in a comment: what stands behind `/penstock`, and in which line of the comment. */
export interface CommandLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const command = /^\/penstock(?:[ \t]+(.*))?$/;

/**
 * The commands of a comment: lines of their own that begin with `/penstock`. What GitLab shows as code, as a quote, as HTML
 * or not at all is none, so that whoever tells of a command does not give it.
 * Source: docs.gitlab.com/user/markdown and spec.commonmark.org/0.31.2, "Container blocks", "Leaf blocks" (read 2026-11).
 */
export function commandLines(text: string): CommandLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  return paragraphsOf(lines).flatMap((paragraph) => {
    if (!paragraph.lines.some((line) => command.test(line))) return [];
    const hidden = spannedLines(paragraph.lines);
    return paragraph.lines.flatMap((line, at) => {
      const said = command.exec(line);
      return said && !hidden.has(at) ? [{ line: paragraph.first + at, text: (said[1] ?? "").trim() }] : [];
    });
  });
}

interface Paragraph {
  /** The number of its first line. */
  readonly first: number;
  readonly lines: string[];
}

/** Whether a line ends the block in which nothing is a command. */
type Ends = (line: string) => boolean;

/** Lines that belong together and are plain text. */
function paragraphsOf(lines: readonly string[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let ends: Ends | undefined;
  let open: Paragraph | undefined;
  for (const [at, line] of lines.entries()) {
    if (ends) {
      if (ends(line)) ends = undefined;
      continue;
    }
    ends = blockAt(line, open !== undefined);
    if (ends || isBlank(line)) {
      open = undefined;
      continue;
    }
    if (!open) {
      open = { first: at + 1, lines: [] };
      paragraphs.push(open);
    }
    open.lines.push(line);
  }
  return paragraphs;
}

const isBlank = (line: string) => line.trim() === "";

/** What begins with a line: fenced code, a quote (which lasts until an empty line, whether its lines are marked or not), HTML. */
function blockAt(line: string, isInParagraph: boolean): Ends | undefined {
  const [, fence] = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line) ?? [];
  if (fence !== undefined) return (next) => closes(next, fence);
  const [, rule] = /^(>>>|\$\$)\s*$/.exec(line) ?? [];
  if (rule !== undefined) return (next) => next.trimEnd() === rule;
  if (/^ {0,3}>/.test(line)) return isBlank;
  const [, verbatim, rest = ""] = /^ {0,3}<(pre|script|style|textarea)(?=[\s>]|$)(.*)/i.exec(line) ?? [];
  if (verbatim !== undefined) return untilText(`</${verbatim}>`, rest);
  const comment = line.indexOf("<!--");
  if (comment >= 0) return untilText("-->", line.slice(comment));
  return !isInParagraph && /^ {0,3}<[a-z/!?]/i.test(line) ? isBlank : undefined;
}

/** `undefined`: the line that began it ends it. */
function untilText(end: string, rest: string): Ends | undefined {
  const ends = (line: string) => line.toLowerCase().includes(end.toLowerCase());
  return ends(rest) ? undefined : ends;
}

function closes(line: string, fence: string): boolean {
  const run = line.trim();
  return /^ {0,3}\S/.test(line) && run.length >= fence.length && run === (fence[0] ?? "").repeat(run.length);
}

/** The lines of a paragraph that begin within inline code which goes over several lines. */
function spannedLines(lines: readonly string[]): ReadonlySet<number> {
  const text = lines.join("\n");
  const spanned = new Set<number>();
  const runs = /`+/g;
  let [line, begins] = [0, 0];
  for (let opening = runs.exec(text); opening; opening = runs.exec(text)) {
    const end = endOfSpan(text, runs.lastIndex, opening[0].length);
    if (end === undefined) continue;
    runs.lastIndex = end;
    for (; begins + (lines[line]?.length ?? 0) < end && line < lines.length; line++) {
      if (begins > opening.index) spanned.add(line);
      begins += (lines[line]?.length ?? 0) + 1;
    }
    if (begins > opening.index) spanned.add(line);
  }
  return spanned;
}

/** Where the inline code ends that such a run of backticks began. */
function endOfSpan(text: string, from: number, length: number): number | undefined {
  for (const { 0: run, index } of text.slice(from).matchAll(/`+/g))
    if (run.length === length) return from + index + length;
  return undefined;
}
