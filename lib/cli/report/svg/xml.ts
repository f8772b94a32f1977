import { safe } from "../../render.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; its content is XML already: text goes through `escaped`. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === "number" ? rounded(value) : escaped(value)}"`],
  );
  const open = `<${name}${written.join("")}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join("")}</${name}>`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as XML may hold it, whatever somebody calls a job: no markup, and nothing that XML forbids or that turns text around. */
export function escaped(text: string): string {
  const allowed = safe(text.toWellFormed()).replace(/[\uFFFE\uFFFF]/g, "\uFFFD");
  return allowed.replace(/[&<>"']/g, (letter) => entities[letter] ?? "");
}

/** A text at a place, in a class of `style.ts`. */
export function textAt(
  x: number,
  y: number,
  { text, kind, anchor }: { text: string; kind: string; anchor?: "middle" | "end" },
): string {
  return element("text", { x, y, class: kind, "text-anchor": anchor }, escaped(text));
}

/** A name that is shortened to a width, and tells the whole of it to who points at it. */
export function nameAt(x: number, y: number, name: { text: string; kind: string; most: number; size: number }): string {
  const { text, kind, most, size } = name;
  const shown = fitted(text, most / size);
  if (shown === text) return textAt(x, y, { text, kind });
  return element("text", { x, y, class: kind }, titled(text), escaped(shown));
}

export function titled(text: string): string {
  return element("title", {}, escaped(text));
}

/** The text, or its beginning and an ellipsis, in a width of so many letters' heights. Nobody knows the font: letters are taken for wide. */
export function fitted(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  let shown = "";
  let width = widthOf("…");
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > most) break;
    shown += segment;
  }
  return `${shown}…`;
}

const graphemes = new Intl.Segmenter("en");

function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letterWidth(letter);
  return width;
}

function letterWidth(letter: string): number {
  if (/\p{M}/u.test(letter)) return 0;
  if (/[il.,:;'|!/() -]/.test(letter)) return 0.42;
  if (/[mwMW@%]/.test(letter)) return 1;
  if (/[\u0020-\u007e]/.test(letter)) return /[A-Z]/.test(letter) ? 0.72 : 0.62;
  return /[\u1100-\u{10ffff}]/u.test(letter) ? 1.3 : 0.75;
}
