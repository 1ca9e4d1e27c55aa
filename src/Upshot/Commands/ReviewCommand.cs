using System.CommandLine;
using Upshot.Client;
using Upshot.Diff;
using Upshot.Plan.Diff;
using Upshot.Review;

namespace Upshot.Commands;

/// <summary><c>upshot review</c>: the Markdown that a pull request on the plan needs.</summary>
internal static class ReviewCommand
{
    public static Command Create()
    {
        var sides = new DiffArguments();
        var days = new Option<int>("--days") { Description = "How many days of stored traffic alerts are replayed on. The default is 7.", DefaultValueFactory = _ => 7 };
        days.Within(1, 90);
        var format = ServerCommand.Format("markdown", "json");
        var offline = new Option<bool>("--offline") { Description = "Do not ask a server or read a data directory." };
        var command = new Command("review", "Write the design review of a change of the plan, as Markdown.") { days, offline, format };
        sides.AddTo(command);
        SourceOptions.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var interruption = new Interruption(cancellation);
            try
            {
                var source = SourceOptions.Of(parsed);
                var folder = source.Plan ?? ".";
                var (before, after) = sides.Read(parsed, folder);
                var report = new DiffReport(before, after, PlanDiff.Between(before.Reading.Plan, after.Reading.Plan)) { PlanFolder = folder };
                var (client, why) = parsed.GetValue(offline) ? (null, "--offline: only the plans were read") : await ConnectAsync(source, interruption.Token);
                await using (client)
                {
                    var review = await PlanReview.Of(report, client, why, Says(source), parsed.GetValue(days), interruption.Token);
                    Action<DesignReview, TextWriter> write = parsed.GetValue(format) == "json" ? ReviewJson.Write : ReviewPage.Write;
                    write(review, parsed.InvocationConfiguration.Output);
                }

                return ExitCode.Yes;
            }
            catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return ExitCode.Failed;
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                parsed.InvocationConfiguration.Error.WriteLine("Stopped before the review was whole.");
                return ExitCode.Failed;
            }
        });
        return command;
    }

    /// <summary>Without a server and data a review is still worth something; one that was named must be there.</summary>
    private static async Task<(AnswerClient? Client, string Why)> ConnectAsync(SourceOptions source, CancellationToken cancellation)
    {
        try
        {
            return (await AnswerClient.ConnectAsync(source, cancellation), "");
        }
        catch (CommandException) when (source.Server is null && source.Data is null)
        {
            return (null, "no server is running here and no data directory was given");
        }
    }

    private static string Says(SourceOptions source) => source.Server ?? (source.Data is { } data ? $"the data directory {data}" : "the running server or data directory");
}
