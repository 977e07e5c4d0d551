// Runs before the page is drawn: the theme that the reader chose last, else that of the system.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch { /* pages from disk may have no storage */ }
})();
