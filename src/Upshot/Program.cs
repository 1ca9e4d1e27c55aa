using System.CommandLine;

var root = new RootCommand("Upshot: a plan, real telemetry, a budget, a verdict.");
return await root.Parse(args).InvokeAsync();
