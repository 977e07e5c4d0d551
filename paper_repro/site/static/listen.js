// The playhead over spectrogram and timelines, and the probabilities of the moment that sounds.
"use strict";

function listenTo(clip) {
  const audio = clip.querySelector("audio");
  if (!audio) return;
  const heads = clip.querySelectorAll(".head");
  const tracks = [...clip.querySelectorAll(".track")].map((track) => ({
    scores: track.dataset.scores.split(",").map(Number),
    // Seconds at which each window gives way to the next; without them all are equally long.
    ends: track.dataset.ends ? track.dataset.ends.split(",").map(Number) : null,
    now: track.querySelector(".now"),
  }));
  const moments = [...clip.querySelectorAll("[data-start]")];
  const seconds = Number(clip.dataset.seconds);
  const show = () => {
    const share = Math.min(1, audio.currentTime / seconds);
    heads.forEach((head) => head.style.setProperty("--at", share));
    clip.classList.toggle("begun", share > 0);
    tracks.forEach(({ scores, ends, now }) => {
      const place = ends ? ends.findIndex((end) => audio.currentTime < end) : Math.floor(share * scores.length);
      const score = scores[place < 0 ? scores.length - 1 : Math.min(scores.length - 1, place)];
      now.textContent = `${Math.round(100 * score)} %`;
    });
    const begun = moments.filter((moment) => Number(moment.dataset.start) <= audio.currentTime);
    moments.forEach((moment) => moment.classList.toggle("sounds", share > 0 && moment === begun.at(-1)));
  };
  let frame = 0;
  const follow = () => { show(); frame = requestAnimationFrame(follow); };
  audio.addEventListener("play", () => {
    // One clip at a time.
    document.querySelectorAll("audio").forEach((other) => { if (other !== audio) other.pause(); });
    cancelAnimationFrame(frame);
    follow();
  });
  ["pause", "ended"].forEach((end) => audio.addEventListener(end, () => { cancelAnimationFrame(frame); show(); }));
  audio.addEventListener("seeked", show);
  // A click into the picture plays from there; the player below does the same for the keyboard.
  clip.querySelectorAll(".spec, .track svg").forEach((picture) => picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const seek = () => { audio.currentTime = Math.max(0, (event.clientX - box.left) / box.width) * seconds; audio.play(); };
    if (audio.readyState) seek();
    else { audio.addEventListener("loadedmetadata", seek, { once: true }); audio.load(); audio.preload = "auto"; }
  }));
}

document.querySelectorAll("article.clip").forEach(listenTo);
