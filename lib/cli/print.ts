/** A line for the person who called. */
export function say(text: string): void {
  console.log(text);
}

/** Says what went wrong on the error channel; the command exits 1. */
export function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}
