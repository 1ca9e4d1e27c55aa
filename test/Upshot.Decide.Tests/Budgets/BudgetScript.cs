using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Decide.Budgets;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Alerts;

namespace Upshot.Decide.Tests.Budgets;

/// <summary>
/// A small language for cases about budgets, one command a line; times count from Monday 2026-06-01 00:00 UTC.
/// <code>
/// objective 99.9% over 30d            (or: over month)
/// load 0h..12h 600/min                (or: load 12h..13h 10/min 100% bad, or: load 5m..6m 3 total 1 bad)
/// at 30d expect consumed 2.8%         (also: remaining, total, bad, state, burn 1h, exhausted in 3h, never exhausted)
/// at 13h expect page firing           (page, ticket: the first window of that severity; quiet, firing, no traffic, too few events)
/// </code>
/// </summary>
internal sealed partial class BudgetScript
{
    public static readonly DateTimeOffset Origin = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<MinuteCount> _rows = [];
    private Objective _objective = new("objective", new SourceLocation("test", 1, 1));
    private int _minimumFailures = 1;

    public static void Run(string script)
    {
        var run = new BudgetScript();
        foreach (var line in script.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            run.Do(line);
        }
    }

    private void Do(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "objective":
                var window = words[3] is "week" or "month" or "quarter" ? new BudgetWindow { Calendar = words[3] } : new BudgetWindow { Length = Time(words[3]) };
                _objective = _objective with { Target = Percent(words[1]), Window = window, Operation = "checkout" };
                break;
            case "minimum":
                _minimumFailures = int.Parse(words[1], CultureInfo.InvariantCulture);
                break;
            case "load":
                Load(words);
                break;
            case "at":
                Expect(Origin + Time(words[1]), words[3..], line);
                break;
            default:
                throw new FormatException(line);
        }
    }

    private void Load(string[] words)
    {
        var ends = words[1].Split("..");
        var (from, to) = (Time(ends[0]), Time(ends[1]));
        for (var at = from; at < to; at += TimeSpan.FromMinutes(1))
        {
            var total = long.Parse(words[2].Split('/')[0], CultureInfo.InvariantCulture);
            var bad = words.Length > 3 && words[^1] == "bad" ? words[^2].EndsWith('%') ? (long)Math.Round(total * Percent(words[^2])) : long.Parse(words[^2], CultureInfo.InvariantCulture) : 0;
            _rows.Add(new MinuteCount(Origin + at, total - bad, total));
        }
    }

    private void Expect(DateTimeOffset now, string[] words, string line)
    {
        var series = new CountSeries(_rows);
        var budget = Budget.Of(_objective, series, now);
        switch (words)
        {
            case ["consumed", var share]: Close(Percent(share), budget.Consumed, line); break;
            case ["remaining", var share]: Close(Percent(share), budget.Remaining, line); break;
            case ["total", var count]: Assert.Equal(long.Parse(count, CultureInfo.InvariantCulture), budget.Count.Total); break;
            case ["bad", var count]: Assert.Equal(long.Parse(count, CultureInfo.InvariantCulture), budget.Count.Bad); break;
            case ["state", .. var state]: Assert.Equal(string.Concat(state), budget.State.ToString(), ignoreCase: true); break;
            case ["burn", var window, "none"]: Assert.Null(Burn(window)); break;
            case ["burn", var window, var rate]: Close(double.Parse(rate, CultureInfo.InvariantCulture), Burn(window), line); break;
            case ["exhausted", "in", var time]: Close(Time(time).TotalMinutes, budget.Exhaustion?.TotalMinutes, line); break;
            case ["never", "exhausted"]: Assert.Null(budget.Exhaustion); break;
            case ["page" or "ticket", .. var state]:
                var states = BurnRateTable.Workbook.Where(w => w.Severity == words[0]).Select(w => BurnAlert.Of(w, _objective, series, now, _minimumFailures).State.ToString().ToLowerInvariant()).ToList();
                Assert.True(string.Concat(state) == "quiet" ? states.All(s => s == "quiet") : states.Contains(string.Concat(state)), $"{line}: found {string.Join(", ", states)}");
                break;
            default: throw new FormatException(line);
        }

        double? Burn(string window) => BurnRate.Over(series, TimeRange.Last(Time(window), now), _objective.Target).Rate;
    }

    // To the digits that the case writes: half a unit of the last of four significant ones.
    private static void Close(double expected, double? actual, string line) =>
        Assert.True(actual is { } value && Math.Abs(value - expected) <= Math.Max(1e-9, Math.Abs(expected) * 0.0005), $"{line}: found {actual}");

    private static double Percent(string text) => (double)(decimal.Parse(text.TrimEnd('%'), CultureInfo.InvariantCulture) / 100);

    private static TimeSpan Time(string text) => TimePart().Matches(text).Aggregate(TimeSpan.Zero, (sum, part) => sum + (part.Groups[2].Value switch
    {
        "d" => TimeSpan.FromDays(1),
        "h" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromMinutes(1),
    } * double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"([\d.]+)([dhm])")]
    private static partial Regex TimePart();
}
