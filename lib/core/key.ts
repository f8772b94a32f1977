/** Joins parts into one key that no name can forge: `/` and `%` inside a part are escaped. */
export function joinKey(...parts: readonly (string | number)[]): string {
  return parts.map(escaped).join("/");
}

/** Few parts have anything to escape, and looking takes a fifth of the time. */
function escaped(part: string | number): string {
  if (typeof part === "number") return String(part);
  return /[%/]/.test(part) ? part.replaceAll("%", "%25").replaceAll("/", "%2F") : part;
}

/** The parts that were joined. */
export function splitKey(key: string): string[] {
  return key.split("/").map((part) => part.replaceAll("%2F", "/").replaceAll("%25", "%"));
}

/** Where a ledger item lives: `kind#scope` and a key within it. */
export interface LedgerKey {
  readonly scope: string;
  readonly key: string;
}
