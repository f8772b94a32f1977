// What is the same in every schedule.

export const source = "gitlab";
export const settleSeconds = 180;
export const callTimeoutSeconds = 12;
/** The path that is watched; a second project lies elsewhere. */
export const watched = "shop/**";
