// What was chosen on this device, before anything is drawn.
{
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.newsreader);
  } catch {}
  const { level = "quiet", hide = "" } = chosen;
  Object.assign(document.documentElement.dataset, { level, hide: location.search ? "" : hide });
}
