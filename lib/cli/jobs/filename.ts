/** What the usual file systems take. */
const mostBytes = 255;

/**
 * The base name of a file that a stranger named: no folder, no hidden file, nothing that a file system or a terminal
 * minds.
 *
 * @returns `fallback` where nothing of the name is left
 */
export function baseName(name: string | undefined, fallback: string): string {
  const [last = ""] = (name ?? "").split(/[/\\]/).slice(-1);
  const plain = last
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*\uFFFD]/gu, "_")
    .replace(/^[.\s-]+|[.\s]+$/g, "");
  const kept = Buffer.byteLength(plain) <= mostBytes ? plain : shortened(plain);
  return /^_*$/.test(kept) || isReserved(kept) ? fallback : kept;
}

/** The ending stays: it says what the file is. */
function shortened(name: string): string {
  const ending = /\.\w{1,8}$/.exec(name)?.[0] ?? "";
  // as many whole characters as there is room for
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(mostBytes - ending.length));
  return `${name.slice(0, read).replace(/[.\s]+$/, "")}${ending}`;
}

/** Names of devices on Windows. Source: learn.microsoft.com, "Naming Files, Paths, and Namespaces" (read 2026-11). */
function isReserved(name: string): boolean {
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);
}
