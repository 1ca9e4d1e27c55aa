using System.Globalization;
using Upshot.Decide;
using Upshot.Decide.Retiming;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>What an operation would take after changes that somebody thinks of.</summary>
internal static class RetimedAnswer
{
    private const double UsualQuantile = 0.95;

    public static async Task<WhatIfAnswer> OfAsync(AnswerService asked, WhatIfQuestion question, AskedTimes times, string? version, int traces, CancellationToken cancellation)
    {
        _ = asked.OperationNamed(question.Operation);
        var edits = (question.Edits ?? []).Select(EditOf).ToList();
        if (edits.Count == 0)
        {
            throw new UnusableException("There is no change to predict. Name a path and what becomes of it: --path \"storefront GET /products/{id} > inventory SELECT products\" --faster 30%.");
        }

        var sample = await asked.AskAsync(new TraceSampleQuestion(question.Operation, version, times.Now, traces), cancellation);
        if (sample.Count == 0)
        {
            throw NoTrace(version is null ? question.Operation : $"{question.Operation} by version \"{version}\"", version, times);
        }

        var objective = ObjectiveOf(asked, question.Operation);
        var prediction = Prediction.Of(sample, edits, question.Quantile ?? QuantileOf(objective), objective?.Latency?.TotalNanoseconds);
        if (prediction.Touched == 0)
        {
            throw new QuestionException($"No call of {question.Operation} is changed: none of {sample.Count} traces has the path, or it is not waited for. Paths are written as upshot explain prints them.");
        }

        var change = ChangeOf(prediction, objective);
        return new(question.Operation, objective?.Name ?? "", change, SentenceOf(question.Operation, objective, change));
    }

    /// <summary>That a time, or a version in it, has no trace to predict from.</summary>
    public static QuestionException NoTrace(string of, string? version, AskedTimes times) =>
        new($"There is no trace of {of} from {times.Now.From:u} to {times.Now.To:u}. {(version is null ? "Ask" : "Name another one with --release, or ask")} about another time with --since and --until.");

    public static Objective? ObjectiveOf(AnswerService asked, string operation) =>
        asked.Plan.Objectives.FirstOrDefault(o => o.Operation == operation && o.Latency is not null);

    /// <summary>The quantile that the objective is about.</summary>
    public static double QuantileOf(Objective? objective) => objective is { Target: > 0.5 and < 1 } ? objective.Target : UsualQuantile;

    public static PredictedChange ChangeOf(Prediction prediction, Objective? objective)
    {
        var good = double.IsFinite(prediction.Good.Value) ? Interval.Of(prediction.Good) : null;
        return new(
            prediction.Quantile, Millis(prediction.Before), new Interval(Millis(prediction.After.Value), Millis(prediction.After.Low), Millis(prediction.After.High)),
            Millis(prediction.MeanBefore), new Interval(Millis(prediction.MeanAfter.Value), Millis(prediction.MeanAfter.Low), Millis(prediction.MeanAfter.High)),
            Interval.Finite(prediction.GoodBefore), good, good is null || objective is null || objective.Target >= 1 ? null : prediction.Good.Value / (1 - objective.Target), prediction.Traces, prediction.Touched);
    }

    public static string SentenceOf(string operation, Objective? objective, PredictedChange change)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * change.Quantile:0.##} % of the requests of {operation} would come within {Text(change.AfterMillis.Value)} instead of {Text(change.BeforeMillis)} (90 % interval {Text(change.AfterMillis.Low)} to {Text(change.AfterMillis.High)}, from {change.Traces} traces)");
        return change.BudgetRegained is { } budget && objective is not null
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; {objective.Name} would win {100 * budget:0.#} % of its error budget.")
            : text + ".";
    }

    private static string Text(double? millis) => millis is { } known ? DurationText.Of(known * 1e6) : "an unknown time";

    private static double? Millis(double nanos) => Interval.Finite(nanos / 1e6);

    private static TraceEdit EditOf(PathEdit edit)
    {
        var path = TraceEdit.PathOf(edit.Path ?? "");
        if (path.Count == 0)
        {
            throw new UnusableException("A change has no path. Write it as upshot explain prints it: \"storefront GET /products/{id} > inventory SELECT products\".");
        }

        var amount = edit.Amount ?? 0;
        return edit.Kind switch
        {
            "faster" when amount is > 0 and <= 1 => new TraceEdit(path, EditKind.Faster, amount),
            "faster" => throw new UnusableException("--faster takes a share above 0 and at most 100%, for instance 30%."),
            "parallel" => new TraceEdit(path, EditKind.Parallel),
            "batch" => new TraceEdit(path, EditKind.Batch),
            "cache" when amount is > 0 and <= 1 => new TraceEdit(path, EditKind.Cache, amount),
            "cache" => throw new UnusableException("--cache takes the share of calls that are spared, above 0 and at most 100%, for instance 80%."),
            "retries" when amount is >= 0 and <= 1000 && double.IsInteger(amount) => new TraceEdit(path, EditKind.Retries, amount),
            "retries" => throw new UnusableException("--retries takes how many further attempts stay allowed, a whole number of 0 or more."),
            _ => throw new UnusableException($"There is no change \"{edit.Kind}\". It is faster, parallel, batch, cache or retries."),
        };
    }
}
