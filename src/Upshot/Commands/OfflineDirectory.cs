using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using Upshot.Client;
using Upshot.Plan;

namespace Upshot.Commands;

/// <summary>What commands begin with that work on a data directory themselves, while no server runs on it.</summary>
internal static class OfflineDirectory
{
    public static Option<string?> PlanOption() => new("--plan") { Description = "The plan's folder, as the server has it. By default the current directory, if it has an upshot.yaml. [UPSHOT_PLAN]" };

    /// <summary>The plan that the server would have.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public static ProductPlan Plan(string? folder)
    {
        var (plan, problem) = PlanFolderReader.Read(folder ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN") ?? (File.Exists("upshot.yaml") ? "." : null));
        return problem is null ? plan : throw new CommandException(problem);
    }

    /// <summary>What is said beside the answer goes to standard error.</summary>
    public static ILoggerFactory Logs(LogLevel least) => LoggerFactory.Create(logging => logging.SetMinimumLevel(least).AddSimpleConsole(console => console.SingleLine = true)
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
