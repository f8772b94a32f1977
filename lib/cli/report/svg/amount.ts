/** A whole number with its thousands apart: `12,345`; from a million on `1.2 M`. */
export function countText(count: number): string {
  if (count >= 999_950) return `${(count / 1e6).toFixed(1)} M`;
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Minutes as a headline tells them: `42 min`, `8.4 h`, `1,234 h`. */
export function hoursText(minutes: number): string {
  if (minutes < 60) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return `${hours < 100 ? hours.toFixed(1) : countText(Math.round(hours))} h`;
}

/** Of how many, in percent. */
export function shareText(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
