import { Agent } from "undici";

/**
 * The way from the CLI to Penstock: to the address that it was told, whatever proxies the environment names. Without a way
 * of its own a request takes that of the process, which Node leads through them where `NODE_USE_ENV_PROXY` is set, and
 * tells them the token and the signature of everything that is plain http.
 */
export const direct = new Agent();
