/**
 * Whether a branch is one of those that a project's list names: by its name, or by one with `*` for any letters.
 * Source: docs.gitlab.com/user/project/repository/branches/protected, wildcard rules (read 2026-11). Linear in the name for
 * each `*`: whoever may protect branches cannot make a count slow.
 */
export function branchTest(names: readonly string[]): (branch: string) => boolean {
  const exact = new Set(names.filter((name) => !name.includes("*")));
  const wild = names.filter((name) => name.includes("*")).map((name) => name.split("*"));
  return (branch) => exact.has(branch) || wild.some((parts) => fits(branch, parts));
}

function fits(branch: string, parts: readonly string[]): boolean {
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (branch.length < first.length + last.length || !branch.startsWith(first) || !branch.endsWith(last)) return false;
  const end = branch.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = branch.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
