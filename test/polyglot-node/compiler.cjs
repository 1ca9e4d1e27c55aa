// tsc, loaded once for all projects of the tests: a line of JSON in, { folder, arguments }, and one out, { code, output }, in turn.
"use strict";
const { createInterface } = require("node:readline");

createInterface({ input: process.stdin }).on("line", (line) => {
  const { folder, arguments: words } = JSON.parse(line);
  process.chdir(folder);

  // The project's own compiler, as bin/tsc starts it.
  const ts = require(require.resolve("typescript", { paths: [folder] }));
  let output = "";
  let code = 0;
  const system = { ...ts.sys, args: words, write: (text) => { output += text; }, exit: (ended) => { code = ended ?? 0; } };
  ts.executeCommandLine(system, () => {}, words);
  process.stdout.write(`${JSON.stringify({ code, output })}\n`);
});
