using System.CommandLine;
using System.CommandLine.Help;
using Upshot.Commands.Mcp;

namespace Upshot.Commands;

/// <summary>
/// All commands, by name. The one that a command line begins with is made alone: options cost time, and there are several hundred of them.
/// </summary>
internal static class CommandTable
{
    public static readonly Entry[] All =
    [
        new("check", CheckCommand.Create),
        new("init", InitCommand.Create),
        new("generate", GenerateCommand.Create),
        new("schema", SchemaCommand.Create),
        new("verify", VerifyCommand.Create),
        new("demo", DemoCommand.Create),
        new("serve", ServeCommand.Create),
        new("ingest", ServeCommand.CreateIngest),
        new("store", StoreCommand.Create),
        new("backup", BackupCommand.Create),
        new("backfill", BackfillCommand.Create),
        new("repair", RepairCommand.Create),
        new("status", StatusCommand.Create),
        new("doctor", DoctorCommand.Create),
        new("privacy", PrivacyCommand.Create),
        new("alerts", AlertsCommand.Create),
        new("change", ChangeCommand.Create),
        new("incident", IncidentCommand.Create),
        new("postmortem", IncidentCommand.CreatePostMortem),
        new("runbook", RunbookCommand.Create),
        new("rehearse", RehearseCommand.Create),
        new("calibrate", CalibrateCommand.Create),
        new("export", ExportCommand.Create),
        new("import", ImportCommand.Create),
        new("digest", DigestCommand.Create),
        new("release", ReleaseCommand.Create),
        new("rollout", RolloutCommand.Create),
        new("compare", CompareCommand.Create),
        new("gate", GateCommand.Create),
        new("verdict", VerdictCommand.Create),
        new("ledger", LedgerCommand.Create),
        new("explain", ExplainCommand.Create),
        new("ask", AskCommand.Create),
        new("rank", RankCommand.Create),
        new("what-if", WhatIfCommand.Create),
        new("cost", CostCommand.Create),
        new("changes", ChangesCommand.Create),
        new("detect", DetectCommand.Create),
        new("query", QueryCommand.Create),
        new("get", GetCommand.Create),
        new("report", ReportCommand.Create),
        new("mcp", McpCommand.Create),
        new("key", KeyCommand.Create),
        new("audit", AuditCommand.Create),
        new("forget", ForgetCommand.Create),
        new("fsck", FsckCommand.Create),
        new("maintain", MaintainCommand.Create),
        new("diff", DiffCommand.Create),
        new("review", ReviewCommand.Create),
        new("completion", CompletionCommand.Create),
    ];

    /// <summary>What understands this command line: with the command that it names, or with all where it names none, asks for help or completes.</summary>
    public static Command RootFor(string[] args)
    {
        const string Description = "Upshot: a plan, real telemetry, a budget, a verdict.";
        var named = args.Length == 0 ? null : Array.Find(All, c => c.Name == args[0]);

        // The option that helps reads its texts as it is made, which takes longer than all other options of a command.
        var root = named is null || args.Any(AsksForHelp) ? new RootCommand(Description) : new Command("upshot", Description);
        foreach (var entry in named is null ? All : [named])
        {
            root.Subcommands.Add(entry.Create());
        }

        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction standard } help)
        {
            help.Action = new OwnUsage(standard);
        }

        return root;
    }

    /// <summary>By any of the option's names, or by what may be a misspelling of one.</summary>
    private static bool AsksForHelp(string word) => word.TrimStart('-', '/') is var name && name.Length < word.Length && (name.StartsWith('h') || name.StartsWith('?'));

    internal sealed record Entry(string Name, Func<Command> Create);
}
