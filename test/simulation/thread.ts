import { parentPort } from "node:worker_threads";
import { type Many, runSchedules } from "./summary.ts";

// One of the threads of `threads.ts`: plays the seeds that it is given, one portion after the other.

// Emulated failures are made by the million, and nobody reads where they were thrown.
Error.stackTraceLimit = 0;

parentPort?.on("message", (many: Many) => {
  runSchedules(many).then(
    (summary) => parentPort?.postMessage(summary),
    (error: unknown) => {
      throw error;
    },
  );
});
