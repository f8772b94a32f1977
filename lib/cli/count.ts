/** Whether a text is a number of lines that the API gives at once. */
export function isCount(text: string): boolean {
  return /^([1-9]\d{0,2}|1000)$/.test(text);
}

export const wantedCount = "--lines takes a whole number from 1 to 1000";

/** A number with what it counts: `1 task`, `2 tasks`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
