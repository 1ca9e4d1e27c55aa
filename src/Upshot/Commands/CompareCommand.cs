using System.CommandLine;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot compare</c>: judge a candidate against its baseline.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string>("baseline") { Description = "The version to judge against." };
        var candidate = new Argument<string>("candidate") { Description = "The version to judge." };
        Option<string?>[] options = [CompareOptions.Operation(), CompareOptions.Service(), CompareOptions.Environment(), CompareOptions.Since(), CompareOptions.Until(), CompareOptions.Alpha(), CompareOptions.Margin(), CompareOptions.Sides(), CompareOptions.Flag()];
        var watch = new Option<bool>("--watch") { Description = "Look again until something is shown, and say when an answer changes. The bounds hold however often one looks." };
        var every = new Option<int>("--every") { Description = "Seconds between two looks of --watch.", DefaultValueFactory = _ => 15 };
        every.Within(1, 3600, " seconds");
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command("compare", "Judge a candidate against its baseline. Exit code 0 improved, unchanged or not worse, 2 regressed, 3 not enough evidence, confounded or no traffic.") { baseline, candidate, watch, every, format };
        Array.ForEach(options, command.Options.Add);
        command.Subcommands.Add(CompareSamplesCommand.Create());
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var query = $"baseline={Uri.EscapeDataString(parsed.GetRequiredValue(baseline))}&candidate={Uri.EscapeDataString(parsed.GetRequiredValue(candidate))}{CompareOptions.Query(parsed, options)}";
            var verdict = parsed.GetValue(watch)
                ? await WatchedComparison.RunAsync(again => client.GetAsync<ReleaseVerdict>($"/api/v1/compare?{query}&watch=true", again), TimeSpan.FromSeconds(parsed.GetValue(every)), Console.Error, TimeProvider.System, cancellation)
                : await client.GetAsync<ReleaseVerdict>($"/api/v1/compare?{query}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(verdict) : VerdictText.Of(verdict));
            return (int)verdict.Outcome;
        });
        return command;
    }
}
