/**
 * Whether a branch or tag can have this name at all. Others are not asked for: `.` and `..` lead elsewhere in an address, and
 * half a surrogate pair has no bytes. Source: git-scm.com/docs/git-check-ref-format (read 2026-11).
 */
export function isRefName(name: string): boolean {
  return name !== "" && name.isWellFormed() && !/(^|\/)\.|\.\.|\/\/|^\/|\/$|[\0-\x20\x7f\\~^:?*[]/.test(name);
}
