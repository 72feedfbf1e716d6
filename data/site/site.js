// The page's own button opens the chat, as any button of a clinic's page can.
document.getElementById("ask").addEventListener("click", () => window.Backline?.("open"));
