import type { Answer } from "../desk.ts";

/** A project that the speaker may see. */
export interface SeenProject {
  readonly id: number;
  readonly path: string;
}

/** What was found, or the answer to who sought it. */
export type Sought<T> = T | { readonly no: Answer };
