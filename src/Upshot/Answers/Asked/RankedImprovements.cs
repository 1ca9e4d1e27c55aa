using System.Globalization;
using System.Text;
using Upshot.Decide.Retiming;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What is worth improving next, over all operations that have a latency objective, or one of them.</summary>
internal static class RankedImprovements
{
    private const int MostNamed = 20;

    public static async Task<RankAnswer> OfAsync(AnswerService asked, AskedTimes times, string? objective, string? version, int traces, CancellationToken cancellation)
    {
        var found = new List<(Objective? Objective, string Operation, Improvement Improvement)>();
        var seen = 0;
        foreach (var (operation, promise) in Chosen(asked, objective))
        {
            var sample = await asked.AskAsync(new TraceSampleQuestion(operation, version, times.Now, traces), cancellation);
            seen += sample.Count;
            found.AddRange(Improvements.Of(sample, RetimedAnswer.QuantileOf(promise), promise?.Latency?.TotalNanoseconds).Select(i => (promise, operation, i)));
        }

        if (seen == 0 && version is not null)
        {
            throw RetimedAnswer.NoTrace($"version \"{version}\"", version, times);
        }

        // Objectives first by what they would win of their budgets, then by how much shorter requests become.
        var ranked = found.OrderByDescending(f => Budget(f.Objective, f.Improvement)).ThenByDescending(f => f.Improvement.Sureness * f.Improvement.Gain / Math.Max(1, f.Improvement.Prediction.Before)).Take(MostNamed)
            .Select((f, i) => Ranked(asked, i + 1, f.Objective, f.Operation, f.Improvement)).ToList();
        return new(ranked.Count > 0 ? ranked[0].Sentence : "Nothing was found in the traces of this time that would be worth changing.", ranked);
    }

    private static IEnumerable<(string Operation, Objective? Promise)> Chosen(AnswerService asked, string? objective)
    {
        if (objective is not null)
        {
            var named = asked.Plan.Objectives.FirstOrDefault(o => o.Name == objective)
                ?? throw new QuestionException($"There is no objective \"{objective}\". The plan has: {string.Join(", ", asked.Plan.Objectives.Select(o => o.Name))}.");
            return [(named.Operation, named.Latency is null ? null : named)];
        }

        return asked.Plan.Operations.Select(o => (o.Name, RetimedAnswer.ObjectiveOf(asked, o.Name)));
    }

    private static double Budget(Objective? objective, Improvement improvement) =>
        objective is null || !double.IsFinite(improvement.Prediction.Good.Value) ? 0 : Math.Round(improvement.Sureness * improvement.Prediction.Good.Value / (1 - objective.Target), 2);

    private static RankedImprovement Ranked(AnswerService asked, int rank, Objective? objective, string operation, Improvement improvement)
    {
        var change = RetimedAnswer.ChangeOf(improvement.Prediction, objective);
        var (path, kind) = (string.Join(" > ", improvement.Edit.Path), JsonNames.Of(improvement.Edit.Kind));
        var what = Words(improvement.Edit, path);
        var owner = asked.OperationNamed(operation).Owner;
        return new(rank, operation, objective?.Name ?? "", owner, path, kind, improvement.Edit.Amount == 0 ? null : improvement.Edit.Amount, change, $"{what}: {RetimedAnswer.SentenceOf(operation, objective, change)}", ReleaseOf(operation, owner, what, change));
    }

    private static string Words(TraceEdit edit, string path) => edit.Kind switch
    {
        EditKind.Faster => string.Create(CultureInfo.InvariantCulture, $"Make {path} {100 * edit.Amount:0} % faster"),
        EditKind.Parallel => $"Let the calls of {path} run side by side",
        EditKind.Batch => $"Ask once instead of repeatedly for {path}",
        EditKind.Cache => string.Create(CultureInfo.InvariantCulture, $"Spare {100 * edit.Amount:0} % of {path} with a cache"),
        _ => $"Have {path} succeed at the first attempt",
    };

    private static string ReleaseOf(string operation, string owner, string what, PredictedChange change)
    {
        var before = change.BeforeMillis ?? 0;
        string Relative(double? after) => before <= 0 || after is not { } value ? "0%" : string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(100 * ((value / before) - 1), -99, 0):0}%");
        var measure = change.Quantile switch
        {
            >= 0.985 => "latency_p99",
            >= 0.925 => "latency_p95",
            >= 0.7 => "latency_p90",
            _ => "latency_p50",
        };
        var text = new StringBuilder();
        text.Append("version: \"NEXT\"\n");
        text.Append(owner.Length > 0 ? $"owner: {owner}\n" : "");
        text.Append(CultureInfo.InvariantCulture, $"hypothesis: >-\n  {what}: then {100 * change.Quantile:0.##} % of the requests of {operation} come within {change.AfterMillis.Value:0.#} ms\n  instead of {change.BeforeMillis:0.#} ms, as re-timing of {change.Traces} traces says.\n");
        text.Append(CultureInfo.InvariantCulture, $"expected:\n  {operation}:\n    {measure}: {{ change: {Relative(change.AfterMillis.Low)}..{Relative(change.AfterMillis.High)}, confidence: 80% }}\n");
        text.Append(CultureInfo.InvariantCulture, $"guardrails:\n  {operation}: {{ error_ratio: 1% }}\n");
        return text.ToString();
    }
}
