import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { TableLooks } from "../../../core/inAws.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of clocks. */
export const clockKnown = {
  clockFits: { area: "clock", level: "well", what: "This machine's clock shows what the tables' does, within 2 s." },
  clockOff: {
    area: "clock",
    level: "warning",
    what: "This machine's clock is more than 2 s off: Penstock's promises hold for clocks within 2 s of each other.",
    cure: "let the machine set its clock by NTP (timedatectl set-ntp true)",
  },
  clockWrong: {
    area: "clock",
    level: "broken",
    what: "This machine's clock is more than 5 s off: past the margin that Penstock leaves.",
    cure: "let the machine set its clock by NTP (timedatectl set-ntp true); do not run Penstock on it before",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(clockKnown);

const warningMillis = 2_000;
const brokenMillis = 5_000;

/** How far this machine's clock is off that of the tables, which have no reason to be wrong. */
export function examineClock(moment: ReturnType<TableLooks["moment"]>): readonly Diagnosis[] {
  if (!moment) return [];
  const off = moment.ours - moment.theirs;
  const seconds = (Math.abs(off) / 1000).toFixed(1);
  const says = `It is ${seconds} s ${off < 0 ? "behind" : "ahead of"} the tables' clock.`;
  const about = "this machine's clock";
  if (Math.abs(off) > brokenMillis) return [tell("clockWrong", about, says)];
  if (Math.abs(off) > warningMillis) return [tell("clockOff", about, says)];
  return [tell("clockFits", about, says)];
}
