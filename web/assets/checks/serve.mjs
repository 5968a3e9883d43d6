// The patterns on a loopback port, under the policy of the real pages, with a stream of live
// events that a check writes itself.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";

const assets = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'";

/** Serves `web/assets`; `tell` sends an event to every page that listens. */
export async function serve() {
  const listeners = new Set();
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.slice(1);
    if (name === "live") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: beat\ndata: {}\n\n");
      listeners.add(response);
      request.on("close", () => listeners.delete(response));
      return;
    }
    const file = path.join(assets, path.normalize(name));
    const text = file.startsWith(assets) ? await readFile(file).catch(() => null) : null;
    // A form is answered with nothing; a browser that asks for its little picture, too.
    const status = text ? 200 : request.method === "POST" || name === "favicon.ico" ? 204 : 404;
    response.writeHead(status, {
      "content-type": TYPES[path.extname(name)] ?? "text/plain",
      "content-security-policy": POLICY,
    });
    response.end(status === 200 ? text : undefined);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}/patterns.html`,
    tell(event, data) {
      for (const listener of listeners) {
        listener.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    },
    async listened() {
      while (listeners.size === 0) await new Promise((soon) => setTimeout(soon, 20));
    },
    close() {
      for (const listener of listeners) listener.end();
      server.close();
    },
  };
}
