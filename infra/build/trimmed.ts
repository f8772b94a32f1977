import { isBuiltin } from "node:module";
import type { Plugin } from "esbuild";

/** What functions use of undici: its whole has a browser's fetch, caches, proxies and mocks with it, half a megabyte. */
const undici = `
import api from "undici/lib/api/index.js";
import buildConnector from "undici/lib/core/connect.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import Pool from "undici/lib/dispatcher/pool.js";
Object.assign(Dispatcher.prototype, api);
export { buildConnector, Pool };
`;

/** HTTP/2 is never spoken; without it undici goes on so. */
const withoutHttp2 = "module.exports = { constants: {} };";

/**
 * Keeps the start of a function small.
 *
 * - Node's own modules are asked for by `process.getBuiltinModule`: an `import` reads each of their exports, and with
 *   `node:http` thereby loads the undici inside Node, with `node:process` opens the standard streams.
 * - Of undici only what is used is taken. Whoever needs more of it is told by the build, and names it here.
 *
 * @param root where packages are found
 */
export function trimmed(root: string): Plugin {
  return {
    name: "trimmed",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: "trimmed" }));
      onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path, importer }) => {
        if (!isBuiltin(path)) return undefined;
        const isNeeded = path !== "node:http2" || !importer.includes("/undici/");
        return isNeeded ? { path: path.replace(/^node:/, ""), namespace: "node" } : { path, namespace: "trimmed" };
      });
      onLoad({ filter: /./, namespace: "node" }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule(${JSON.stringify(`node:${path}`)});`,
      }));
      onLoad({ filter: /./, namespace: "trimmed" }, ({ path }) => ({
        contents: path === "undici" ? undici : withoutHttp2,
        resolveDir: root,
      }));
    },
  };
}
