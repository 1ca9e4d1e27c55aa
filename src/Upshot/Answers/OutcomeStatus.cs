using System.Globalization;
using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>An outcome over some time, of all versions.</summary>
/// <param name="Value">Null: nothing was seen.</param>
/// <param name="Requests">That it is divided by; 0: by none.</param>
public sealed record OutcomeShown(string Outcome, string Owner, string Unit, double? Value, long Requests, string Sentence)
{
    /// <summary>What it means, as the plan says it.</summary>
    public string Description { get; init; } = "";

    /// <summary>up or down: which way is better.</summary>
    public string Direction { get; init; } = "up";

    /// <summary>In the time of equal length before; null: nothing was seen then.</summary>
    public double? Before { get; init; }
}

internal static class OutcomeStatus
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="since">Null: a day before the end.</param>
    public static async Task<IReadOnlyList<OutcomeShown>> AllAsync(AnswerService asked, string? environment, DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellation)
    {
        var range = new TimeRange(since ?? ((until ?? asked.Now) - Day), until ?? asked.Always.To);
        var shown = new List<OutcomeShown>();
        foreach (var outcome in asked.Plan.Outcomes)
        {
            if (asked.Plan.Signals.FirstOrDefault(s => s.Name == outcome.Signal || s.Id == outcome.Signal) is not { } signal)
            {
                continue;
            }

            var definition = OutcomeSearch.Definition(outcome);
            var (value, requests) = await ValueAsync(asked, outcome, definition, signal, environment, range, cancellation);
            var (before, _) = await ValueAsync(asked, outcome, definition, signal, environment, new TimeRange(range.From - (range.To - range.From), range.From), cancellation);
            shown.Add(new(outcome.Name, outcome.Owner, outcome.Unit, value, requests, SentenceOf(outcome, definition, value, requests, before)) { Description = outcome.Description, Direction = outcome.Direction, Before = before });
        }

        return shown;
    }

    private static async Task<(double? Value, long Requests)> ValueAsync(AnswerService asked, Outcome outcome, OutcomeDefinition definition, Signal signal, string? environment, TimeRange range, CancellationToken cancellation)
    {
        var rows = await asked.AskAsync(new OutcomeQuestion(signal, environment, null, range), cancellation);
        if (rows.Count == 0)
        {
            return (null, 0);
        }

        var requests = outcome.Per.Length == 0 ? 0
            : (await asked.AskAsync(new BlockQuestion([new BlockWindow(null, environment, outcome.Per, null, range, Day)]), cancellation))[0].Replicates.Sum(r => r.Count);
        return (Interval.Finite(OutcomeTest.Value(definition, rows, requests)), requests);
    }

    private static string SentenceOf(Outcome outcome, OutcomeDefinition definition, double? value, long requests, double? before) =>
        (value is { } known ? $"{outcome.Name}: {definition.Text(known)}{(requests > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {requests:#,0} requests of {outcome.Per}") : "")}" : $"{outcome.Name}: nothing was seen")
        + (before is { } earlier ? $", {definition.Text(earlier)} in the time before" : "");
}
