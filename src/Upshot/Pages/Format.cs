using System.Globalization;
using Upshot.Decide;
using Upshot.Decide.Comparison;
using Upshot.Plan;

namespace Upshot.Pages;

/// <summary>Numbers, times and names as pages write them.</summary>
internal static class Format
{
    private const string Unknown = "–";
    private static readonly string[] s_severities = ["trace", "debug", "info", "warn", "error", "fatal"];

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Millis(double? millis) => millis is { } known && double.IsFinite(known) ? known == 0 ? "0" : DurationText.Of(known * 1e6) : Unknown;

    public static string SignedMillis(double millis) => millis == 0 ? "0" : (millis > 0 ? "+" : "−") + DurationText.Of(Math.Abs(millis) * 1e6);

    public static string Number(double? value, string format = "0.##") => value is { } known && double.IsFinite(known) ? known.ToString(format, CultureInfo.InvariantCulture) : Unknown;

    /// <summary>0.0123 is "1.23 %"; never rounded to all or nothing.</summary>
    public static string Percent(double? share)
    {
        if (share is not { } known || !double.IsFinite(known))
        {
            return Unknown;
        }

        var percent = known * 100;
        return percent.ToString("#,0." + new string('#', Math.Abs(percent) > 200 ? 0 : Digits(percent)), CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>The same, never better than it is: 97.09 % is "97 %".</summary>
    public static string AtMostPercent(double? share)
    {
        if (share is not { } known || !double.IsFinite(known))
        {
            return Unknown;
        }

        var scale = Math.Pow(10, Digits(known * 100));
        // The small addition keeps 0.29 from becoming 0.28 on the way through binary.
        return (Math.Floor((known * 100 * scale) + 1e-6) / scale).ToString("#,0.######", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>How much of a budget is spent, so that it fits what the sentence says is left or spent.</summary>
    public static string Spent(double? consumed)
    {
        if (consumed is not { } known || !double.IsFinite(known) || known > 1)
        {
            return AtMostPercent(consumed);
        }

        var scale = Math.Pow(10, Digits(known * 100));
        return (Math.Ceiling(Math.Max(0, (known * 100 * scale) - 1e-6)) / scale).ToString("0.######", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A ratio of 0.7 is "−30 %".</summary>
    public static string Change(double? share)
    {
        if (share is not { } known || !double.IsFinite(known))
        {
            return Unknown;
        }

        if (known > 9)
        {
            return known > 999 ? "over ×1000" : $"×{1 + known:0}";
        }

        var digits = Math.Abs(known) >= 0.1 ? "0" : "0.#";
        return (100 * known).ToString($"+{digits};−{digits};±0", CultureInfo.InvariantCulture) + " %";
    }

    public static string Points(double? points) => points is { } known && double.IsFinite(known) ? BarePoints(known) + " points" : Unknown;

    public static string BarePoints(double points) => (100 * points).ToString("+0.##;−0.##;±0", CultureInfo.InvariantCulture);

    public static string Length(TimeSpan length) => length switch
    {
        { TotalDays: >= 2 } => $"{Number(length.TotalDays, "0.#")} days",
        { TotalHours: >= 1 } => $"{Number(length.TotalHours, "0.#")} h",
        { TotalMinutes: >= 1 } => $"{Number(length.TotalMinutes, "0.#")} min",
        _ => $"{Number(length.TotalSeconds, "0.#")} s",
    };

    public static string Window(string window) => window.EndsWith('d') && double.TryParse(window[..^1], CultureInfo.InvariantCulture, out var days) ? $"last {Number(days, "0.#")} days" : $"this {window}";

    public static string At(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC" : Unknown;

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 60 } => "less than a minute ago",
        { TotalMinutes: < 60 } d => $"{(int)d.TotalMinutes} min ago",
        { TotalHours: < 48 } d => $"{(int)d.TotalHours} h ago",
        var d => $"{(int)d.TotalDays} days ago",
    };

    /// <summary>A measure as JSON names it, "latency_p95", in words.</summary>
    public static string Measure(string name) => Known(name) is { } measure ? Capital(measure.Name()) : name;

    /// <summary>A value of a measure: nanoseconds as a duration, ratios in per cent.</summary>
    public static string Value(string measure, double? value) => value is { } known && Known(measure) is { } kind ? kind.Text(known) : value?.ToString("G4", CultureInfo.InvariantCulture) ?? Unknown;

    public static bool IsErrorRatio(string measure) => Known(measure) == Plan.Measure.ErrorRatio;

    public static bool IsHigherBetter(string measure) => Known(measure)?.IsHigherBetter() ?? false;

    /// <summary>How much stands behind a finding, in words.</summary>
    public static string Grade(string grade) => grade switch
    {
        "naturalExperiment" => "natural experiment",
        "fixTest" => "fix test",
        _ => grade,
    };

    /// <summary>OTLP's number of a severity as the word of its range.</summary>
    public static string Severity(int number) => number is >= 1 and <= 24 ? s_severities[(number - 1) / 4] : Unknown;

    /// <summary>How often chance alone would show as much.</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : $"p {p.ToString("G2", CultureInfo.InvariantCulture)}";

    /// <summary>A unit of UCUM as people say it; what is in braces is what is counted.</summary>
    public static string Unit(string unit)
    {
        var (of, isRate) = unit.EndsWith("/s", StringComparison.Ordinal) ? (unit[..^2], true) : (unit, false);
        var word = of switch { "By" => "bytes", "s" => "seconds", "ms" => "milliseconds", "1" => "", ['{', .. var counted, '}'] => counted, _ => of };
        return Short(isRate ? $"{word} a second".TrimStart() : word, 60);
    }

    public static string Calls(double calls) => calls.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Plural(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A number for an SVG attribute.</summary>
    public static string Svg(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A name out of an address: there a slash inside of it stays escaped.</summary>
    public static string FromAddress(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Senders choose how long names are.</summary>
    public static string Short(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // The nearer to all or nothing, the more digits.
    private static int Digits(double percent)
    {
        var distance = Math.Min(Math.Abs(100 - percent), Math.Abs(percent));
        return distance <= 1e-9 ? 0 : Math.Clamp(1 - (int)Math.Floor(Math.Log10(distance)), 0, 6);
    }

    private static Measure? Known(string name) => Enum.TryParse<Measure>(name.Replace("_", "", StringComparison.Ordinal), true, out var measure) ? measure : null;
}
