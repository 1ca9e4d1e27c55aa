using System.Globalization;

namespace Upshot.Observe.Receive;

/// <summary>Why something that was received is not, or not quite, used as it was meant.</summary>
/// <param name="Id">As metrics and answers name it.</param>
/// <param name="Said">What follows "1,204 spans"; {0} is how far off they are.</param>
/// <param name="SaidOfOne">What follows "1 span".</param>
public sealed record NoticeReason(string Id, string Said, string SaidOfOne)
{
    public static readonly NoticeReason
        Refused = new("refused", "were refused", "was refused"),
        Ahead = new("clock_ahead", "were dated {0} ahead of this server's clock: they count when that time comes", "was dated {0} ahead of this server's clock: it counts when that time comes"),
        Old = new("older_than_kept", "are older than the plan keeps, by {0}: they go at the next maintenance", "is older than the plan keeps, by {0}: it goes at the next maintenance"),
        WrongUnit = new("wrong_time_unit", "were dated in 1970: their times look like seconds, milliseconds or microseconds, and must be nanoseconds", "was dated in 1970: its times look like seconds, milliseconds or microseconds, and must be nanoseconds"),
        NoDuration = new("no_duration", "end before they start, or beyond the year 2262: they count as requests, and not in latencies", "ends before it starts, or beyond the year 2262: it counts as a request, and not in latencies"),
        Weight = new("weight_not_believed", "claim by tracestate (ot=th) to stand for many, which trace id or rv disproves: each counts once", "claims by tracestate (ot=th) to stand for many, which trace id or rv disproves: it counts once"),
        NameCut = new("name_cut", "have a name, route, service, version or environment beyond 1 KiB, which was cut", "has a name, route, service, version or environment beyond 1 KiB, which was cut"),
        ValueCut = new("value_cut", "have values beyond 64 KiB, which were cut", "has a value beyond 64 KiB, which was cut"),
        AttributeTwice = new("attribute_twice", "have an attribute twice: the last one counts", "has an attribute twice: the last one counts"),
        Overflow = new("too_many_values", "have values or routes beyond the plan's cardinality or cost.max_series: there they are (other)", "has a value or a route beyond the plan's cardinality or cost.max_series: there it is (other)"),
        Rows = new("too_many_routes", "are on new routes where more than 100,000 services, instances and routes were counted at once: they count as (other)", "is on a new route where more than 100,000 services, instances and routes were counted at once: it counts as (other)"),
        Repeated = new("repeated", "were sent again in another batch: they were counted once", "was sent again in another batch: it was counted once"),
        SameIds = new("same_ids", "have the ids and the kind of spans of the last ten minutes, and another start: a sender repeats itself, or its ids are not its own; they were counted", "has the ids and the kind of a span of the last ten minutes, and another start: a sender repeats itself, or its ids are not its own; it was counted"),
        Forgotten = new("repeats_forgotten", "came when so much came that a repetition within ten minutes would not be recognised", "came when so much came that a repetition within ten minutes would not be recognised"),
        OtherSignal = new("other_signal", "look like another signal: {1}", "looks like another signal: {1}"),
        NotOtlp = new("no_otlp", "are valid JSON and no OTLP: {1}", "is valid JSON and no OTLP: {1}"),
        Encoding = new("encoding_not_spoken", "are compressed in a way that is not spoken here: {1}", "is compressed in a way that is not spoken here: {1}"),
        Invalid = new("invalid", "are no OTLP: {1}", "is no OTLP: {1}"),
        Media = new("media_type_not_spoken", "are of a Content-Type that is not read here: {1}", "is of a Content-Type that is not read here: {1}"),
        Path = new("unknown_path", "were sent where nothing is received: {1}", "was sent where nothing is received: {1}"),
        Large = new("too_large", "were refused for their size: {1}", "was refused for its size: {1}"),
        Slow = new("too_slow", "came too slowly and were not taken: {1}", "came too slowly and was not taken: {1}"),
        Busy = new("busy", "were told to come again, as too much came at once: {1}", "was told to come again, as too much came at once: {1}"),
        Unavailable = new("unavailable", "were told to come again, as they could not be stored: {1}", "was told to come again, as it could not be stored: {1}");

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
