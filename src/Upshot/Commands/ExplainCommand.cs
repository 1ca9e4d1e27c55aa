using System.CommandLine;

namespace Upshot.Commands;

/// <summary><c>upshot explain</c>: where the time went.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new Command("explain", "Show where the time went.");
        command.Subcommands.Add(ExplainTraceCommand.Create());
        return command;
    }
}
