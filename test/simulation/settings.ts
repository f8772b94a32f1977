// What is the same in every schedule.

export const source = "gitlab";
export const settleSeconds = 180;
export const callTimeoutSeconds = 12;
/** The path that is watched; a second project lies elsewhere. */
export const watched = "shop/**";
/** When every schedule begins. */
export const start = Date.UTC(2026, 10, 20, 9, 30);
