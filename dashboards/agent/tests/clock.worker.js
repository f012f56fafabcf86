// A one-second clock apart from the page; tells its ticks when asked.
const ticks = [Date.now()];
setInterval(() => ticks.push(Date.now()), 1000);
onmessage = () => postMessage(ticks);
