// Puts page.jsx and the portal's pages into one script, for an engine that has neither a browser's nor Node's modules.
import { fileURLToPath, URL } from "url";
import { defineConfig } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

// Asked for when modules start, and not used to draw: nothing is sent, and no page is drawn with a query.
const STAND_INS = `
globalThis.MessageChannel ??= class { port1 = {}; port2 = {}; };
globalThis.TextEncoder ??= class { encode(text) { return text; } };
globalThis.URL ??= class {};
globalThis.URLSearchParams ??= class extends Map {};
globalThis.queueMicrotask ??= (run) => Promise.resolve().then(run);
`;

export default defineConfig({
  publicDir: false,
  logLevel: "error",
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    ssr: "drawn.page.jsx",
    outDir: "build/drawn",
    minify: false,
    rollupOptions: {
      output: { format: "iife", codeSplitting: false, entryFileNames: "page.js", banner: STAND_INS },
      onwarn(warning, warn) { if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning); },
    },
  },
  // As the build makes pages: libraries as they are outside a browser.
  ssr: { noExternal: true, target: "webworker", resolve: { conditions: ["module", "production"] } },
  resolve: {
    mainFields: ["module", "jsnext"],
    alias: [
      { find: "$", replacement: at("./") },
      { find: "@", replacement: at("./public") },
      { find: "react-dom/server", replacement: at("./node_modules/react-dom/server.browser.js") },
      { find: "socket.io-client", replacement: at("./node_modules/socket.io-client/dist/socket.io.esm.min.js") },
    ],
  },
});
