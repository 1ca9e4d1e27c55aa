using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison.Versions;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>An outcome over some time, of all versions.</summary>
/// <param name="Value">Null: nothing was seen.</param>
/// <param name="Requests">That it is divided by; 0: by none.</param>
public sealed record OutcomeShown(string Outcome, string Owner, string Unit, double? Value, long Requests, string Sentence);

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

            var rows = await asked.AskAsync(new OutcomeQuestion(signal, environment, null, range), cancellation);
            var requests = outcome.Per.Length == 0 ? 0
                : (await asked.AskAsync(new BlockQuestion([new BlockWindow(null, environment, outcome.Per, null, range, Day)]), cancellation))[0].Replicates.Sum(r => r.Count);
            var definition = OutcomeSearch.Definition(outcome);
            var value = rows.Count == 0 ? null : Interval.Finite(OutcomeTest.Value(definition, rows, requests));
            shown.Add(new(outcome.Name, outcome.Owner, outcome.Unit, value, requests, value is { } known ? $"{outcome.Name}: {definition.Text(known)}{(requests > 0 ? $" of {requests} requests of {outcome.Per}" : "")}" : $"{outcome.Name}: nothing was seen"));
        }

        return shown;
    }
}
