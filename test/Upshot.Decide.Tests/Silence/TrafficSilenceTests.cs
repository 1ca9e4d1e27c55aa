using Upshot.Decide.Budgets;
using Upshot.Decide.Silence;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Silence;

/// <summary>Simulated services whose traffic follows day and week, with busy and quiet hours that nobody foresees, and a holiday.</summary>
public sealed class TrafficSilenceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly double[] s_perHour = [3, 8, 20, 45, 90, 140, 250, 380];

    /// <param name="noise">How much hours are busier and quieter than anybody foresees: 0, they follow day and week alone; 1, a fifth.</param>
    [Theory]
    [InlineData(0, 0.99)]
    [InlineData(1, 0.93)]
    public void A_service_that_goes_silent_is_found_within_the_time_in_which_20_requests_were_expected(double noise, double share)
    {
        var (found, all) = (0, 0);
        foreach (var perHour in s_perHour)
        {
            var service = new Service(perHour, seed: (int)perHour, days: 60, noise);
            var random = new Random(4711);
            for (var stop = 0; stop < 25; stop++)
            {
                var at = s_start.AddDays(35).AddMinutes(random.Next(24 * 60 * 24));
                var silent = new CountSeries(service.Minutes.TakeWhile(m => m.Minute < at));
                var last = silent.LastBefore(at)!.Value;
                var by = service.WhenExpected(20, last.AddMinutes(1));
                all++;
                found += TrafficSilence.Of(silent, null, by < at.AddMinutes(3) ? at.AddMinutes(4) : by) is not null ? 1 : 0;
                Assert.NotNull(TrafficSilence.Of(silent, null, service.WhenExpected(45, at)));
            }
        }

        // The rest had come to be quieter than usual before they stopped, and are found a little later.
        Assert.True(found >= share * all, $"{found} of {all} were found in time.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_service_that_goes_on_is_called_silent_at_most_once_a_quarter(double noise)
    {
        foreach (var perHour in s_perHour)
        {
            var service = new Service(perHour, seed: 100 + (int)perHour, days: 28 + 91, noise);
            var series = new CountSeries(service.Minutes);
            var (said, last) = (0, s_start.AddDays(28));
            foreach (var minute in service.Minutes.Where(m => m.Minute >= s_start.AddDays(28)).Select(m => m.Minute))
            {
                // Whether it is called silent within a gap is decided at its end.
                if (minute - last > TimeSpan.FromMinutes(3) && TrafficSilence.Of(series, null, minute) is not null)
                {
                    said++;
                }

                last = minute;
            }

            Assert.True(said <= 1, $"{perHour} an hour: {said} false silences.");
        }
    }

    /// <param name="gap">Hours in which requests are missed whenever they have stopped for good.</param>
    [Theory]
    [InlineData("every hour", 3)]
    [InlineData("at night", 48)]
    [InlineData("from half past eight", 80)]
    public void Requests_that_come_in_bursts_are_not_called_silent_between_them_and_are_missed_when_they_stop(string burst, int gap)
    {
        var (random, minutes) = (new Random(1), new List<MinuteCount>());
        var end = s_start.AddDays(28 + 91);
        for (var day = s_start; day < end; day = day.AddDays(1))
        {
            var late = random.Next(6);
            minutes.AddRange(Enumerable.Range(0, 24 * 60).Where(m => burst switch
            {
                "every hour" => m % 60 < 3,
                "at night" => m >= 120 + late && m < 130 + (2 * late),
                _ => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && m >= 510 + late && m < 18 * 60,
            }).Select(m => new MinuteCount(day.AddMinutes(m), 40, 40)));
        }

        var said = 0;
        for (var i = 1; i < minutes.Count; i++)
        {
            // Whether it is called silent within a gap is decided at its end.
            said += minutes[i].Minute >= s_start.AddDays(28) && minutes[i].Minute - minutes[i - 1].Minute > TimeSpan.FromMinutes(3)
                && TrafficSilence.Of(new CountSeries(minutes.Take(i)), null, minutes[i].Minute) is not null ? 1 : 0;
        }

        Assert.True(said <= 1, $"{said} false silences.");
        Assert.NotNull(TrafficSilence.Of(new CountSeries(minutes), null, end.AddHours(gap)));
    }

    [Fact]
    public void Two_outages_do_not_make_a_third_one_usual()
    {
        var service = new Service(140, seed: 3, days: 30);
        var minutes = service.Minutes.Where(m => m.Minute.Day is not (5 or 12) || m.Minute.Month != 3 || m.Minute.Hour is < 9 or > 15).TakeWhile(m => m.Minute < s_start.AddDays(29).AddHours(10)).ToList();
        Assert.NotNull(TrafficSilence.Of(new CountSeries(minutes), null, service.WhenExpected(20, s_start.AddDays(29).AddHours(10))));
    }

    [Fact]
    public void Without_a_past_what_the_plan_expects_counts()
    {
        var series = new CountSeries([new(s_start, 100, 100)]);
        Assert.Null(TrafficSilence.Of(series, null, s_start.AddHours(2)));
        Assert.Null(TrafficSilence.Of(series, 240, s_start.AddHours(1)));
        var silence = TrafficSilence.Of(series, 240, s_start.AddHours(2));
        Assert.Equal((s_start.AddMinutes(1), 10), (silence!.Since, silence.UsualPerHour));
        Assert.Equal("silent since 00:01 UTC (10 requests an hour are usual at this time)", silence.Sentence(s_start.AddHours(2)));
    }

    [Fact]
    public void What_never_came_is_not_silent_and_what_is_dated_ahead_is_no_sign_of_life()
    {
        Assert.Null(TrafficSilence.Of(new CountSeries([]), 100_000, s_start));
        var service = new Service(140, seed: 1, days: 30);
        var stopped = service.Minutes.TakeWhile(m => m.Minute < s_start.AddDays(29)).Append(new(s_start.AddDays(40), 1, 1));
        Assert.NotNull(TrafficSilence.Of(new CountSeries(stopped), null, s_start.AddDays(29).AddHours(3)));
    }

    [Fact]
    public void A_silence_of_months_stays_one()
    {
        var service = new Service(140, seed: 1, days: 30);
        Assert.NotNull(TrafficSilence.Of(new CountSeries(service.Minutes), null, s_start.AddDays(120)));
    }

    private sealed class Service
    {
        private readonly double[] _rates;

        public Service(double perHour, int seed, int days, double noise = 1)
        {
            var random = new Random(seed);
            _rates = new double[days * 24];
            var (level, drift) = (0.0, 0.0);
            for (var hour = 0; hour < _rates.Length; hour++)
            {
                level = hour % 24 == 0 ? 0.1 * noise * Normal(random) : level;
                drift = (0.7 * drift) + (0.12 * noise * Normal(random));
                var day = s_start.AddHours(hour);
                var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.4 : 1;
                var holiday = hour / 24 == 50 ? 0.4 : 1;
                _rates[hour] = perHour * weekend * holiday * (1 + (0.8 * Math.Sin((hour % 24 - 9) * Math.PI / 12))) * Math.Exp(level + drift);
            }

            var minutes = new List<MinuteCount>();
            for (var minute = 0; minute < days * 24 * 60; minute++)
            {
                var count = Poisson(_rates[minute / 60] / 60, random);
                if (count > 0)
                {
                    minutes.Add(new(s_start.AddMinutes(minute), count, count));
                }
            }

            Minutes = minutes;
        }

        public IReadOnlyList<MinuteCount> Minutes { get; }

        public DateTimeOffset WhenExpected(double requests, DateTimeOffset from)
        {
            var at = from;
            for (var sum = 0.0; sum < requests; at = at.AddMinutes(1))
            {
                sum += _rates[(int)(at - s_start).TotalHours] / 60;
            }

            return at;
        }

        private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

        private static long Poisson(double mean, Random random)
        {
            var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
            while (product > limit)
            {
                product *= random.NextDouble();
                count++;
            }

            return count;
        }
    }
}
