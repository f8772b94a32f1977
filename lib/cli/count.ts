/** Whether a text is a number of lines that the API gives at once. */
export function isCount(text: string): boolean {
  return /^([1-9]\d{0,2}|1000)$/.test(text);
}

export const wantedCount = "--lines takes a whole number from 1 to 1000";
