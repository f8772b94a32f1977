import { Id } from "../fields.ts";

/** What a global id names: its kind as GitLab's code calls it, e.g. `Ci::Build`, and the number that REST knows. */
export interface GlobalId {
  readonly kind: string;
  readonly id: number;
}

/** E.g. `gid://gitlab/Ci::Build/1001`. Source: docs.gitlab.com/api/graphql, "Global IDs" (read 2026-11). */
export function gidOf(kind: string, id: number): string {
  return `gid://gitlab/${kind}/${id}`;
}

/** `undefined` when the text is no global id, or its number is none that JavaScript holds exactly. */
export function readGid(text: string): GlobalId | undefined {
  const [, kind, digits] = /^gid:\/\/gitlab\/([\w:]+)\/(\d+)$/.exec(text) ?? [];
  const { data: id } = Id.safeParse(Number(digits));
  return kind !== undefined && id !== undefined ? { kind, id } : undefined;
}
