using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Decide.Budgets;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>Every alert of the plan at a moment, from one question to the store.</summary>
internal static class AlertReadings
{
    public static async Task<IReadOnlyList<AlertReading>> OfAsync(AnswerService asked, DateTimeOffset now, CancellationToken cancellation)
    {
        var rules = BurnRule.Of(asked.Plan);
        if (rules.Count == 0)
        {
            return [];
        }

        var windows = BurnRule.WindowsOf(rules);
        var counted = (await asked.AskAsync(new WindowQuestion(asked.Plan.Objectives, now, windows), cancellation)).ToDictionary(
            c => c.Objective.Name, c => c.Windows.ToDictionary(w => w.Window, w => new EventCount(w.Total, w.Total - w.Good)), StringComparer.Ordinal);
        return [.. rules.Select(r => r.Read(window => counted[r.Objective][window], now))];
    }
}
