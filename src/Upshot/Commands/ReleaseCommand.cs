using System.CommandLine;
using Spectre.Console;
using Upshot.Answers;
using Upshot.Client;
using Upshot.Evidence;
using Upshot.Server;

namespace Upshot.Commands;

/// <summary><c>upshot release</c>: announce releases, list them.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var command = new Command("release", "Announce releases, and list those announced, planned or seen.");
        command.Subcommands.Add(Start());
        command.Subcommands.Add(List());
        return command;
    }

    private static Command Start()
    {
        var version = new Argument<string>("version") { Description = "The service.version that starts now." };
        var commit = new Option<string?>("--commit") { Description = "The commit it was built from. By default the one checked out here." };
        var environment = new Option<string?>("--environment") { Description = "The deployment environment." };
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("start", "Announce that a version starts now: its time, commit and plan are kept.") { version, commit, environment, format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var start = new ReleaseStart(parsed.GetRequiredValue(version), parsed.GetValue(commit) ?? Commit.CheckedOut(), parsed.GetValue(environment));
            var release = await client.PostAsync<ReleaseRecord>("/api/v1/releases", start, cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json"
                ? AnswerClient.ToText(release)
                : $"Release {Visible.Text(release.Version)} started at {release.StartedAt:u}{(release.Commit.Length > 0 ? $", commit {Visible.Text(release.Commit)}" : "")}{(release.PlanDigest.Length > 0 ? $", plan {release.PlanDigest}" : "")}.");
            return ExitCode.Yes;
        });
        return command;
    }

    private static Command List()
    {
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("list", "List releases announced, planned, or seen in telemetry; latest first.") { format };
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var releases = await client.GetAsync<IReadOnlyList<ReleaseListed>>("/api/v1/releases", cancellation);
            if (parsed.GetValue(format) == "json")
            {
                Console.Out.WriteLine(AnswerClient.ToText(releases));
            }
            else
            {
                Print(releases);
            }

            return ExitCode.Yes;
        });
        return command;
    }

    private static void Print(IReadOnlyList<ReleaseListed> releases)
    {
        if (releases.Count == 0)
        {
            Console.Out.WriteLine("No release was announced, planned or seen yet.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "version", "started", "first seen", "requests", "services", "hypothesis" })
        {
            table.AddColumn(column);
        }

        foreach (var release in releases)
        {
            table.AddRow(
                Markup.Escape(Visible.Text(release.Version)), release.StartedAt is { } started ? started.ToString("u") : "not announced", release.FirstSeen is { } seen ? seen.ToString("u") : "not seen",
                release.Requests.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture), Markup.Escape(Visible.Text(string.Join(", ", release.Services))), Markup.Escape(Visible.Text(release.Hypothesis)));
        }

        RichText.Output.Write(table);
    }
}
