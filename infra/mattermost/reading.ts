/** What Mattermost makes of a text, taken as badly as may be: what any of its readers would do, this one does. */
export interface Reading {
  /** Who would be told: `all`, `here`, `channel` or a name. */
  readonly mentions: readonly string[];
  readonly channels: readonly string[];
  readonly hashtags: readonly string[];
  readonly emoji: readonly string[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Markup that was found: `strong`, `code`, `heading`, … */
  readonly marks: readonly string[];
  /** As people see it, without what cannot be seen. */
  readonly plain: string;
}

interface Notes {
  readonly links: { text: string; url: string }[];
  readonly marks: string[];
  /** Text beside code and links, as it is once Markdown is gone. */
  text: string;
  plain: string;
}

/**
 * Blocks, by how a line begins. The grammar is that of the clients (github.com/mattermost/marked, lib/marked.js) and the
 * server's (server/public/shared/markdown; read 2026-11).
 */
const blocks: readonly (readonly [string, RegExp])[] = [
  ["heading", /^ *#{1,6} /],
  ["heading", /^ *(=|-){2,} *$/],
  ["list", /^ *(?:[*+-]|\d+[.)]) /],
  ["quote", /^ *>/],
  ["rule", /^( *[-*_]){3,} *$/],
  ["fence", /^ *(`{3,}|~{3,})/],
  ["block of code", /^(?: {4}|\t)/],
  ["table", /^ *\|.*\|/],
  ["command", /^\//],
];

type Take = (found: readonly string[], notes: Notes) => void;

const inlines: readonly (readonly [RegExp, Take])[] = [
  [/^\\([\\`*{}[\]()#+\-.!_>~|@&:<$])/, ([, char = ""], notes) => add(notes, char)],
  [/^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, ([, , code = ""], notes) => mark(notes, "code", code)],
  [/^!?\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(([^)\s]*)[^)]*\)/, link],
  [/^<((?:[^ >]+(?:@|:\/)|www\d{0,3}\.)[^ >]+)>/, ([, url = ""], notes) => link(["", url, url], notes)],
  [/^<\/?[a-zA-Z][^>]*>/, ([tag = ""], notes) => mark(notes, "tag", tag)],
  [
    /^(?:[A-Za-z][A-Za-z\d.+-]*:(?:\/{1,3}|[\p{L}\d%])|www\d{0,3}[.]|[\p{L}\d.-]+[.]\p{L}{2,4}\/)[^\s<>`]+/u,
    ([url = ""], notes) => link(["", url, url], notes),
  ],
  [/^\*\*([\s\S]+?)\*\*(?!\*)|^__([\s\S]+?)__(?!_)/, ([, a, b], notes) => nested(notes, "strong", a ?? b ?? "")],
  [/^\*([^\s*][\s\S]*?)\*(?!\*)|^_([^\s_][\s\S]*?)_(?!_)/, ([, a, b], notes) => nested(notes, "em", a ?? b ?? "")],
  [/^~~([\s\S]+?)~~/, ([, text = ""], notes) => nested(notes, "del", text)],
  [/^\$([^$\n]+)\$/, ([, text = ""], notes) => mark(notes, "latex", text)],
  [/^&#(\d+);/, ([, code = ""], notes) => add(notes, String.fromCodePoint(Number(code)))],
  [/^&#x([0-9a-f]+);/i, ([, code = ""], notes) => add(notes, String.fromCodePoint(Number.parseInt(code, 16)))],
  [/^&(commat|lt|gt|amp|num);/, ([, name = ""], notes) => add(notes, entities[name] ?? "")],
];

const entities: Readonly<Record<string, string>> = { commat: "@", lt: "<", gt: ">", amp: "&", num: "#" };

export function readingOf(source: string): Reading {
  const notes: Notes = { links: [], marks: [], text: "", plain: "" };
  for (const line of source.split("\n")) {
    notes.marks.push(...blocks.filter(([, pattern]) => pattern.test(line)).map(([name]) => name));
    readInline(line, notes);
    add(notes, "\n");
  }
  const { text } = notes;
  return {
    mentions: all(text, /@([a-z0-9][a-z0-9._-]*)/gi),
    channels: all(text, /~([a-z0-9][a-z0-9._-]*)/gi),
    hashtags: all(text, /#(\p{L}[\p{L}\d._-]+)/gu),
    emoji: all(text, /:([a-z0-9_+-]+):/gi),
    links: notes.links,
    marks: notes.marks,
    plain: notes.plain.replaceAll("\u2060", "").trimEnd(),
  };
}

function readInline(source: string, notes: Notes): void {
  let rest = source;
  let before = "";
  while (rest !== "") {
    const [found, take] = firstOf(rest, before) ?? [[rest.slice(0, 1)], letter];
    take(found, notes);
    const [whole = ""] = found;
    before = whole.slice(-1);
    rest = rest.slice(whole.length);
  }
}

function firstOf(rest: string, before: string): readonly [readonly string[], Take] | undefined {
  for (const [pattern, take] of inlines) {
    const found = pattern.exec(rest);
    // a word is read from its beginning
    const isInWord = /[\p{L}\d]/u.test(before) && /^[\p{L}\d_]/u.test(rest);
    if (found && !isInWord) return [found, take];
  }
  return undefined;
}

const letter: Take = ([char = ""], notes) => add(notes, char);

function add(notes: Notes, text: string): void {
  notes.text += text;
  notes.plain += text;
}

function mark(notes: Notes, name: string, text: string): void {
  notes.marks.push(name);
  notes.plain += text;
  notes.text += " ";
}

function nested(notes: Notes, name: string, text: string): void {
  notes.marks.push(name);
  readInline(text, notes);
}

function link([whole = "", text = "", url = ""]: readonly string[], notes: Notes): void {
  if (whole.startsWith("!")) notes.marks.push("image");
  const label: Notes = { links: notes.links, marks: [], text: "", plain: "" };
  if (text !== url) readInline(text, label);
  notes.links.push({ text: text === url ? url : label.plain.replaceAll("\u2060", ""), url });
  add(notes, text === url ? url : label.plain);
}

function all(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([, name = ""]) => name);
}
