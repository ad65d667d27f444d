// The report page in a real browser: what it draws, how it sorts, what it asks for, who can read it.
//
// Two pages are made of results that nobody measured, one as large as that of all workloads; the
// folder in FISHPLATE_PAGE_RESULTS, if any, is a third. Pictures stay in the working folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { Browser } from "./browser.mjs";
import { write } from "./results.mjs";

const LARGEST_BYTES = 1_000_000;
const [work, fishplate, chromium] = ["FISHPLATE_PAGE_WORK", "FISHPLATE_BINARY", "CHROMIUM"].map((name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run \`make test-page\``);
  return resolve(value);
});
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const pages = {};
let rows = [];
let browser;

before(async () => {
  rows = await write(join(work, "all"));
  await write(join(work, "small"), { names: ["array-dot", "scalar-add"], rounds: 20 });
  const folders = { all: join(work, "all"), small: join(work, "small") };
  if (process.env.FISHPLATE_PAGE_RESULTS) {
    folders.given = join(work, "given");
    rmSync(folders.given, { recursive: true, force: true });
    cpSync(process.env.FISHPLATE_PAGE_RESULTS, folders.given, { recursive: true });
  }
  for (const [name, folder] of Object.entries(folders)) {
    execFileSync(fishplate, ["__report", folder], { stdio: "pipe" });
    pages[name] = join(folder, "report.html");
  }
  browser = await Browser.start(chromium);
});

after(async () => browser?.stop());

/** Opens each page in turn, and says which of them is at fault. */
async function each(options, check) {
  for (const [name, file] of Object.entries(pages)) {
    const page = await browser.open(file, options);
    try {
      await check(page, name);
    } catch (error) {
      error.message = `page "${name}": ${error.message}`;
      throw error;
    } finally {
      await page.context().close();
    }
  }
}

test("the page of every workload is small enough to send, and has its batches", () => {
  for (const [name, file] of Object.entries(pages)) {
    const { size } = statSync(file);
    console.log(`page "${name}": ${size.toLocaleString("en")} bytes`);
    assert.ok(size <= LARGEST_BYTES, `page "${name}" has ${size} bytes`);
    assert.ok(!readFileSync(file, "utf8").includes("too large to send"), `page "${name}" left its batches out`);
  }
});

test("nothing is said on the console, and nothing is asked of anybody", () =>
  each({}, async (page) => {
    await page.locator("details > summary").evaluateAll((all) => all.forEach((one) => one.click()));
    await page.waitForTimeout(100);
    assert.deepEqual(page.said, []);
    const outside = page.asked.filter((address) => !address.startsWith("data:"));
    assert.equal(outside.length, 1, `asked for ${outside}`);
  }));

