using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Spectre.Console;
using Upshot;
using Upshot.Commands;
using Upshot.Commands.Mcp;
using Upshot.Demo;
using Upshot.Server;

// Before the commands are built: a version, the process that answers queries, and the Shop, which the demo starts again and again.
if (args is ["--version"])
{
    Console.WriteLine(typeof(ExitCode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
    return ExitCode.Yes;
}

if (QueryWorkerProgram.IsMeant(args))
{
    return QueryWorkerProgram.Run();
}

if (args is [HostedShop.Command, .. var shopping])
{
    return HostedShop.Run(shopping);
}

Console.SetOut(new VisibleWriter(Console.Out, !Console.IsOutputRedirected));
Console.SetError(new VisibleWriter(Console.Error, !Console.IsErrorRedirected));
var root = new RootCommand("Upshot: a plan, real telemetry, a budget, a verdict.");
root.Subcommands.Add(CheckCommand.Create());
root.Subcommands.Add(InitCommand.Create());
root.Subcommands.Add(GenerateCommand.Create());
root.Subcommands.Add(SchemaCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(ServeCommand.CreateIngest());
root.Subcommands.Add(StoreCommand.Create());
root.Subcommands.Add(BackupCommand.Create());
root.Subcommands.Add(BackfillCommand.Create());
root.Subcommands.Add(RepairCommand.Create());
root.Subcommands.Add(StatusCommand.Create());
root.Subcommands.Add(DoctorCommand.Create());
root.Subcommands.Add(PrivacyCommand.Create());
root.Subcommands.Add(AlertsCommand.Create());
root.Subcommands.Add(ChangeCommand.Create());
root.Subcommands.Add(IncidentCommand.Create());
root.Subcommands.Add(IncidentCommand.CreatePostMortem());
root.Subcommands.Add(RunbookCommand.Create());
root.Subcommands.Add(RehearseCommand.Create());
root.Subcommands.Add(CalibrateCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(DigestCommand.Create());
root.Subcommands.Add(ReleaseCommand.Create());
root.Subcommands.Add(RolloutCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(GateCommand.Create());
root.Subcommands.Add(VerdictCommand.Create());
root.Subcommands.Add(LedgerCommand.Create());
root.Subcommands.Add(ExplainCommand.Create());
root.Subcommands.Add(AskCommand.Create());
root.Subcommands.Add(RankCommand.Create());
root.Subcommands.Add(WhatIfCommand.Create());
root.Subcommands.Add(CostCommand.Create());
root.Subcommands.Add(ChangesCommand.Create());
root.Subcommands.Add(DetectCommand.Create());
root.Subcommands.Add(QueryCommand.Create());
root.Subcommands.Add(ReportCommand.Create());
root.Subcommands.Add(McpCommand.Create());
root.Subcommands.Add(KeyCommand.Create());
root.Subcommands.Add(AuditCommand.Create());
root.Subcommands.Add(ForgetCommand.Create());
root.Subcommands.Add(FsckCommand.Create());
root.Subcommands.Add(MaintainCommand.Create());
root.Subcommands.Add(DiffCommand.Create());
root.Subcommands.Add(ReviewCommand.Create());
root.Subcommands.Add(CompletionCommand.Create());
if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction standard } help)
{
    help.Action = new OwnUsage(standard);
}

if (Console.IsOutputRedirected)
{
    // A pipe has no width that lines must fit into.
    AnsiConsole.Profile.Width = 10_000;
}

var parsed = root.Parse(args);
if (Misuse.Tell(parsed, Console.Error) is { } misuse)
{
    return misuse;
}

// Commands end by themselves when they are asked to; a server must not be cut off while it seals.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
