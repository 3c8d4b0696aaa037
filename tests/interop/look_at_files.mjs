// Opens pages from files in headless Chromium, wide and narrow, light and dark, and prints as JSON what axe-core finds, what was
// asked for from elsewhere, what the console said, and whether anything sticks out.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, pictures, ...files] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const seen = [];
for (const file of files) {
  const address = pathToFileURL(file).href;
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [360, "light"], [320, "dark"]]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const elsewhere = [], said = [];
    page.on("request", (request) => request.url() === address || elsewhere.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(address);
    const wide = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
    if (pictures !== "-") await page.screenshot({ path: `${pictures}/${seen.length}.png`, fullPage: true });
    await page.addScriptTag({ content: axe });
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const violations = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
    seen.push({ file, width, colorScheme, elsewhere, said, wide, axe: violations });
    await context.close();
  }
}
await browser.close();
process.stdout.write(JSON.stringify(seen));
