using System.Globalization;

namespace Upshot.Observe.Receive;

/// <summary>Why something that was received is not, or not quite, used as it was meant.</summary>
/// <param name="Id">As metrics and answers name it.</param>
/// <param name="Said">What follows "1,204 spans"; {0} is how far off they are.</param>
public sealed record NoticeReason(string Id, string Said)
{
    public static readonly NoticeReason
        Refused = new("refused", "were refused"),
        Ahead = new("clock_ahead", "were dated {0} ahead of this server's clock: they count when that time comes"),
        Old = new("older_than_kept", "are older than the plan keeps, by {0}: they go at the next maintenance"),
        WrongUnit = new("wrong_time_unit", "were dated in 1970: their times look like seconds, milliseconds or microseconds, and must be nanoseconds"),
        NoDuration = new("no_duration", "end before they start, or beyond the year 2262: they count as requests, and not in latencies"),
        Weight = new("weight_not_believed", "claim by tracestate (ot=th) to stand for many, which trace id or rv disproves: each counts once"),
        NameCut = new("name_cut", "have a name, route, service, version or environment beyond 1 KiB, which was cut"),
        ValueCut = new("value_cut", "have values beyond 64 KiB, which were cut"),
        AttributeTwice = new("attribute_twice", "have an attribute twice: the last one counts"),
        Overflow = new("too_many_values", "have values or routes beyond the plan's cardinality or cost.max_series: there they are (other)"),
        Rows = new("too_many_routes", "are on new routes where more than 100,000 services, instances and routes were counted at once: they count as (other)"),
        Repeated = new("repeated", "were sent again in another batch: they were counted once"),
        SameIds = new("same_ids", "have the ids and the kind of spans of the last ten minutes, and another start: a sender repeats itself, or its ids are not its own; they were counted"),
        Forgotten = new("repeats_forgotten", "came so fast that a repetition within ten minutes would not be recognised"),
        OtherSignal = new("other_signal", "look like another signal: {1}"),
        NotOtlp = new("no_otlp", "are valid JSON and no OTLP: {1}"),
        Encoding = new("encoding_not_spoken", "are compressed in a way that is not spoken here: {1}"),
        Invalid = new("invalid", "are no OTLP: {1}");

    private static readonly (string Many, string One)[] s_verbs = [("were ", "was "), ("are ", "is "), ("have ", "has "), ("end ", "ends "), ("claim ", "claims "), ("look ", "looks ")];

    /// <summary>As <see cref="Said"/>, of a single one.</summary>
    internal string OfOne => s_verbs.FirstOrDefault(v => Said.StartsWith(v.Many, StringComparison.Ordinal)) is { Many: { } many, One: { } one } ? one + Said[many.Length..] : Said;

    /// <summary>"an hour", "3 days": how far, in words.</summary>
    public static string Far(long nanos)
    {
        var time = TimeSpan.FromTicks(nanos / 100);
        return time switch
        {
            { TotalDays: >= 730 } => Words(time.TotalDays / 365.25, "year", "a year"),
            { TotalDays: >= 1.95 } => Words(time.TotalDays, "day", "a day"),
            { TotalDays: >= 0.95 } => "a day",
            { TotalHours: >= 1.5 } => Words(time.TotalHours, "hour", "an hour"),
            { TotalMinutes: >= 55 } => "an hour",
            _ => Words(time.TotalMinutes, "minute", "a minute"),
        };
    }

    private static string Words(double number, string unit, string one) =>
        Math.Round(number) <= 1 ? one : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(number):#,0} {unit}s");
}
