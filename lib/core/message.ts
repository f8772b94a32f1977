/**
 * A piece of a line. Every text in it may come from strangers: whoever shows it makes it harmless first, so that no name of
 * a job can mention people, run a quick action or forge a link. Links lead to the source's GitLab, or to our own door.
 */
export type Span =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  | { readonly link: string; readonly text: string };

export type Line = readonly Span[];

/** `ok`: it is done or planned; `no`: refused; `wait`: it is waited for; `news`: nobody asked; `alarm`: a person must look. */
export const tones = ["ok", "no", "wait", "news", "alarm"] as const;
export type Tone = (typeof tones)[number];

/** A button; `token` is all that comes back of it. */
export interface Button {
  readonly label: string;
  readonly style?: "primary" | "danger";
  readonly token: string;
}

/** What Penstock says, before a chat's own form is given to it. */
export interface Message {
  readonly tone: Tone;
  readonly title: Line;
  /** At most 40 are shown. */
  readonly lines: readonly Line[];
  readonly buttons?: readonly Button[];
}

/** A message of one sentence. */
export function sentence(tone: Tone, ...title: Line): Message {
  return { tone, title, lines: [] };
}
