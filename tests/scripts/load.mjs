/* Imports a script of static/ as a browser would, into a page with nothing on it: what the script
   exports can be called, and what it does to the page finds nothing to do. */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const STATIC = fileURLToPath(new URL("../../static/", import.meta.url));
const nothing = () => {};

const PAGE = {
  window: {},
  document: {
    addEventListener: nothing,
    getElementById: () => null,
    querySelector: () => null,
    querySelectorAll: () => [],
  },
  addEventListener: nothing,
  localStorage: { getItem: () => null },
  sessionStorage: { getItem: () => null, removeItem: nothing },
  navigator: {},
  location: { href: "https://guide.example/", search: "", hash: "" },
  matchMedia: () => ({ matches: true }),
};

export const load = async (path) => {
  for (const [name, value] of Object.entries(PAGE)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  // Node takes a file for a module only if its name ends in .mjs; a browser does not care.
  const folder = await mkdtemp(join(tmpdir(), "script-"));
  const copy = join(folder, `${basename(path, ".js")}.mjs`);
  try {
    await copyFile(join(STATIC, path), copy);
    return await import(pathToFileURL(copy));
  } finally {
    await rm(folder, { recursive: true });
  }
};
