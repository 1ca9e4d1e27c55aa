using System.CommandLine;
using Upshot.Commands;

namespace Upshot.Client;

/// <summary>Whom a command asks. Null: nothing was said.</summary>
internal sealed record SourceOptions(string? Server, string? Data, string? Plan)
{
    private static readonly Option<string?> ServerFlag = new("--server") { Description = $"The server to ask. By default the one at {ServerOption.DefaultServer}; when none runs there, the data directory itself. [UPSHOT_SERVER]" };
    private static readonly Option<string?> DataFlag = new("--data") { Description = "Ask this data directory, without a server. [UPSHOT_DATA]" };
    private static readonly Option<string?> PlanFlag = new("--plan") { Description = "The plan's folder, when a data directory is asked. By default the current directory, if it has an upshot.yaml. [UPSHOT_PLAN]" };

    public static void AddTo(Command command)
    {
        command.Options.Add(ServerFlag);
        command.Options.Add(DataFlag);
        command.Options.Add(PlanFlag);
    }

    public static SourceOptions Of(ParseResult parsed) => new(
        parsed.GetValue(ServerFlag) ?? Variable("UPSHOT_SERVER"),
        parsed.GetValue(DataFlag) ?? Variable("UPSHOT_DATA"),
        parsed.GetValue(PlanFlag) ?? Variable("UPSHOT_PLAN") ?? (File.Exists("upshot.yaml") ? "." : null));

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
