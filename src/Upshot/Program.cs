using System.CommandLine;
using Upshot.Commands;

var root = new RootCommand("Upshot: a plan, real telemetry, a budget, a verdict.");
root.Subcommands.Add(CheckCommand.Create());
root.Subcommands.Add(InitCommand.Create());
root.Subcommands.Add(SchemaCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(ExplainCommand.Create());
return await root.Parse(args).InvokeAsync();