/** What is wrong with the plots: nothing drawn, something outside, words upon words. */
function faultsOfPlots() {
  const faults = [];
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  for (const plot of document.querySelectorAll("svg.plot")) {
    const title = plot.querySelector("title")?.textContent ?? plot.getAttribute("aria-label");
    const box = plot.getBoundingClientRect();
    if (box.width < 200 || box.height < 60) faults.push(`${title}: ${box.width} by ${box.height} pixels`);
    if (!title) faults.push("a plot without a name");
    if (!plot.querySelector("use, .b, .n")) faults.push(`${title}: no marks`);
    for (const one of plot.querySelectorAll("use, line, text")) {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      if (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1)
        faults.push(`${title}: ${one.outerHTML} leaves its box`);
    }
    const words = [...plot.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
    words.sort(([, a], [, b]) => a.top - b.top);
    words.forEach(([text, a], index) => {
      for (const [other, b] of words.slice(index + 1)) {
        if (b.top > a.bottom) break;
        if (meet(a, b)) faults.push(`${title}: "${text}" upon "${other}"`);
      }
    });
  }
  return faults;
}

for (const width of [360, 1200]) {
  test(`plots are drawn within their boxes, no words upon others, at ${width} pixels`, () =>
    each({ width }, async (page) => {
      const count = await page.locator("svg.plot").count();
      assert.ok(count >= 5, `${count} plots`);
      assert.deepEqual(await page.evaluate(faultsOfPlots), []);
    }));
}

test("every kind of plot is on the page of every workload", async () => {
  const page = await browser.open(pages.all);
  const titles = await page.locator("figcaption b").allTextContents();
  for (const kind of ["Time of a call by path", "Time of a call by elements", "Time per item by items per call",
    "First call and later calls", "Build time", "Size of the compiled module"]) {
    assert.ok(titles.some((title) => title.startsWith(kind)), `no "${kind}" among ${titles}`);
  }
  assert.ok(await page.locator(".flags li").count() > 0, "no break-even size is marked");
  const described = await page.locator("svg.plot").evaluateAll((plots) => plots.every((plot) => plot.querySelector("desc").textContent.length > 40));
  assert.ok(described, "a plot has no text in its place");
  await page.context().close();
});

/** Whether the figures of a column ascend or descend, those without one at the end. */
function isSorted(table, [column, sign]) {
  const texts = [...table.tBodies[0].rows].map((row) => row.cells[column].textContent.replace(/,/g, ""));
  const figures = texts.map((text) => Number.parseFloat(text));
  const known = figures.filter((one) => !Number.isNaN(one));
  return figures.slice(0, known.length).every((one, index) => index === 0 || sign * one >= sign * known[index - 1]);
}

test("tables are sorted by a click and by the keyboard, and say so", () =>
  each({}, async (page) => {
    const table = page.locator("#w-scalar-add table.sort").first();
    const places = [2, 3, 4];
    for (const place of places) {
      const head = table.locator("thead th").nth(place);
      const button = head.getByRole("button");
      await button.click();
      assert.equal(await head.getAttribute("aria-sort"), "ascending");
      assert.ok(await table.evaluate(isSorted, [place, 1]), `column ${place}, ascending`);
      await button.focus();
      await page.keyboard.press("Enter");
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      assert.ok(await table.evaluate(isSorted, [place, -1]), `column ${place}, descending`);
      await page.keyboard.press("Space");
      assert.equal(await head.getAttribute("aria-sort"), "ascending");
      assert.equal(await table.locator("[aria-sort]").count(), 1, "two columns say that they are sorted");
    }
    const names = table.locator("thead th").first();
    await names.getByRole("button").click();
    const texts = await table.locator("tbody th").allTextContents();
    assert.deepEqual(texts, [...texts].sort((a, b) => a.localeCompare(b, "en")));
    const rows = await table.locator("tbody tr").count();
    assert.ok(rows > 20, "rows were lost");
    // From the button in front, the tabulator leads to the next one.
    await names.getByRole("button").focus();
    await page.keyboard.press("Tab");
    const next = await page.evaluate(() => document.activeElement.closest("th").cellIndex);
    assert.equal(next, 1);
  }));

test("the batches of a table are drawn when they are asked for", async () => {
  const page = await browser.open(pages.all);
  const details = page.locator("#w-scalar-add details").first();
  assert.equal(await details.locator("svg").count(), 0);
  await details.locator("summary").focus();
  await page.keyboard.press("Enter");
  await details.locator("svg").first().waitFor();
  const timed = rows.filter((row) => row.workload === "scalar-add" && row.net_ns !== null);
  assert.equal(await details.locator("svg").count(), timed.length);
  // Twenty processes of three lines each.
  assert.equal(await details.locator("svg").first().locator("line").count(), 60);
  const label = await details.locator("svg").first().getAttribute("aria-label");
  assert.match(label, /: 20 processes, medians from [\d.]+ ns to [\d.]+ ns/);
  assert.deepEqual(await page.evaluate(faultsOfPlots), []);
  await page.context().close();
});

test("nothing is wider than a telephone, on the screen and with batches open", () =>
  each({ width: 360, height: 740 }, async (page) => {
    await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth) <= 360);
    const wide = await page.evaluate(() => [...document.querySelectorAll("body *")]
      .filter((one) => !one.closest(".box, pre, .shapes") && one.getBoundingClientRect().right > 361)
      .map((one) => one.outerHTML.slice(0, 120)));
    assert.deepEqual(wide, []);
  }));

