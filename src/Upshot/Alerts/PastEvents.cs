using Upshot.Answers;
using Upshot.Decide;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>What alerts would have seen: events of the plan's objectives by minute, from before a time as far back as the longest window looks.</summary>
internal static class PastEvents
{
    /// <summary>The minute that is running is left out.</summary>
    public static DateTimeOffset End(AnswerService asked) => TimeSteps.Floor(asked.Now, TimeSteps.Minute);

    /// <summary>By objective.</summary>
    public static async Task<Dictionary<string, CountSeries>> OfAsync(AnswerService asked, IReadOnlyList<BurnRule> rules, TimeRange range, CancellationToken cancellation)
    {
        var looked = new TimeRange(range.From - BurnRule.WindowsOf(rules)[^1], range.To);
        var counted = await asked.AskAsync(new ObjectiveQuestion(asked.Plan.Objectives, looked), cancellation);
        return counted.ToDictionary(c => c.Objective.Name, c => new CountSeries(StatusAnswer.EventsOf(c, looked, looked.To).Minutes), StringComparer.Ordinal);
    }
}
