import type { KeyObject } from "node:crypto";
import type { MattermostSettings } from "./settings.ts";

/** What a request is judged by. */
export interface Judged {
  readonly settings: MattermostSettings;
  readonly signingKeys: readonly KeyObject[];
}
