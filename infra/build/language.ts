import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** What decides how a rule is read: our rooms, and in which version the packages are that they use. */
const deciding = ["lib/actions", "lib/core", "lib/rules", "package-lock.json"];

/** A hash of all that decides how rules are read: the same wherever the sources lie. */
export function languageHash(root = join(import.meta.dirname, "../..")): string {
  const hash = createHash("sha256");
  for (const path of deciding.flatMap((one) => filesIn(root, one))) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("base64url");
}

function filesIn(root: string, path: string): string[] {
  if (!path.startsWith("lib/")) return [path];
  const found = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  const files = found.filter((one) => one.isFile()).map((one) => relative(root, join(one.parentPath, one.name)));
  return files.toSorted();
}
