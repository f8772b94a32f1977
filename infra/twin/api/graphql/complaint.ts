import type { Place } from "./document.ts";

/** One entry of `errors`. */
export interface Complaint {
  readonly message: string;
  readonly locations?: readonly Place[];
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface About {
  readonly at: Place;
  readonly path: readonly string[];
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;
}

export function complaint(message: string, { at, path, code, more }: About): Complaint {
  return { message, locations: [at], path, extensions: { code, ...more } };
}
