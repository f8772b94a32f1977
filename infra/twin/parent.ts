/** npm that is ended by its id does not pass that on: whoever started us is gone then, and nobody would ever end this. */
export function stopWithParent(stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 500).unref();
}
