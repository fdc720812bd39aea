// Runs Lighthouse on pages and prints what it says, as JSON; called by bench/scores.py.
// Input (JSON): {chromium, runs, pages: {name: {url, fields?}}}; with fields the page is the
// answer to a POST of these, sent from the page that stands at the same address.

import { text } from "node:stream/consumers";
import { startFlow } from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility"];

// Lighthouse itself says of some failures that one should run it again.
const TRIES = 3;

const order = JSON.parse(await text(process.stdin));
const results = Object.fromEntries(Object.keys(order.pages).map((name) => [name, []]));
for (let run = 0; run < order.runs; run += 1) {
  for (const [name, page] of Object.entries(order.pages)) {
    results[name].push(await measured(page));
  }
}
console.log(JSON.stringify(results));

async function measured(page) {
  let report;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    report = await audit(page);
    if (!report.runtimeError) return summary(report);
  }
  console.error(`${page.url}: ${report.runtimeError.message}`);
  process.exit(1);
}

// One audit in a browser of its own, in which nothing was stored before.
async function audit({ url, fields }) {
  const browser = await puppeteer.launch({
    executablePath: order.chromium,
    headless: true,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const [tab] = await browser.pages();
    // Lighthouse clears what is on disk; the page before the answer leaves more in memory.
    await tab.setCacheEnabled(false);
    const flow = await startFlow(tab, {
      config: { extends: "lighthouse:default", settings: { onlyCategories: CATEGORIES } },
    });
    if (fields) {
      await tab.goto(url, { waitUntil: "networkidle0" });
      await flow.navigate(() => tab.evaluate(post, url, fields));
    } else {
      await flow.navigate(url);
    }
    const [{ lhr }] = (await flow.createFlowResult()).steps;
    return lhr;
  } finally {
    await browser.close();
  }
}

// Runs in the page.
function post(url, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function summary(lhr) {
  const score = (category) => Math.round(lhr.categories[category].score * 100);
  const failed = CATEGORIES.flatMap((category) => lhr.categories[category].auditRefs)
    .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
    .map(({ id }) => id);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    shown: lhr.finalDisplayedUrl,
    first_paint: Math.round(lhr.audits["first-contentful-paint"].numericValue),
    largest_paint: Math.round(lhr.audits["largest-contentful-paint"].numericValue),
    blocked: Math.round(lhr.audits["total-blocking-time"].numericValue),
    shift: lhr.audits["cumulative-layout-shift"].numericValue,
    weight: lhr.audits["total-byte-weight"].numericValue,
    failed,
  };
}
