using System.CommandLine;

namespace Upshot.Commands;

/// <summary><c>upshot compare</c>: judge a candidate against its baseline.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var command = new Command("compare", "Judge a candidate against its baseline.");
        command.Subcommands.Add(CompareSamplesCommand.Create());
        return command;
    }
}
