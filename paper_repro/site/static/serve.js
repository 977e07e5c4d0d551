// Hands files to the server, asks what became of them, and shows the answers.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const heard = document.getElementById("heard");
const said = document.getElementById("said");
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

function track({ tag, scores, mean }) {
  const line = document.createElement("div");
  line.className = "track";
  line.dataset.scores = scores.join(",");
  const name = Object.assign(document.createElement("span"), { className: "track-name", textContent: tag, dir: "auto" });
  const picture = svg("svg", { viewBox: "0 0 100 30", preserveAspectRatio: "none", "aria-hidden": "true" });
  const y = (score) => (29 - 28 * score).toFixed(1);
  const points = scores.length > 1
    ? scores.map((score, at) => `${((100 * (at + 0.5)) / scores.length).toFixed(1)} ${y(score)}`)
    : [`0 ${y(scores[0])}`, `100 ${y(scores[0])}`];
  picture.append(svg("path", { class: "p", d: `M${points.join("L")}` }));
  const now = Object.assign(document.createElement("span"), { className: "now", textContent: `${Math.round(100 * mean)} %` });
  line.append(name, picture, now);
  return line;
}

function show(clip, { answer, picture }) {
  clip.dataset.seconds = answer.seconds;
  const spectrogram = clip.querySelector(".spec");
  if (picture) {
    spectrogram.querySelector("img").src = picture;
    spectrogram.hidden = false;
  }
  const over = clip.querySelector(".over-time");
  over.querySelector(".tracks").prepend(...answer.tags.map(track));
  over.hidden = !answer.tags.length;
  const texts = clip.querySelector(".texts");
  texts.querySelector("ul").append(...answer.texts.map((text) => Object.assign(document.createElement("li"), { textContent: text, dir: "auto" })));
  texts.hidden = !answer.texts.length;
  listenTo(clip);
}

async function ask(url, options) {
  const response = await fetch(url, options);
  const content = await response.json();
  return { status: response.status, content };
}

async function hear(file) {
  const clip = document.getElementById("one").content.firstElementChild.cloneNode(true);
  const state = clip.querySelector(".state");
  clip.querySelector("h3").textContent = file.name;
  clip.querySelector("h3").dir = "auto";
  const audio = clip.querySelector("audio");
  audio.src = URL.createObjectURL(file);
  audio.setAttribute("aria-label", file.name);
  heard.prepend(clip);
  const model = document.getElementById("model").value;
  const address = `/api/files?${new URLSearchParams({ model, name: file.name })}`;
  const fail = (text) => { state.textContent = text; clip.classList.add("failed"); };
  try {
    let handed;
    do {
      state.textContent = "Handing it in …";
      handed = await ask(address, { method: "POST", body: file, headers: { "X-Paper-Repro": "1" } });
      if (handed.status === 503) {
        state.textContent = "Many files wait; trying again …";
        await wait(2 + 2 * Math.random());
      }
    } while (handed.status === 503);
    if (handed.status !== 202) return fail(handed.content.error);
    for (;;) {
      const { status, content } = await ask(`/api/files/${handed.content.id}`);
      if (status !== 200) return fail(content.error);
      if (content.state === "failed") return fail(content.error);
      if (content.state === "done") {
        show(clip, content);
        state.textContent = `Heard by ${model}.`;
        said.textContent = `${file.name}: heard.`;
        return undefined;
      }
      state.textContent = content.before ? `${content.before} before it …` : content.state === "working" ? "Listening …" : "Next …";
      await wait(0.4);
    }
  } catch {
    return fail("The server does not answer, or refused the file while it was being sent: is it still running, is the file too large?");
  }
}

const input = document.getElementById("files");
const drop = document.querySelector(".drop");
input.addEventListener("change", () => { [...input.files].forEach(hear); input.value = ""; });
["dragover", "dragenter"].forEach((kind) => drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); }));
["dragleave", "drop"].forEach((kind) => drop.addEventListener(kind, () => drop.classList.remove("over")));
drop.addEventListener("drop", (event) => { event.preventDefault(); [...event.dataTransfer.files].forEach(hear); });
