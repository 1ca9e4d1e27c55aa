using System.Globalization;
using Upshot.Decide.Budgets;
using Upshot.Evidence;

namespace Upshot.Decide.Silence;

/// <summary>Requests have stopped coming, and it is not because it is night.</summary>
/// <param name="Since">The end of the minute of the last request.</param>
/// <param name="UsualPerHour">At this time.</param>
public sealed record TrafficSilence(DateTimeOffset Since, double UsualPerHour)
{
    /// <summary>
    /// Requests that should have come and did not. If they come independently, as many are missed by chance once in a million gaps; the time in which
    /// twenty are expected leaves room for a past that was busier or quieter than today.
    /// </summary>
    private const double Missed = 14;

    private const double LeastShare = 0.05;

    /// <summary>Requests that tell how busy the time before was.</summary>
    private const double EnoughToCompare = 100;

    /// <summary>Senders hold back what they send for some seconds, and counts are of whole minutes.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(3);

    private static readonly int[] s_hoursBefore = [1, 2, 3, 6, 12, 24];

    /// <summary>Null: requests come, or too few would have come by now to tell, or none ever came.</summary>
    /// <param name="series">Requests by minute, four weeks of them or what there is.</param>
    /// <param name="requestsPerDay">What the plan expects; counts only where there is no past.</param>
    public static TrafficSilence? Of(CountSeries series, double? requestsPerDay, DateTimeOffset now)
    {
        if (Suspected(series, requestsPerDay, now) is not { } suspected)
        {
            return null;
        }

        var usual = new UsualTraffic(series, requestsPerDay, suspected.Since);
        var least = UsualGaps.MissedAtMost(series, suspected.Since, gap => usual.Over(gap) is >= Missed and var sum && sum * ShareBefore(series, usual, gap.From) >= Missed ? sum : null);
        return least == 0 || ExpectedSince(usual, suspected.Since, now, least) >= least ? suspected : null;
    }

    /// <summary>A silence, if requests come one by one. Needs the hours of the past, and minutes of the last day alone.</summary>
    public static TrafficSilence? Suspected(CountSeries series, double? requestsPerDay, DateTimeOffset now)
    {
        if (series.LastBefore(now) is not { } last)
        {
            return null;
        }

        var since = last.AddMinutes(1);
        if (now - since < Shortest)
        {
            return null;
        }

        var usual = new UsualTraffic(series, requestsPerDay, since);
        var expected = ExpectedSince(usual, since, now, Missed / LeastShare);
        return expected >= Missed && expected * ShareBefore(series, usual, since) >= Missed ? new(since, usual.PerHour(now) is > 0 and var rate ? rate : usual.PerHour(since)) : null;
    }

    /// <summary>"silent since 14:02 (140 requests an hour are usual at this time)".</summary>
    public string Sentence(DateTimeOffset now)
    {
        var when = Since.UtcDateTime.ToString(now - Since < TimeSpan.FromHours(20) ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var usual = UsualPerHour >= 10 ? UsualPerHour.ToString("#,0", CultureInfo.InvariantCulture) : UsualPerHour.ToString("0.#", CultureInfo.InvariantCulture);
        return $"silent since {when} UTC ({usual} {(usual == "1" ? "request" : "requests")} an hour are usual at this time)";
    }

    /// <summary>No more than <paramref name="enough"/>: a silence of a year need not be added up.</summary>
    private static double ExpectedSince(UsualTraffic usual, DateTimeOffset since, DateTimeOffset now, double enough)
    {
        var sum = 0.0;
        for (var from = since; from < now && sum < enough; from = from.AddHours(1))
        {
            sum += usual.Over(new TimeRange(from, from.AddHours(1) < now ? from.AddHours(1) : now));
        }

        return sum;
    }

    /// <summary>How busy the time before the silence was, against what was usual then: a holiday is no silence. The last hours say it, and the last day.</summary>
    private static double ShareBefore(CountSeries series, UsualTraffic usual, DateTimeOffset since)
    {
        var nearest = s_hoursBefore.Select(h => Before(series, since, h)).Where(r => usual.Over(r) >= EnoughToCompare).Take(1);
        return nearest.Append(Before(series, since, 24)).Select(r => Share(series, usual, r)).Append(1).Min() is var share && share > LeastShare ? share : LeastShare;
    }

    /// <summary>As busy as it may have been: a standard deviation above what was counted.</summary>
    private static double Share(CountSeries series, UsualTraffic usual, TimeRange range) =>
        usual.Over(range) is >= EnoughToCompare and var expected && series.Sum(range).Total is var seen ? (seen + Math.Sqrt(seen)) / expected : 1;

    private static TimeRange Before(CountSeries series, DateTimeOffset since, int hours) =>
        new(series.First is { } first && first > since.AddHours(-hours) ? first : since.AddHours(-hours), since);
}
