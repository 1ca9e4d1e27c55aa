// Follows the rollout of the server in UPSHOT_SERVER, and prints the state of a signal whenever it changes, until standard input ends.
import * as tea from "./tea.js";

tea.followRollout(process.env["UPSHOT_SERVER"] ?? "", { seconds: 0.1 });
let last: boolean | undefined;
setInterval(() => {
  const now = tea.isOn("span.tea.hidden");
  if (now !== last) {
    console.log(now ? "on" : "off");
    last = now;
  }
}, 20);
process.stdin.on("end", () => process.exit(0)).resume();
