/** What people can ask for, in the order in which help tells of it. */
export const commandWords = [
  "retry",
  "restart",
  "play",
  "keep",
  "cancel",
  "arm",
  "approve",
  "reject",
  "why",
  "status",
  "hold",
  "stop",
  "link",
  "unlink",
  "help",
] as const;
export type CommandWord = (typeof commandWords)[number];

/** What a command is about, as it was written. `host` is the address's, in small letters, with its port. */
export type Target =
  | { readonly kind: "job"; readonly host: string; readonly path: string; readonly job: number }
  | {
      readonly kind: "pipeline";
      readonly host: string;
      readonly path: string;
      readonly pipeline: number;
      /** A job in it, by its exact name. */
      readonly name?: string;
    }
  /** A job of the merge request that is commented on, by its exact name. */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "project"; readonly host?: string; readonly path: string }
  /** Of `stop`: all that Penstock does in the source. */
  | { readonly kind: "everything" };

/** One command as the grammar read it. */
export interface Said {
  readonly word: CommandWord;
  readonly target?: Target;
  /** `NAME=value`, each once; nothing of it is used but what a rule's allow-list names. */
  readonly values: Readonly<Record<string, string>>;
  /** What is left of the line, or `--reason "…"`. */
  readonly reason?: string;
  /** Only say what would come of it. */
  readonly isDry?: true;
  /** `--for 8h`. */
  readonly forSeconds?: number;
  /** Of `link`: what proves that the browser and the chat are the same person's. */
  readonly code?: string;
  /** Of `help`: what about. */
  readonly about?: CommandWord;
}
