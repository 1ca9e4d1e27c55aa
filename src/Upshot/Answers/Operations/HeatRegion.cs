using System.Globalization;
using Upshot.Evidence;

namespace Upshot.Answers.Operations;

/// <summary>A part of a heat map: requests that began in a time and took so long.</summary>
/// <param name="BelowMillis">Infinite: however long.</param>
public sealed record HeatRegion(TimeRange Time, double AtLeastMillis, double BelowMillis)
{
    /// <summary>As it stands in an address: two Unix times in seconds, two durations in milliseconds; a duration may be left out.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Time.From.ToUnixTimeSeconds()}~{Time.To.ToUnixTimeSeconds()}~{Number(AtLeastMillis)}~{Number(BelowMillis)}");

    /// <exception cref="UnreadableException">It is none.</exception>
    public static HeatRegion Of(string text)
    {
        var parts = text.Split('~');
        return parts.Length == 4 && Moment(parts[0]) is { } from && Moment(parts[1]) is { } to && from < to && Millis(parts[2], 0) is { } least && Millis(parts[3], double.PositiveInfinity) is { } below && least < below
            ? new(new(from, to), least, below)
            : throw new UnreadableException("The region is none. Write FROM~TO~ATLEAST~BELOW: two times as Unix seconds, the earlier first, and two durations in milliseconds, of which either may be empty.");
    }

    /// <summary>The smallest region that holds both.</summary>
    public HeatRegion With(HeatRegion other) => new(
        new(other.Time.From < Time.From ? other.Time.From : Time.From, other.Time.To > Time.To ? other.Time.To : Time.To), Math.Min(AtLeastMillis, other.AtLeastMillis), Math.Max(BelowMillis, other.BelowMillis));

    internal bool Holds(SpanEvidence entry)
    {
        var (start, millis) = (DateTimeOffset.UnixEpoch.AddTicks(entry.StartNanos / 100), entry.DurationNanos / 1e6);
        return start >= Time.From && start < Time.To && millis >= AtLeastMillis && millis < BelowMillis;
    }

    private static string Number(double millis) => double.IsInfinity(millis) || millis <= 0 ? "" : millis.ToString("0.####", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 9_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static double? Millis(string text, double otherwise) => text.Length == 0 ? otherwise : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var millis) && millis < 1e12 ? millis : null;
}
