using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Upshot.Answers;
using Upshot.Answers.Gates;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot gate</c>: let a deployment go on, or stop it.</summary>
internal static class GateCommand
{
    /// <summary>So many looks are planned within the time to wait.</summary>
    private const int Looks = 20;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var release = new Argument<string>("release") { Description = "The version that wants to go on." };
        var baseline = new Option<string?>("--baseline") { Description = "The version to judge against. By default what the plan says, else what each service ran before or beside it." };
        Option<string?>[] options = [baseline, CompareOptions.Operation(), CompareOptions.Service(), CompareOptions.Environment(), CompareOptions.Since(), CompareOptions.Alpha(), CompareOptions.Margin(), CompareOptions.Sides()];
        var wait = new Option<TimeSpan>("--wait") { Description = "Look again until something is shown, at most so long: 30m, 2h. By default one looks once.", CustomParser = Duration };
        var onRegressed = new Option<string?>("--on-regressed") { Description = "Run this command of the shell when the release regressed; UPSHOT_RELEASE, UPSHOT_BASELINE and UPSHOT_REASON tell it more." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("gate", "Decide whether a release may go on. Exit code 0 it may, 2 it regressed or a budget policy holds it, 3 nothing is shown.") { release, wait, onRegressed, format };
        Array.ForEach(options, command.Options.Add);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var query = $"/api/v1/gate?release={Uri.EscapeDataString(parsed.GetRequiredValue(release))}{CompareOptions.Query(parsed, options)}";
            var decision = await AskAsync(client, query, parsed.GetValue(wait), TimeProvider.System, cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(decision) : Text(decision));
            if (decision.IsRegressed && parsed.GetValue(onRegressed) is { Length: > 0 } shell)
            {
                await RunAsync(shell, decision, cancellation);
            }

            return CodeOf(decision);
        });
        return command;
    }

    internal static int CodeOf(GateDecision decision) =>
        decision.Pass ? ExitCode.Yes : decision.Frozen || decision.IsRegressed ? ExitCode.No : ExitCode.NotEnoughEvidence;

    // A plan of looks, so that alpha is spent by a schedule and not by impatience.
    private static async Task<GateDecision> AskAsync(AnswerClient client, string query, TimeSpan wait, TimeProvider time, CancellationToken cancellation)
    {
        if (wait == TimeSpan.Zero)
        {
            return await client.GetAsync<GateDecision>(query, cancellation);
        }

        var every = wait / Looks > Shortest ? wait / Looks : Shortest;
        var looks = Math.Max(1, (int)Math.Ceiling(wait / every));
        for (var look = 1; ; look++)
        {
            await Task.Delay(every, time, cancellation);
            var decision = await client.GetAsync<GateDecision>(string.Create(CultureInfo.InvariantCulture, $"{query}&look={look}&looks={looks}&every={every.TotalSeconds}"), cancellation);
            if (look == looks || CodeOf(decision) != ExitCode.NotEnoughEvidence)
            {
                return decision;
            }

            Console.Error.WriteLine($"Look {look} of {looks}: {decision.Reason}");
        }
    }

    // It regressed whatever becomes of the command: a failure is said, and the exit code stays the verdict's.
    private static async Task RunAsync(string shell, GateDecision decision, CancellationToken cancellation)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", shell]) : new ProcessStartInfo("/bin/sh", ["-c", shell]);
        start.Environment["UPSHOT_RELEASE"] = decision.Release;
        start.Environment["UPSHOT_BASELINE"] = decision.Baseline;
        start.Environment["UPSHOT_REASON"] = decision.Reason;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine($"The command for a regressed release failed with exit code {process.ExitCode}: {shell}");
        }
    }

    private static string Text(GateDecision decision) =>
        $"{(decision.Pass ? "Go on" : "Stop")}: {decision.Release} against {(decision.Baseline.Length > 0 ? decision.Baseline : "nothing")}, {JsonNames.Of(decision.Verdict)}{(decision.Frozen ? ", frozen" : "")}.{Environment.NewLine}{decision.Reason}{Environment.NewLine}{decision.Looks}.";

    private static TimeSpan Duration(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        var seconds = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (seconds > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n * seconds is > 0 and <= 7 * 86_400)
        {
            return TimeSpan.FromSeconds(n * seconds);
        }

        result.AddError($"--wait \"{text}\" is no time. Write 90s, 30m or 2h; a week at most.");
        return TimeSpan.Zero;
    }
}
