import assert from "node:assert/strict";

/** An element of a document, in the order of their beginnings. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands in it beside other elements. */
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#10": "\n" };

/**
 * The elements of an XML document, read strictly: no character that XML 1.0 forbids, every `&` a known entity, no `<` in
 * text or values, every element closed by its own name, one root.
 */
export function elementsOf(xml: string): Element[] {
  assert.ok(xml.isWellFormed());
  assert.doesNotMatch(xml, /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  const [, body = ""] = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n([\s\S]*)$/.exec(xml) ?? [];
  const elements: Element[] = [];
  const open: Element[] = [];
  let at = 0;
  for (const found of body.matchAll(/<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g)) {
    addText(body.slice(at, found.index), open.at(-1));
    at = found.index + found[0].length;
    const [, closes, name = "", attributes = "", isEmpty] = found;
    if (closes) {
      assert.equal(open.pop()?.name, name, "an element is closed by its own name");
      continue;
    }
    assert.ok(open.length > 0 || elements.length === 0, "there is one root");
    const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
      key,
      plain(value),
    ]);
    assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, "no attribute is there twice");
    const element: Element = { name, attributes: Object.fromEntries(pairs), text: "" };
    elements.push(element);
    if (!isEmpty) open.push(element);
  }
  addText(body.slice(at), undefined);
  assert.deepEqual(open, [], "every element is closed");
  return elements;
}

function addText(text: string, element: Element | undefined): void {
  if (element) element.text += plain(text);
  else assert.match(text, /^\s*$/, "no text stands outside of the root");
}

function plain(text: string): string {
  assert.doesNotMatch(text, /<|\]\]>/);
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const meant = whole.endsWith(";") ? entities[name] : undefined;
    assert.ok(meant !== undefined, `${whole} is no entity`);
    return meant;
  });
}
