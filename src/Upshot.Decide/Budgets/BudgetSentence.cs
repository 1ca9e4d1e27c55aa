using System.Globalization;
using Upshot.Plan;

namespace Upshot.Decide.Budgets;

/// <summary>A budget in plain sentences.</summary>
public static class BudgetSentence
{
    public static string Of(Budget budget)
    {
        var objective = budget.Objective;
        var name = objective.Operation.Length > 0 ? objective.Operation : objective.Name;
        var period = Period(objective.Window);
        if (budget.GoodRatio is not { } good)
        {
            return $"No {name} request was seen {period}: there is nothing to judge.";
        }

        if (objective.Throughput is { } rate)
        {
            return $"{Share(good)} of {Count(budget.Count.Total)} minutes served {RateOf(rate)} {name} requests {period}{(objective.Hours is null ? "" : " in the hours that are promised")}; the budget allows {Share((double)BurnRate.Allowed(objective.Target))}: {Left(budget)}{Doubt(budget)}";
        }

        var what = objective.Outcome is { } outcome ? $"came to {(outcome.Direction == "down" ? "no " : "")}{outcome.Name}" : objective.Journey is { } journey ? $"went through {journey.Name} whole" : objective.Latency is { } latency ? $"were faster than {DurationText.Of(latency)}" : objective.Success.Count > 0 ? $"succeeded with {string.Join(", ", objective.Success.Select(c => $"{c.Key} {c.Value}"))}" : "succeeded";
        return $"{Share(good)} of {Count(budget.Count.Total)} {name} requests {what} {period}; the budget allows {Share((double)BurnRate.Allowed(objective.Target))}{Of(budget.Expected)}: {Left(budget)}{Doubt(budget)}";
    }

    private static string Of(double? expected) => expected is { } events ? $" of the {Count((long)Math.Round(events))} expected" : "";

    private static string RateOf(double perSecond) => perSecond >= 1
        ? $"{perSecond.ToString("0.##", CultureInfo.InvariantCulture)} or more a second of"
        : $"{(perSecond * 60).ToString("0.##", CultureInfo.InvariantCulture)} or more a minute of";

    private static string Left(Budget budget) => budget.State switch
    {
        BudgetState.Exhausted when budget.Consumed > 1 => $"{Share(budget.Consumed.Value)} of it is spent.",
        BudgetState.Exhausted => "it is spent.",
        BudgetState.Burning => $"{Share(budget.Remaining!.Value)} of it is left, and it will be spent in {Rough(budget.Forecast?.Middle ?? budget.Exhaustion!.Value)}{Within(budget.Forecast)} if failures go on like this.",
        _ => $"{Share(budget.Remaining!.Value)} of it is left.",
    };

    // "19 days (90 %: 11 to 40 days)"
    private static string Within(Forecast? forecast) => forecast is null ? ""
        : forecast.High is { } high ? $" (90 %: {Rough(forecast.Low)} to {Rough(high)})"
        : $" (95 %: not before {Rough(forecast.Low)})";

    private static string Doubt(Budget budget) => Between(budget) + (budget.Count.Bad > 0 && budget.ChanceP > LowTraffic.Chance
        ? $" So few requests may fail that often by chance (p = {budget.ChanceP.Value.ToString("0.00", CultureInfo.InvariantCulture)})."
        : "");

    private static string Between(Budget budget) => budget.Sampled is { } sampled
        ? $" Senders sampled: between {Rounded(budget.ConsumedBy(sampled.Low))} and {Rounded(budget.ConsumedBy(sampled.High))} of it is spent (95 %)."
        : "";

    private static string Rounded(double share) => $"{(share * 100).ToString(share < 0.1 ? "0.##" : "0", CultureInfo.InvariantCulture)} %";

    private static string Period(BudgetWindow window) => window.Calendar is { } calendar
        ? $"this {calendar}"
        : $"in the last {(window.Length.TotalDays >= 2 ? $"{window.Length.TotalDays:0.##} days" : window.Length.TotalHours >= 2 ? $"{window.Length.TotalHours:0.##} hours" : $"{window.Length.TotalMinutes:0.##} minutes")}";

    // Never rounded to something better: 99.997 % is not 100 %, and what is left is not more than it is.
    private static string Share(double share)
    {
        var percent = share * 100;
        var distance = Math.Min(Math.Abs(100 - percent), Math.Abs(percent));
        var digits = distance <= 1e-9 ? 0 : Math.Clamp(1 - (int)Math.Floor(Math.Log10(distance)), 0, 6);
        var scale = Math.Pow(10, digits);
        // The small addition keeps 0.29 from becoming 0.28 on the way through binary.
        return (Math.Floor((percent * scale) + 1e-6) / scale).ToString("0.######", CultureInfo.InvariantCulture) + " %";
    }

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Rough(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => $"{Math.Round(time.TotalDays)} days",
        { TotalHours: >= 2 } => $"{Math.Round(time.TotalHours)} hours",
        { TotalMinutes: >= 2 } => $"{Math.Round(time.TotalMinutes)} minutes",
        _ => "a minute",
    };
}
