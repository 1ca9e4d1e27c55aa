using System.Globalization;
using Upshot.Plan.Values;

namespace Upshot.Plan.Diff;

/// <summary>Fields of one thing, before and now.</summary>
internal sealed class FieldChanges(Difference difference, string what, string name, SourceLocation location, Func<Uses, IEnumerable<Touched>> touches)
{
    /// <summary>A difference that leaves what was recorded as it is.</summary>
    public void Compatible(string field, string before, string after, string reason = "")
    {
        if (before != after)
        {
            difference.Add(Change(field, before, after) with { Reason = reason });
        }
    }

    /// <summary>A difference that no migration can bridge.</summary>
    public void Breaking(string field, string before, string after, string reason, string remedy)
    {
        if (before != after)
        {
            difference.Add(Change(field, before, after) with { Reason = reason, IsBreaking = true, Migration = MigrationState.Missing, Remedy = remedy });
        }
    }

    public PlanChange Change(string field, string before, string after) =>
        new(what, name, ChangeKind.Changed, location) { Field = field, Before = before, After = after, Touches = difference.Touches(touches) };

    public static string Text(double? number) => number?.ToString("0.############", CultureInfo.InvariantCulture) ?? "";

    public static string Text(TimeSpan? length) => length is { } value ? Duration.Format(value) : "";

    public static string Text(ValueRange? range) => range is null ? "" : $"{Text(range.Low)}..{Text(range.High)}";

    public static string Text(IEnumerable<string> names) => string.Join(", ", names);

    public static string Text(BudgetWindow window) => window.Calendar is { } calendar ? calendar + (window.Zone == "UTC" ? "" : $" in {window.Zone}") : Duration.Format(window.Length);

    public static string Text(DailyHours? hours) => hours is null ? "" : $"{Time(hours.From)}–{Time(hours.To)} {hours.Zone} on {string.Join(", ", hours.Days.Select(d => d.ToString().Substring(0, 3).ToLowerInvariant()))}";

    private static string Time(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";

    public static string Text(SpanSelector selector) => string.Join(
        ", ",
        new[] { ("service", selector.Service), ("span", selector.Span), ("route", selector.Route), ("method", selector.Method), ("kind", selector.Kind) }
            .Where(p => p.Item2 is not null)
            .Select(p => $"{p.Item1} {p.Item2}")
            .Concat(selector.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} = {a.Value}")));
}
