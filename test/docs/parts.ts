/** A part of a page that is written by `npm run docs`, between its marks. */
const markOf = (name: string) => `<!-- ${name}, written by \`npm run docs\` -->`;
const end = "<!-- until here -->";

/** A page with its generated parts as they must be. @throws Error where it has no place for one */
export function withParts(page: string, parts: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(parts).reduce((text, [name, lines]) => {
    const from = text.indexOf(markOf(name));
    const to = text.indexOf(end, from);
    if (from < 0 || to < from) throw new Error(`the page has no place for ${name}: ${markOf(name)} … ${end}`);
    return `${text.slice(0, from)}${markOf(name)}\n${lines.join("\n").trim()}\n${text.slice(to)}`;
  }, page);
}
