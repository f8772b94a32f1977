import type { Proof } from "../proof.ts";
import { burst } from "./burst.ts";
import { closedPorts } from "./closedPorts.ts";
import { flood } from "./flood.ts";
import { inTime } from "./inTime.ts";

/** What is shown of the door under load, and with nobody behind it. */
export const loadProofs: readonly Proof[] = [inTime, closedPorts, burst, flood];
