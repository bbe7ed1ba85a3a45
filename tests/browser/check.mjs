// Opens pages in headless Chromium at three widths, light and dark, and fails if one asks for
// anything from a network, logs an error, leaves a chart undrawn, is wider than its window, opens
// slowly, or breaks a rule of accessibility (axe-core).
//
//   node check.mjs [--shots DIR] PAGE...
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const WIDTHS = [360, 800, 1440];
const SCHEMES = ["light", "dark"];
/** The longest time that a page may take to open, in milliseconds. */
const OPENS_IN = 1000;

const words = process.argv.slice(2);
const at = words.indexOf("--shots");
const shots = at < 0 ? null : words.splice(at, 2)[1];
if (shots) mkdirSync(shots, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong with a page in one window, as sentences. */
async function faults(browser, page, width, colorScheme) {
  const found = [];
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const tab = await context.newPage();
  const url = pathToFileURL(resolve(page)).href;
  tab.on("console", (line) => line.type() === "error" && found.push(`console: ${line.text()}`));
  tab.on("pageerror", (error) => found.push(`error: ${error.message}`));
  tab.on("request", (asked) => {
    if (asked.url() !== url && !/^(blob|data):/.test(asked.url())) found.push(`asks for ${asked.url()}`);
  });
  await tab.goto(url, { waitUntil: "load" });
  const shown = await tab.evaluate(() => {
    const charts = [...document.querySelectorAll("figure.chart")];
    const isDrawn = (chart) => {
      const marks = chart.querySelectorAll("svg path, svg rect, svg circle");
      return [...marks].some((mark) => mark.getBoundingClientRect().width > 0);
    };
    const timing = performance.getEntriesByType("navigation")[0];
    return {
      charts: charts.length,
      undrawn: charts.filter((chart) => !isDrawn(chart)).map((chart) => chart.id),
      opened: timing.loadEventEnd - timing.startTime,
      over: document.documentElement.scrollWidth - innerWidth,
      ids: [...document.querySelectorAll("[id]")].map((one) => one.id),
      links: [...document.querySelectorAll("a[href^='#']")].map((one) => one.hash.slice(1)),
    };
  });
  const twice = shown.ids.filter((id, place) => shown.ids.indexOf(id) !== place);
  if (shown.charts === 0) found.push("no chart");
  for (const id of shown.undrawn) found.push(`${id} is not drawn`);
  for (const id of new Set(twice)) found.push(`two elements have the id ${id}`);
  for (const id of shown.links) if (!shown.ids.includes(id)) found.push(`no element ${id}`);
  if (shown.over > 0) found.push(`${shown.over} px wider than the window`);
  if (shown.opened > OPENS_IN) found.push(`opened in ${shown.opened.toFixed(0)} ms`);
  if (shots) {
    // By section: a whole page is higher than a picture can be.
    for (const section of await tab.locator("section").all()) {
      const name = `${basename(page, ".html")}-${await section.getAttribute("id")}`;
      await section.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png` });
    }
  }
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => globalThis.axe.run());
  for (const { id, help, nodes } of violations) {
    found.push(`axe ${id}: ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)}`);
  }
  await context.close();
  const told = `${shown.charts} charts, opened in ${shown.opened.toFixed(0)} ms`;
  console.log(`${page} at ${width} px, ${colorScheme}: ${told}, ${found.length} faults`);
  return found.map((fault) => `${page} at ${width} px, ${colorScheme}: ${fault}`);
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const all = [];
for (const page of words) {
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) all.push(...(await faults(browser, page, width, scheme)));
  }
}
await browser.close();
for (const fault of all) console.error(fault);
process.exitCode = all.length > 0 || words.length === 0 ? 1 : 0;
