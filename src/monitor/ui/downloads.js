// Makes a picture of charts that stand on the page: their own drawing, with title, denominator and citation around
// it, so that a slide still says what it counts. Nothing is asked of another server.
const SPACE = "http://www.w3.org/2000/svg";
const PAD = 24;
const SHARPNESS = 2;
const UNSEEN = ".hoverlayer, .zoomlayer, .selectionlayer, .draglayer, .menulayer, .glimages";

function node(name, attributes, text) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  // Characters that XML can't hold would spoil the file.
  if (text) made.textContent = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return made;
}

function plots(keys) {
  return keys
    .map((key) => document.querySelector(`.st-key-${key.trim().replace(/[^a-zA-Z0-9_-]/g, "-")} .js-plotly-plot`))
    .filter((plot) => plot && plot.querySelector(".main-svg"));
}

// One chart: its layers over each other, without those that only a pointer sees.
function copy(plot) {
  const box = plot.getBoundingClientRect();
  const whole = node("svg", { width: box.width, height: box.height });
  for (const layer of plot.querySelectorAll(".main-svg")) {
    for (const child of layer.children) {
      const part = child.cloneNode(true);
      if (part.matches(UNSEEN)) continue;
      part.querySelectorAll(UNSEEN).forEach((unseen) => unseen.remove());
      whole.appendChild(part);
    }
  }
  for (const part of whole.querySelectorAll("*")) {
    for (const { name, value } of [...part.attributes]) {
      if (name.startsWith("data-")) part.removeAttribute(name);
      // References point into this file, not into the page that it came from.
      else if (value.includes("url(")) part.setAttribute(name, value.replace(/url\((["']|&quot;)?[^#)]*(#[^"')&]+)(["']|&quot;)?\)/g, "url($2)"));
    }
  }
  return { whole, box };
}

const pen = document.createElement("canvas").getContext("2d");

function lines(text, font, width) {
  pen.font = font;
  const found = [""];
  for (const word of text.split(/\s+/)) {
    let rest = word;
    while (rest) {
      const line = found[found.length - 1];
      const longer = line ? `${line} ${rest}` : rest;
      if (pen.measureText(longer).width <= width) {
        found[found.length - 1] = longer;
        break;
      }
      if (line && pen.measureText(rest).width <= width) {
        found.push("");
        continue;
      }
      // A word wider than the picture, such as an address, is cut where it must be.
      const room = line ? `${line} ` : "";
      let letters = rest.length;
      while (letters > 1 && pen.measureText(room + rest.slice(0, letters)).width > width) letters -= 1;
      if (line && letters < 12) {
        found.push("");
        continue;
      }
      found[found.length - 1] = room + rest.slice(0, letters);
      rest = rest.slice(letters);
      if (rest) found.push("");
    }
  }
  return found;
}

async function fontFace(family) {
  for (const sheet of document.styleSheets) {
    let rules;
    try {
      rules = sheet.cssRules;
    } catch {
      continue;
    }
    for (const rule of rules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const of = (name) => rule.style.getPropertyValue(name);
      const address = /url\(["']?([^"')]+)/.exec(of("src"));
      if (of("font-family").replace(/["']/g, "") !== family || of("font-style") === "italic" || !address) continue;
      try {
        const file = await (await fetch(new URL(address[1], sheet.href || document.baseURI))).blob();
        const inline = await new Promise((done, failed) => {
          const reader = new FileReader();
          reader.onload = () => done(reader.result);
          reader.onerror = failed;
          reader.readAsDataURL(file);
        });
        return `@font-face{font-family:"${family}";font-weight:${of("font-weight") || "400"};src:url("${inline}")}`;
      } catch {
        return ""; // the reader's own letters, then
      }
    }
  }
  return "";
}

async function picture(data, style) {
  const drawn = plots(data.charts).map(copy);
  if (!drawn.length) return null;
  const left = Math.min(...drawn.map(({ box }) => box.left));
  const top = Math.min(...drawn.map(({ box }) => box.top));
  const inner = Math.max(...drawn.map(({ box }) => box.right)) - left;
  const tall = Math.max(...drawn.map(({ box }) => box.bottom)) - top;
  const width = Math.ceil(inner + 2 * PAD);
  const fonts = getComputedStyle(document.querySelector(".js-plotly-plot text") || document.body).fontFamily;
  const ink = style.getPropertyValue("--st-text-color") || "#1b232d";
  const quiet = style.getPropertyValue("--st-gray-text-color") || "#5a6673";
  const ground = style.getPropertyValue("--st-background-color") || "#ffffff";
  const whole = node("svg", { xmlns: SPACE, "font-family": fonts });
  whole.appendChild(node("title", {}, data.title));
  whole.appendChild(node("desc", {}, data.lines.join(" ")));
  const family = fonts.split(",")[0].replace(/["']/g, "").trim();
  whole.appendChild(node("style", {}, await fontFace(family)));
  const paper = node("rect", { x: 0, y: 0, width, fill: ground });
  whole.appendChild(paper);
  let y = PAD;
  const write = (text, size, weight, colour) => {
    for (const line of lines(text, `${weight} ${size}px ${fonts}`, inner)) {
      y += Math.round(size * 1.35);
      whole.appendChild(node("text", { x: PAD, y: y - Math.round(size * 0.35), "font-size": size, "font-weight": weight, fill: colour }, line));
    }
  };
  write(data.title, 20, 600, ink);
  y += 10;
  for (const { whole: chart, box } of drawn) {
    chart.setAttribute("x", PAD + box.left - left);
    chart.setAttribute("y", y + box.top - top);
    whole.appendChild(chart);
  }
  y += tall + 12;
  for (const line of data.lines) {
    write(line, 13, 400, quiet);
    y += 5;
  }
  const height = Math.ceil(y + PAD - 5);
  paper.setAttribute("height", height);
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  whole.setAttribute("width", width);
  whole.setAttribute("height", height);
  return { whole, width, height };
}

function written(whole) {
  return new Blob([new XMLSerializer().serializeToString(whole)], { type: "image/svg+xml" });
}

async function pixels({ whole, width, height }) {
  const [wide, high] = [width * SHARPNESS, height * SHARPNESS];
  whole.setAttribute("width", wide);
  whole.setAttribute("height", high);
  const address = URL.createObjectURL(written(whole));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = wide;
    canvas.height = high;
    canvas.getContext("2d").drawImage(image, 0, 0, wide, high);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

// The link is clicked inside the menu: a click beside it would close it.
function save(blob, name, menu) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  menu.appendChild(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export default function (component) {
  const { data, parentElement } = component;
  const status = parentElement.querySelector("p");
  for (const button of parentElement.querySelectorAll("button")) {
    button.type = "button";
    button.onclick = async () => {
      const kind = button.dataset.kind;
      status.textContent = "";
      try {
        const made = await picture(data, getComputedStyle(parentElement.querySelector("div")));
        if (!made) throw new Error("The chart is not drawn yet.");
        save(kind === "png" ? await pixels(made) : written(made.whole), `${data.file}.${kind}`, button.parentElement);
      } catch (error) {
        status.textContent = `No picture could be made. ${error.message} Wait until the chart stands, then try again.`;
      }
    };
  }
}
