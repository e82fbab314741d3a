/** Sets a chosen theme before the first paint, so that nothing flashes. */

const chosen = localStorage.getItem("backprop-live.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
