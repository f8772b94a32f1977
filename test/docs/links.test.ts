import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const written = ["*.md", "docs/*.md", "{infra,lib,functions,test}/**/README.md"];
const pages = written
  .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: (name) => name === "node_modules" }))
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

test("every link of a page leads to a file, and to a heading that is there", () => {
  const links = pages.flatMap(({ name, text }) => linksOf(text).map((to) => ({ name, to })));
  assert.ok(links.length > 100, "there are some");
  const dead = links.filter(({ name, to }) => isDead(name, to)).map(({ name, to }) => `${name}: ${to}`);
  assert.deepEqual(dead, []);
});

test("every page of docs is in the README's table", () => {
  const readme = pages.find(({ name }) => name === "README.md")?.text ?? "";
  const missing = pages.filter(({ name }) => name.startsWith("docs/") && !readme.includes(`](${name})`));
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  );
});

/** The addresses in this repository that a page leads to; what stands in code is no link. */
function linksOf(text: string): string[] {
  const told = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
  return [...told.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to).filter((to) => !/^[a-z]+:/.test(to));
}

function isDead(from: string, to: string): boolean {
  const [path = "", anchor] = to.split("#");
  const file = path === "" ? join(root, from) : resolve(root, dirname(from), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).includes(anchor);
}

/** The headings of a page as GitHub and GitLab name them in addresses. */
function anchorsOf(text: string): string[] {
  const told = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
  return [...told.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
