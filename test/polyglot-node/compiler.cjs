// tsc, loaded once for all projects of the tests: a line of JSON in, { folder, arguments }, and one out, { code, output }, in turn.
"use strict";
const { createInterface } = require("node:readline");

createInterface({ input: process.stdin }).on("line", (line) => {
  const { folder, arguments: words } = JSON.parse(line);

  // The project's own compiler, as bin/tsc starts it.
  const ts = require(require.resolve("typescript", { paths: [folder] }));
  let output = "";
  let code = 0;
  const system = { ...ts.sys, args: words, getCurrentDirectory: () => folder, write: (text) => { output += text; }, exit: (ended) => { code = ended ?? 0; } };
  process.chdir(folder);
  try {
    ts.executeCommandLine(system, () => {}, words);
  } finally {
    // The project goes away with its test.
    process.chdir(__dirname);
  }

  process.stdout.write(`${JSON.stringify({ code, output })}\n`);
});