test("a reason makes no row taller than eight lines", () =>
  each({ width: 1200 }, async (page) => {
    const reasons = await page.locator("td small").count();
    assert.ok(reasons > 0);
    const tall = await page.evaluate(() => [...document.querySelectorAll("td small")]
      .map((one) => [one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight), one])
      .filter(([lines]) => lines > 8.5)
      .map(([lines, one]) => `${Math.round(lines)} lines: ${one.textContent.slice(0, 60)}`));
    assert.deepEqual(tall.slice(0, 3), []);
  }));

test("a dark screen is dark, and paper is white all the same", async () => {
  const page = await browser.open(pages.small, { colorScheme: "dark" });
  const lights = () => page.evaluate(() => {
    const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, one) => sum + Number(one), 0) / 3;
    const style = getComputedStyle(document.body);
    const word = getComputedStyle(document.querySelector("svg.plot .l"));
    return [light(style.backgroundColor), light(style.color), light(word.fill)];
  });
  let [paper, ink, word] = await lights();
  assert.ok(paper < 60 && ink > 180 && word > 180, `${paper} ${ink} ${word}`);
  await page.screenshot({ path: join(work, "dark.png") });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  [paper, ink, word] = await lights();
  assert.ok(paper > 240 && ink < 60 && word < 60, `in print: ${paper} ${ink} ${word}`);
  await page.context().close();
});

test("no table is cut off in print", () =>
  // A4 within its margins.
  each({ width: 703, height: 1000 }, async (page, name) => {
    await page.emulateMedia({ media: "print" });
    const wide = await page.evaluate(() => [...document.querySelectorAll("table, svg.plot, pre")]
      .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
      .map((one) => `${one.caption?.textContent ?? one.outerHTML.slice(0, 80)}: ${one.getBoundingClientRect().right}`));
    assert.deepEqual(wide, []);
    if (name === "all") return;
    const pdf = await page.pdf({ path: join(work, `${name}.pdf`), format: "A4" });
    assert.ok(pdf.length > 10_000);
  }));

/** What axe-core says of a page; `rules` may leave some out. */
async function violations(file, colorScheme, rules = {}) {
  const page = await browser.open(file, { colorScheme });
  await page.locator("#w-scalar-add details").first().locator("summary").click();
  await page.evaluate(axe);
  const found = await page.evaluate(async (rules) => {
    const result = await window.axe.run(document, { resultTypes: ["violations"], rules });
    return result.violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }, rules);
  await page.context().close();
  return found;
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds no violation on a ${colorScheme} page`, async () => {
    assert.deepEqual(await violations(pages.given ?? pages.small, colorScheme), []);
  });
}

test("axe-core finds no violation on the page of every workload", async () => {
  // Contrast is that of the style sheet, which the smaller page has shown; with ten thousand cells
  // it takes a minute.
  assert.deepEqual(await violations(pages.all, "light", { "color-contrast": { enabled: false } }), []);
});

test("a page without a script reads, and has no button that does nothing", async () => {
  const page = await browser.open(pages.small, { javaScriptEnabled: false });
  assert.equal(await page.locator("button").count(), 0);
  assert.ok(await page.locator("tbody tr").count() > 100);
  assert.ok(await page.locator("svg.plot").count() > 3);
  await page.locator("details summary").first().click();
  assert.ok(await page.getByText("The drawing needs JavaScript").first().isVisible());
  await page.context().close();
});
