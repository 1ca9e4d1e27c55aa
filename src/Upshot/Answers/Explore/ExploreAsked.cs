using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Explore;

/// <summary>Which stored records somebody looks for, as it stands in an address; all of it may be left out.</summary>
/// <param name="Failed">true: spans with an error, log records of severity error or above.</param>
/// <param name="AtLeast">Milliseconds, of spans; <paramref name="Below"/> too.</param>
/// <param name="Severity">Of log records at least: a word (trace, debug, info, warn, error, fatal) or OTLP's number.</param>
/// <param name="Text">Stands in a log's body, or in a span's name or status message.</param>
/// <param name="Where">NAME=VALUE, or NAME alone for any value; of attributes of the record or its resource.</param>
/// <param name="By">Attributes whose values are counted too.</param>
/// <param name="After">Where the page before ended, as it said.</param>
internal sealed record ExploreAsked(
    string? Service, string? Environment, string? Version, string? Name, string? Operation, string? Failed, string? AtLeast, string? Below, string? Severity, string? Text, string? Trace,
    string[]? Where, string[]? By, string? Since, string? Until, string? After, string? Limit)
{
    private const int UsualLimit = 50, MostLimit = 1000, MostFilters = 12, MostFields = 6, Longest = 1000;

    /// <exception cref="UnreadableException">Something of it cannot be read.</exception>
    public ExploreQuestion Read(AnswerService asked, bool ofLogs)
    {
        var filters = (Where ?? []).Where(w => w.Length > 0).ToList();
        var fields = (By ?? []).SelectMany(b => b.Split(',')).Select(b => b.Trim()).Where(b => b.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        foreach (var text in filters.Concat(fields).Concat([Service, Environment, Version, Name, Operation, Text, Trace]))
        {
            if (text is not null && (text.Length > Longest || text.Contains('\0', StringComparison.Ordinal)))
            {
                throw new UnreadableException($"A filter has more than {Longest} characters, or a NUL among them. Look for a part of it with text.");
            }
        }

        if (filters.Count > MostFilters || fields.Count > MostFields)
        {
            throw new UnreadableException($"There are {filters.Count} filters by attribute and {fields.Count} fields to count by; at most {MostFilters} and {MostFields} are answered.");
        }

        return new(
            new()
            {
                Service = Given(Service),
                Environment = Given(Environment),
                Version = Given(Version),
                Name = Given(Name),
                Operation = Given(Operation),
                OnlyFailed = Failed switch { null or "" or "false" => false, "true" => true, _ => throw new UnreadableException($"failed \"{Failed}\" is neither true nor false.") },
                AtLeast = ofLogs ? null : Millis("atleast", AtLeast),
                Below = ofLogs ? null : Millis("below", Below),
                Severity = ofLogs ? SeverityOf(Severity) : null,
                Text = Given(Text),
                TraceId = Given(Trace) is { } trace ? TraceIds.Of(trace) ?? throw new UnreadableException($"trace \"{trace}\" is not the id of a trace: write its 32 hex digits.") : null,
                Attributes = [.. filters.Select(FilterOf)],
            },
            ofLogs,
            fields,
            AskedTimes.Of(asked, Given(Since), Given(Until), null).Now,
            PlaceOf(After),
            LimitOf(Limit));
    }

    /// <summary>The number of a word, or of a number; null: it is not given.</summary>
    public static int? SeverityOf(string? text) => text switch
    {
        null or "" => null,
        "trace" => 1,
        "debug" => 5,
        "info" => 9,
        "warn" => 13,
        "error" => 17,
        "fatal" => 21,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 24 => number,
        _ => throw new UnreadableException($"severity \"{text}\" is none. Write trace, debug, info, warn, error or fatal, or a number from 1 to 24."),
    };

    public static AttributeFilter FilterOf(string text) => text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at
        ? new(text[..at].Trim() is { Length: > 0 } name ? name : throw new UnreadableException($"where \"{text}\" names no attribute. Write NAME=VALUE, or NAME alone."), text[(at + 1)..])
        : new(text.Trim(), null);

    private static SearchPlace? PlaceOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var parts = text.Split('.');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var nanos) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && skip <= 100_000
            ? new(nanos, skip)
            : throw new UnreadableException($"after \"{text}\" is no place: take it from the answer before, or leave it out to begin with the latest.");
    }

    private static int LimitOf(string? text) => string.IsNullOrEmpty(text) ? UsualLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostLimit ? number : throw new UnreadableException($"limit \"{text}\" is no number from 1 to {MostLimit}.");

    private static TimeSpan? Millis(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var millis) && millis < 1e12 ? TimeSpan.FromTicks((long)Math.Round(millis * TimeSpan.TicksPerMillisecond))
        : throw new UnreadableException($"{name} \"{text}\" is no duration. Write milliseconds, for instance 250.");

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>The same, read.</summary>
/// <param name="By">Attributes that are counted by.</param>
internal sealed record ExploreQuestion(RecordFilter Where, bool OfLogs, IReadOnlyList<string> By, TimeRange Range, SearchPlace? After, int Limit);
