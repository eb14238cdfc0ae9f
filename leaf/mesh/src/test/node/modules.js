"use strict";
// CommonJS modules in a page: what npm installed is loaded as it is, each file by a request of its own.

const loadedModules = new Map();

function load(name, from = "/") {
  const path = resolvedPath(name, from);
  let module = loadedModules.get(path);
  if (module === undefined) {
    module = { exports: {} };
    loadedModules.set(path, module);
    const text = textAt(path) + "\n//# sourceURL=" + path;
    new Function("module", "exports", "require", text)(module, module.exports, (other) => load(other, path));
  }
  return module.exports;
}

function resolvedPath(name, from) {
  let path;
  if (name.startsWith(".") || name.startsWith("/")) {
    path = new URL(name, new URL(from, location.href)).pathname;
  } else {
    const parts = name.split("/");
    const folder = "/node_modules/" + parts.splice(0, name.startsWith("@") ? 2 : 1).join("/") + "/";
    const about = JSON.parse(textAt(folder + "package.json"));
    const entry = about.exports?.[[".", ...parts].join("/")] ?? (parts.length === 0 ? about.main : parts.join("/"));
    path = new URL(entry, new URL(folder, location.href)).pathname;
  }
  return path.endsWith(".js") ? path : path + ".js";
}

function textAt(path) {
  const request = new XMLHttpRequest();
  request.open("GET", path, false);
  request.send();
  if (request.status !== 200) throw new Error(path + ": " + request.status);
  return request.responseText;
}
