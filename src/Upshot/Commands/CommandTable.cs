using System.CommandLine;
using System.CommandLine.Help;
using Upshot.Commands.Mcp;

namespace Upshot.Commands;

/// <summary>
/// All commands, by name. The one that a command line begins with is made alone: options cost time, and there are several hundred of them.
/// </summary>
internal static class CommandTable
{
    public static readonly (string Name, Func<Command> Create)[] All =
    [
        ("check", CheckCommand.Create),
        ("init", InitCommand.Create),
        ("generate", GenerateCommand.Create),
        ("schema", SchemaCommand.Create),
        ("verify", VerifyCommand.Create),
        ("demo", DemoCommand.Create),
        ("serve", ServeCommand.Create),
        ("ingest", ServeCommand.CreateIngest),
        ("store", StoreCommand.Create),
        ("backup", BackupCommand.Create),
        ("backfill", BackfillCommand.Create),
        ("repair", RepairCommand.Create),
        ("status", StatusCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("privacy", PrivacyCommand.Create),
        ("alerts", AlertsCommand.Create),
        ("change", ChangeCommand.Create),
        ("incident", IncidentCommand.Create),
        ("postmortem", IncidentCommand.CreatePostMortem),
        ("runbook", RunbookCommand.Create),
        ("rehearse", RehearseCommand.Create),
        ("calibrate", CalibrateCommand.Create),
        ("export", ExportCommand.Create),
        ("import", ImportCommand.Create),
        ("digest", DigestCommand.Create),
        ("release", ReleaseCommand.Create),
        ("rollout", RolloutCommand.Create),
        ("compare", CompareCommand.Create),
        ("gate", GateCommand.Create),
        ("verdict", VerdictCommand.Create),
        ("ledger", LedgerCommand.Create),
        ("explain", ExplainCommand.Create),
        ("ask", AskCommand.Create),
        ("rank", RankCommand.Create),
        ("what-if", WhatIfCommand.Create),
        ("cost", CostCommand.Create),
        ("changes", ChangesCommand.Create),
        ("detect", DetectCommand.Create),
        ("query", QueryCommand.Create),
        ("report", ReportCommand.Create),
        ("mcp", McpCommand.Create),
        ("key", KeyCommand.Create),
        ("audit", AuditCommand.Create),
        ("forget", ForgetCommand.Create),
        ("fsck", FsckCommand.Create),
        ("maintain", MaintainCommand.Create),
        ("diff", DiffCommand.Create),
        ("review", ReviewCommand.Create),
        ("completion", CompletionCommand.Create),
    ];

    /// <summary>What understands this command line: with the command that it names, or with all where it names none, asks for help or completes.</summary>
    public static RootCommand RootFor(string[] args)
    {
        var root = new RootCommand("Upshot: a plan, real telemetry, a budget, a verdict.");
        var named = args.Length == 0 ? -1 : Array.FindIndex(All, c => c.Name == args[0]);
        foreach (var (_, create) in named < 0 ? All : All.AsSpan(named, 1))
        {
            root.Subcommands.Add(create());
        }

        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction standard } help)
        {
            help.Action = new OwnUsage(standard);
        }

        return root;
    }
}
