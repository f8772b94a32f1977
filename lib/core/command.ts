import type { Causer } from "./looked.ts";
import type { Instant } from "./time.ts";

/** What a person said in chat to have done to a job. */
export interface Command {
  /** As people say it, e.g. `play`; rules name it in `on: { command: play }`. */
  readonly verb: string;
  /** What was given with it, by name, as the person wrote it: nothing of it is used but what a rule's allow-list names. */
  readonly values: Readonly<Record<string, string>>;
  /** Who said it, as GitLab knows the person. */
  readonly by: { readonly userId: number; readonly username: string };
  /** Of `arm`: how long it is meant. */
  readonly until?: Instant;
}

/** Whoever says that something shall be done has caused it, whoever ran the job. */
export function causedBy(command: Command): { readonly command: Command; readonly looked: { readonly by: Causer } } {
  const { userId, username } = command.by;
  return { command, looked: { by: { userId, username } } };
}

/** Whether two commands say the same; `undefined` is no command. */
export function isSameCommand(one: Command | undefined, other: Command | undefined): boolean {
  return commandText(one) === commandText(other);
}

function commandText(command: Command | undefined): string {
  if (!command) return "";
  const values = Object.entries(command.values).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([command.verb, command.by.userId, values, command.until ?? null]);
}
