// Chromium without a screen, and pages in it of which every word on the console and every request
// is kept. What a page must be is for the tests to say.

import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A browser; Playwright gives it a profile of its own, and takes it away again. */
export class Browser {
  static async start(executablePath) {
    const browser = new Browser();
    browser.running = await chromium.launch({ executablePath, args: ARGUMENTS, headless: true });
    return browser;
  }

  /** Opens a file; `said` and `asked` are filled as long as it is open. */
  async open(file, { width = 1200, height = 900, ...options } = {}) {
    const context = await this.running.newContext({ viewport: { width, height }, ...options });
    const page = await context.newPage();
    page.said = [];
    page.asked = [];
    page.on("console", (message) => page.said.push(message.text()));
    page.on("pageerror", (error) => page.said.push(String(error)));
    page.on("request", (request) => page.asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  async stop() {
    await this.running.close();
  }
}
