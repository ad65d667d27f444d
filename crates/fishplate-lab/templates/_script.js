"use strict";
// The page reads without this: it sorts tables, and draws the batches of a table when asked.
(() => {
  const figure = (text) => {
    const found = text.replace(/,/g, "").match(/-?\d+(\.\d+)?(e[-+]?\d+)?/);
    return found ? Number(found[0]) : NaN;
  };
  const sort = (table, column, isNumber, isDown) => {
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => {
      const { dataset, textContent } = row.cells[column];
      const text = dataset.n ?? textContent.trim();
      return [isNumber ? figure(text) : text, row];
    });
    const order = ([a], [b]) => {
      if (!isNumber) return isDown ? b.localeCompare(a, "en") : a.localeCompare(b, "en");
      // What has no figure stays at the end, whichever way.
      if (isNaN(a) || isNaN(b)) return isNaN(a) - isNaN(b);
      return isDown ? b - a : a - b;
    };
    body.append(...keyed.sort(order).map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table.sort")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isDown = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        sort(table, column, head.classList.contains("number"), isDown);
      });
    });
  }

  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const all = JSON.parse(document.getElementById("batches").textContent);
  // The strips of a table are in the order that its rows have now, before anybody sorts them.
  const named = (details) => [...details.previousElementSibling.querySelectorAll("tbody tr")].map((row, index) =>
    [[...row.cells].slice(0, 2).map((cell) => cell.textContent.trim()).join(" "), all[details.dataset.table]?.[index]]);
  const nanoseconds = (ns) => {
    const [scale, unit] = [[1e9, "s"], [1e6, "ms"], [1e3, "\u00b5s"]].find(([one]) => Math.abs(ns) >= one) ?? [1, "ns"];
    return `${(ns / scale).toPrecision(4)} ${unit}`;
  };
  const escaped = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  // One line a process: thin from the 5th to the 95th hundredth, thick between the quartiles.
  const strip = ([name, [low, high, text]]) => {
    const count = text.length / 5;
    const lines = [];
    const medians = [];
    for (let process = 0; process < count; process++) {
      const places = [...text.slice(5 * process, 5 * process + 5)].map((letter) => digits.indexOf(letter) / 63);
      const x = places.map((share) => `${(2 + 96 * share).toFixed(1)}%`);
      const y = 22 + 4 * process;
      medians.push(low + (high - low) * places[2]);
      lines.push(`<line class="g c0" x1="${x[0]}" x2="${x[4]}" y1="${y}" y2="${y}"/>`);
      lines.push(`<line class="i c0" x1="${x[1]}" x2="${x[3]}" y1="${y}" y2="${y}"/>`);
      lines.push(`<line class="n c1" x1="${x[2]}" x2="${x[2]}" y1="${y - 2}" y2="${y + 2}"/>`);
    }
    const bottom = 22 + 4 * count;
    const span = `medians from ${nanoseconds(Math.min(...medians))} to ${nanoseconds(Math.max(...medians))}`;
    const label = escaped(`${name}: ${count} processes, ${span}`);
    return `<div class="strip"><svg class="plot" role="img" height="${bottom + 14}" aria-label="${label}">` +
      `<text class="l" x="0" y="12">${escaped(name)}</text><text class="v" x="100%" y="12">${span}</text>` +
      lines.join("") +
      `<text class="t" x="0" y="${bottom + 10}">${nanoseconds(low)}</text>` +
      `<text class="t e" x="100%" y="${bottom + 10}">${nanoseconds(high)}</text></svg></div>`;
  };
  for (const details of document.querySelectorAll("details[data-table]")) {
    const strips = named(details).filter(([, known]) => known);
    details.addEventListener("toggle", () => {
      details.querySelector(".strips").innerHTML = strips.map(strip).join("");
    }, { once: true });
  }
})();
