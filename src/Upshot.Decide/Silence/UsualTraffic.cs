using Upshot.Decide.Budgets;
using Upshot.Evidence;

namespace Upshot.Decide.Silence;

/// <summary>
/// How many requests an hour are usual at some time: the mean of the same hour of the week over up to four weeks; before there is a week, half of the
/// mean of the same hour over the days there are, for a Sunday is no Saturday; before there is a day, what the plan expects.
/// </summary>
/// <param name="until">What is later says nothing of what was usual.</param>
internal sealed class UsualTraffic(CountSeries past, double? requestsPerDay, DateTimeOffset until)
{
    private const int Weeks = 4, Days = 6;
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private readonly Dictionary<long, double> _hours = [];

    public double PerHour(DateTimeOffset at)
    {
        var hour = at.UtcTicks / TimeSpan.TicksPerHour;
        if (!_hours.TryGetValue(hour, out var usual))
        {
            _hours[hour] = usual = Of(new DateTimeOffset(hour * TimeSpan.TicksPerHour, TimeSpan.Zero));
        }

        return usual;
    }

    public double Over(TimeRange range)
    {
        var sum = 0.0;
        for (var from = range.From; from < range.To;)
        {
            var next = new DateTimeOffset(((from.UtcTicks / TimeSpan.TicksPerHour) + 1) * TimeSpan.TicksPerHour, TimeSpan.Zero);
            var to = next < range.To ? next : range.To;
            sum += PerHour(from) * (to - from).TotalHours;
            from = to;
        }

        return sum;
    }

    private double Of(DateTimeOffset hour) =>
        Mean(hour, TimeSpan.FromDays(7), Weeks) ?? (Mean(hour, TimeSpan.FromDays(1), Days) is { } days ? days / 2 : requestsPerDay / 24 ?? 0);

    private double? Mean(DateTimeOffset hour, TimeSpan step, int most)
    {
        var (sum, count) = (0L, 0);
        for (var i = 1; i <= most * 8 && count < most; i++)
        {
            var from = hour - (i * step);
            if (from < past.First)
            {
                break;
            }

            if (from + s_hour <= until)
            {
                sum += past.Sum(new TimeRange(from, from + s_hour)).Total;
                count++;
            }
        }

        return count > 0 ? (double)sum / count : null;
    }
}
