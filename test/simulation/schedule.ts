// The simulation, for whoever plays schedules: see `Wanted`, `Profile` and `Result`.

export { runSchedule } from "./one.ts";
export type { Profile } from "./profile.ts";
export type { Result, Violation, Wanted } from "./result.ts";
export { type Many, runSchedules, type Summary } from "./summary.ts";
