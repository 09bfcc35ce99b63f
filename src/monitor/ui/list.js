// Draws a list of articles. Strangers wrote them, so every character goes into the page as a text node.
const FIELDS = "input, textarea, select, canvas, [contenteditable], [role=combobox], [role=listbox], [role=grid], [role=dialog], [role=slider], [role=tablist], [role=radiogroup]";
const OVER = "[role=dialog], [data-testid=stPopoverBody], [role=listbox]";

function made(tag, kind, text) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  if (text) node.textContent = text;
  return node;
}

function pressed(kind, text, then) {
  const node = made("button", kind, text);
  node.type = "button";
  node.onclick = (event) => { event.stopPropagation(); then(); };
  return node;
}

function head(column, order, sort) {
  const node = made("th", column.kind);
  node.scope = "col";
  node.setAttribute("role", "columnheader");
  if (column.help) node.title = column.help;
  const at = column.sorts.indexOf(order);
  if (!column.sorts.length) {
    node.textContent = column.title;
    return node;
  }
  const rises = order === "oldest" || order === "most negative";
  if (at >= 0) node.setAttribute("aria-sort", rises ? "ascending" : "descending");
  const next = column.sorts[(at + 1) % column.sorts.length];
  const sorts = pressed("sorts", column.title, () => sort(next));
  sorts.dataset.key = `sort ${column.name}`;
  sorts.title = at >= 0 && column.sorts.length === 1 ? `Sorted: ${order}` : `Sort: ${next} first`;
  if (at >= 0) {
    const arrow = made("span", "arrow", rises ? " ↑" : " ↓");
    arrow.setAttribute("aria-hidden", "true");
    sorts.appendChild(arrow);
  }
  node.appendChild(sorts);
  return node;
}

function opener(id, language, act) {
  const node = pressed("opens", "", () => act("opened", id));
  node.lang = language;
  node.dir = "auto";
  node.dataset.key = `open ${id}`;
  return node;
}

function titled(article, act) {
  const node = opener(article.id, article.language, act);
  for (const [text, hit] of article.title) {
    if (hit) node.appendChild(made("mark", "", text));
    else node.appendChild(document.createTextNode(text));
  }
  return node;
}

function unfolds(article, open, act) {
  const node = pressed("unfolds", "", () => act("unfolded", article.story));
  const turn = made("span", "turn", open ? "▾" : "▸");
  turn.setAttribute("aria-hidden", "true");
  node.append(turn, ` ${article.copies.toLocaleString("en")} copies`);
  node.setAttribute("aria-expanded", String(open));
  node.dataset.key = `copies ${article.id}`;
  return node;
}

function filled(column, text) {
  const node = made("td", column.kind);
  node.setAttribute("role", "cell");
  if (column.kind === "link") {
    if (URL.canParse(text)) {
      const link = made("a", "", new URL(text).hostname);
      link.href = text;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      link.onclick = (event) => event.stopPropagation();
      node.appendChild(link);
    }
    return node;
  }
  node.textContent = text;
  if (column.kind === "tone") node.classList.add(text.startsWith("+") ? "positive" : text.startsWith("−") ? "negative" : "none");
  if (column.unit) node.dataset.unit = text === "1" ? column.one : column.unit;
  return node;
}

function row(article, data, act) {
  const node = made("tr", article.id === data.read ? "read" : "");
  node.setAttribute("role", "row");
  const title = made("td", "title");
  title.setAttribute("role", "cell");
  title.appendChild(titled(article, act));
  node.appendChild(title);
  const cells = article.cells.map((text, i) => filled(data.columns[i], text));
  node.append(...cells);
  if (data.stories && article.copies > 1) {
    const at = data.columns.findIndex((column) => column.name === "copies");
    const into = at >= 0 ? cells[at] : title;
    if (at >= 0) { into.textContent = ""; delete into.dataset.unit; }
    into.appendChild(unfolds(article, article.story in data.unfolded, act));
  }
  node.onclick = () => act("opened", article.id);
  return node;
}

function copies(article, data, act) {
  const node = made("tr", "copies");
  node.setAttribute("role", "row");
  const cell = made("td");
  cell.setAttribute("role", "cell");
  cell.colSpan = data.columns.length + 1;
  const list = made("ul");
  list.setAttribute("aria-label", "Copies of the story");
  for (const copy of data.unfolded[article.story]) {
    const item = made("li");
    const opens = opener(copy.id, copy.language, act);
    opens.append(made("b", "", copy.source), ` · ${copy.day}`);
    if (copy.title) opens.append(` · ${copy.title}`);
    item.appendChild(opens);
    list.appendChild(item);
  }
  cell.appendChild(list);
  node.appendChild(cell);
  return node;
}

// Keys move in the list; they are left alone where somebody types, chooses, or has a menu open.
function moves(root, act) {
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.composedPath()[0];
    if (at.closest?.(FIELDS) || document.querySelector(OVER)) return;
    const titles = [...root.querySelectorAll("tr:not(.copies) > .title > .opens")];
    const here = root.activeElement;
    const now = here ? titles.indexOf(here.closest("tr").querySelector(".opens")) : -1;
    const step = { j: 1, k: -1, ArrowDown: here ? 1 : 0, ArrowUp: here ? -1 : 0 }[event.key];
    if (event.key === "Escape" && !event.repeat) act("left", true);
    if (!step || !titles.length) return;
    event.preventDefault();
    const read = titles.findIndex((title) => title.closest("tr").classList.contains("read"));
    const next = now >= 0 ? now + step : read >= 0 ? read : step > 0 ? 0 : titles.length - 1;
    titles[Math.max(0, Math.min(titles.length - 1, next))].focus();
  };
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue: act } = component;
  const table = root.querySelector("table");
  const focused = root.activeElement?.dataset.key;
  const heads = made("tr");
  heads.setAttribute("role", "row");
  const title = made("th", "title", "Title");
  title.scope = "col";
  title.setAttribute("role", "columnheader");
  heads.append(title, ...data.columns.map((column) => head(column, data.sort, (order) => act("sorted", order))));
  table.tHead.replaceChildren(heads);
  const drawn = data.rows.flatMap((article) => [row(article, data, act), ...(article.story in data.unfolded ? [copies(article, data, act)] : [])]);
  table.tBodies[0].replaceChildren(...drawn);
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (data.read && root.shownRead !== data.read) {
    root.shownRead = data.read;
    const back = root.querySelector("tr.read .opens");
    back?.focus({ preventScroll: true });
    back?.scrollIntoView({ block: "center" });
  }
  root.keys?.abort();
  root.keys = new AbortController();
  document.addEventListener("keydown", moves(root, act), { signal: root.keys.signal });
  return () => root.keys?.abort();
}
