// Draws an article. Strangers wrote it, so every character goes into the page as a text node.
function piece(tag, text, kind, says) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  if (kind) node.className = kind;
  if (says) {
    node.title = says;
    node.setAttribute("aria-label", `${text}: ${says}`);
  }
  return node;
}

function draw(runs, into) {
  for (const run of runs) {
    if (!run.kind) into.appendChild(document.createTextNode(run.text));
    else into.appendChild(piece(run.kind.includes("word") ? "span" : "mark", run.text, run.kind, run.says));
  }
}

function sentence(part) {
  const sign = part.tone.startsWith("+") ? "positive" : part.tone.startsWith("−") ? "negative" : "neutral";
  const node = piece("span", "", `sentence ${sign}`);
  draw(part.runs, node);
  if (part.tone) node.appendChild(piece("small", ` ${part.tone}`, "tone"));
  return node;
}

export default function (component) {
  const { data, parentElement } = component;
  const page = parentElement.querySelector("article");
  page.replaceChildren();
  page.className = data.shows.join(" ");
  page.lang = data.language;
  if (parentElement.shownId !== data.id) {
    parentElement.shownId = data.id;
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  }
  const title = piece("h1", "");
  draw(data.title, title);
  page.appendChild(title);
  for (const paragraph of data.paragraphs) {
    const node = piece("p", "");
    for (const part of paragraph) {
      if ("tone" in part) node.appendChild(sentence(part));
      else draw(part.runs, node);
    }
    page.appendChild(node);
  }
}
