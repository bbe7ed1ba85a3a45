// Opens a page with sliders in Chromium, without a network, and moves one.
"use strict";
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PATH = "talent.channels.students.choice.beta_settle";
const KEY = "talent.registered_all";

function page(wasm, scenario) {
  const data = {
    wasm_base64: wasm.toString("base64"),
    name: "jinhua-inflow",
    scenario_text: scenario,
    sliders: [{ path: PATH, label: "Settling", low: 0, high: 2, step: 0.1, value: 0.903973 }],
    headlines: [{ key: KEY, label: "People registered" }],
  };
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const script = readFileSync(path.join(__dirname, "live.js"), "utf8");
  return `<!doctype html><meta charset="utf-8"><title>Live</title><div id="live-panel"></div>
<script type="application/json" id="live-data">${json}</script><script>${script}</script>`;
}

// Waits until the page does not say that it is running, and tells what it shows and when.
const SHOWN = `(async () => {
  const at = performance.now();
  const text = (id) => document.getElementById(id).innerText;
  do await new Promise((done) => setTimeout(done, 5));
  while (text("live-status").startsWith("running"));
  const ms = Math.round(performance.now() - at);
  return { figures: text("live-figures"), status: text("live-status"), ms };
})()`;
const MOVE = `(() => {
  const input = document.getElementById("live-slider-0");
  input.value = 0.5;
  input.dispatchEvent(new Event("input"));
})()`;

// What a page showed before and after its slider was moved; undefined where there is no browser.
async function moved(wasm, scenario, scratch) {
  const program = PROGRAMS.find(existsSync);
  if (!program) return undefined;
  const file = path.join(scratch, "live.html");
  writeFileSync(file, page(wasm, scenario));
  const words = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"];
  words.push(`--user-data-dir=${path.join(scratch, "browser")}`);
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  const browser = spawn(program, words, { stdio });
  const waiting = new Map();
  let requests = 0;
  let rest = "";
  browser.stdio[4].on("data", (bytes) => {
    const texts = (rest + bytes).split("\0");
    rest = texts.pop();
    for (const { id, method, params, result } of texts.map(JSON.parse)) {
      waiting.get(id)?.(result);
      const url = params?.request?.url ?? "file:";
      requests += method === "Network.requestWillBeSent" && /^(https?|ws):/.test(url) ? 1 : 0;
    }
  });
  let last = 0;
  let sessionId;
  const call = (method, params = {}) => {
    last += 1;
    browser.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    return new Promise((done) => waiting.set(last, done));
  };
  const value = async (expression) => {
    const settings = { expression, awaitPromise: true, returnByValue: true };
    return (await call("Runtime.evaluate", settings)).result.value;
  };
  try {
    const { targetId } = await call("Target.createTarget", { url: "about:blank" });
    ({ sessionId } = await call("Target.attachToTarget", { targetId, flatten: true }));
    await call("Network.enable");
    await call("Page.navigate", { url: pathToFileURL(file).href });
    while (!(await value("document.getElementById('live-reset') !== null")));
    const before = await value(SHOWN);
    await value(MOVE);
    const after = await value(SHOWN);
    const isMoved = before.figures !== after.figures && /[+-]\d/.test(after.figures);
    return { isMoved, requests, before, after };
  } finally {
    const ended = once(browser, "exit");
    browser.kill();
    await ended;
  }
}

module.exports = { moved };
