/** A line for the person who called. */
export function say(text: string): void {
  console.log(text);
}

/** A line beside the result, on the error channel, so that a program that reads the result does not meet it. */
export function note(text: string): void {
  console.error(text);
}

/** Says what went wrong on the error channel; the command exits 1, or as it is told. */
export function fail(text: string, exitCode = 1): void {
  console.error(text);
  process.exitCode = exitCode;
}

/** Writes a piece of the result as it is; resolves when there is room for more. */
export function write(piece: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whether a person reads the result at once. */
export function isShown(): boolean {
  return process.stdout.isTTY === true;
}

/** A reader of the result that has enough (`… | head`) ends the command, as the signal for that would. */
export function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(141);
    throw error;
  });
}
