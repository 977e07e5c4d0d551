// Theme, filter of the board, sorting of tables, and the box that says where a number comes from.
"use strict";

const root = document.documentElement;
// Most cells of a table are numbers: those that are not have a class.
const NUMBER = "td:not(.t), th.n";

function theme() {
  const button = document.querySelector("button.theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const show = () => button.setAttribute("aria-pressed", String(dark()));
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* chosen for this page alone */ }
    show();
  });
  show();
}

function board() {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const claims = [...document.querySelectorAll(".board > .claim")];
  const words = claims.map((claim) => claim.textContent.toLowerCase());
  const shown = document.querySelector(".shown");
  const read = () => Object.fromEntries(new FormData(form));
  const fits = (claim, at, wanted) =>
    (!wanted.paper || claim.dataset.paper === wanted.paper) &&
    (!wanted.asked || claim.dataset.asked === wanted.asked) &&
    claim.dataset.pairs.split(" ").some((pair) => {
      const [data, verdict] = pair.split(":");
      return (!wanted.data || data === wanted.data) && (!wanted.verdict || verdict === wanted.verdict);
    }) &&
    wanted.words.toLowerCase().split(/\s+/).every((word) => words[at].includes(word));
  const apply = () => {
    const wanted = read();
    let count = 0;
    claims.forEach((claim, at) => {
      claim.hidden = !fits(claim, at, wanted);
      count += !claim.hidden;
    });
    shown.textContent = count === claims.length ? `All ${count} claims.` : count ? `${count} of ${claims.length} claims.` : "No claim fits. Clear the filter to see all.";
    const chosen = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    const hash = chosen.size ? `#board?${chosen}` : location.hash.startsWith("#board?") ? "#board" : location.hash;
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname);
  };
  // A filtered board has an address of its own, to be sent to others.
  const [, query] = location.hash.split("?");
  new URLSearchParams(query).forEach((value, name) => { if (form.elements[name]) form.elements[name].value = value; });
  if (query) document.getElementById("board").scrollIntoView();
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

function sortable(table) {
  const body = table.tBodies[0];
  const value = (row, at) => {
    const cell = row.cells[at];
    if ("v" in cell.dataset) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    return cell.matches(NUMBER) ? parseFloat(text) : text.toLowerCase();
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      [...head.parentNode.cells].forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [value(row, at), row]);
      // Numbers first, texts behind them, in both directions.
      rows.sort(([a], [b]) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1) : typeof a === "number" ? -1 : 1);
      body.append(...rows.map(([, row]) => row));
    });
  });
}

function asked(table) {
  const holder = document.getElementById(table.dataset.rows);
  const box = document.querySelector("dialog.origin-box");
  const result = table.closest(".result");
  if (!holder || !result || !box.showModal) return;
  let records = null;
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const show = (row, cell) => {
    records ??= JSON.parse(holder.textContent);
    const body = box.querySelector(".origin-body");
    body.replaceChildren();
    if (cell) {
      const big = make("p", cell.textContent.trim());
      big.className = "big";
      body.append(big, make("p", `${row.cells[0].firstChild.textContent.trim()}: ${heads[cell.cellIndex]}`));
    }
    body.append(make("p", `${result.querySelector("h3").textContent}, ${table.caption.textContent}`));
    const origin = result.querySelector(".origin");
    if (origin) body.append(origin.cloneNode(true));
    body.append(make("h3", "All raw values of this row"));
    const list = document.createElement("dl");
    list.className = "origin";
    const values = records[Number(row.dataset.row) + 1] ?? [];
    records[0].forEach((name, at) => { if (values[at] !== null) list.append(make("dt", name), make("dd", String(values[at]))); });
    body.append(list);
    box.showModal();
    box.scrollTop = 0;
  };
  [...table.tBodies[0].rows].forEach((row, at) => {
    row.dataset.row = at;
    const button = make("button", "i");
    button.type = "button";
    button.className = "ask";
    button.setAttribute("aria-label", `Where the numbers of ${row.cells[0].textContent.trim()} come from`);
    button.addEventListener("click", () => show(row, null));
    row.cells[0].append(" ", button);
  });
  table.classList.add("asks");
  table.tBodies[0].addEventListener("click", (event) => {
    const cell = event.target.closest("td:not(.t)");
    if (cell && !getSelection().toString()) show(cell.parentNode, cell);
  });
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
}

// A link to a claim or a table opens what it is folded into.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  if (target) target.scrollIntoView();
}

// On a phone the row of pages scrolls: this one's name is in sight.
const here = document.querySelector(".bar nav [aria-current]");
if (here) here.closest("nav").scrollLeft = here.offsetLeft - here.closest("nav").offsetLeft - 16;

theme();
board();
document.querySelectorAll("table.grid").forEach((table) => { sortable(table); asked(table); });
addEventListener("hashchange", unfold);
unfold();
