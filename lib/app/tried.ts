/** How performing a task ended: `left` had nothing to do for this worker, e.g. because somebody else has it. */
export type Tried = "performed" | "left" | { readonly failed: unknown };
