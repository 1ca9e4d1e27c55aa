using Microsoft.Extensions.Time.Testing;
using Upshot.Evidence;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Stores.DuckDb.Questions.Counts;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions;

/// <summary>What is kept of counts says what the catalog says, whatever came meanwhile.</summary>
public sealed class CountMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Counts_are_those_of_a_statement_whatever_came_meanwhile(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(Story.Noon.AddHours(6));
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan, time);
        for (var step = 0; step < 24; step++)
        {
            switch (random.Next(3))
            {
                case 0:
                    await store.Send(Story.Request(random.Next(10_000), 20, random.Next(-3, 6)));
                    break;
                case 1:
                    await store.Send(Story.Sampled(random.Next(10_000)));
                    break;
                default:
                    await store.SealAsync();
                    break;
            }

            var range = Story.Hours(random.Next(-4, 3) + (random.Next(60) / 60.0), random.Next(4, 7) + (random.Next(60) / 60.0));
            AssertSame(store, range, null);
            AssertSame(store, range, new(range.To.AddHours(-random.Next(3)), [range.From.AddMinutes(random.Next(200))]));
        }

        // What is old goes, and nobody counts it any more.
        await store.SealAsync();
        var before = Total(store);
        time.Advance(store.Plan.Retention.Rollups - TimeSpan.FromHours(2));
        store.Maintain(confirmed: true);
        AssertSame(store, Story.Hours(-4, 7), new(Story.Noon.AddHours(7), []));
        Assert.InRange(Total(store), 0, before - 1);
    }

    [Fact]
    public async Task A_question_that_saw_less_than_is_kept_asks_the_catalog()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        await store.Send(Story.Request(1, 60));
        using var early = store.Queries.Session(withRollups: true, TestContext.Current.CancellationToken);
        var parts = HourParts.Of(Story.Hours(-1, 3), new(Story.Noon.AddHours(3), []));
        await store.SealAsync();
        var total = Total(store);

        Assert.Null(early.ObjectiveSums(parts, ObjectiveAnswer.Names(Story.Plan.Objectives)));
        Assert.InRange(total, 1, 120);
        Assert.Equal(total, ObjectiveAnswer.Of(early, Question(Story.Hours(-1, 3))).Sum(o => o.Minutes.Sum(m => m.Total)));
    }

    [Fact]
    public async Task A_longer_time_than_is_kept_is_left_to_the_catalog()
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open(Story.Plan);
        await store.Send(Story.Request(1, 60));
        await store.SealAsync();
        using var session = store.Queries.Session(withRollups: true, TestContext.Current.CancellationToken);
        var names = ObjectiveAnswer.Names(Story.Plan.Objectives);

        Assert.Null(session.ObjectiveSums(HourParts.Of(Times.All, null), names));
        Assert.Null(session.ObjectiveSums(HourParts.Of(Times.All, new(Story.Noon, [])), names));
        Assert.NotNull(session.ObjectiveSums(HourParts.Of(Story.Hours(-24 * 28, 3), new(Story.Noon.AddHours(3), [])), names));
    }

    private static long Total(TelemetryStore store) => store.Ask(Question(Story.Hours(-1, 3))).Sum(o => o.Minutes.Sum(m => m.Total));

    private static ObjectiveQuestion Question(TimeRange range) => new(Story.Plan.Objectives, range) { Minutes = new(range.To, []) };

    private static void AssertSame(TelemetryStore store, TimeRange range, MinutesNeeded? needed)
    {
        using var session = store.Queries.Session(withRollups: true, TestContext.Current.CancellationToken);
        var parts = HourParts.Of(range, needed);
        var question = new ObjectiveQuestion(Story.Plan.Objectives, range) { Minutes = needed };
        var sums = session.ObjectiveSums(parts, ObjectiveAnswer.Names(question.Objectives));
        Assert.NotNull(sums);
        var stated = ObjectiveAnswer.ByStatement(session, question, parts).ToLookup(c => c.Index);
        for (var i = 0; i < sums.Count; i++)
        {
            Assert.Equal(stated[i].Select(c => c.First).DefaultIfEmpty().Min(), sums[i].Select(s => Nanos.ToMoment(s.First)).DefaultIfEmpty().Min());
            Assert.Equal(Told(parts.Together(stated[i].Select(c => c.Count))), Told(Counts(sums[i])));
        }

        var traffic = new TrafficQuestion([new("checkout", null), new("search", "production"), new("search", "")], range, needed);
        var requests = session.RequestSums(parts, [.. traffic.Operations.Select(o => (new CountedName(o.Operation, ""), o.Environment))])!;
        Assert.Equal(TrafficAnswer.ByStatement(session, traffic, parts).Select(parts.Together).Select(Told), requests.Select(r => Told(Counts(r))));
    }

    private static List<MinuteCount> Counts(IReadOnlyList<CountSum> sums) => [.. sums.Select(s => new MinuteCount(Nanos.ToMoment(s.Last), s.Good, s.Total) { Sampling = s.Sampling })];

    private static string Told(IEnumerable<MinuteCount> counts) => string.Join("; ", counts.Select(c => $"{c.Minute:u} {c.Good}/{c.Total} {c.Sampling.Good:0.###} {c.Sampling.Bad:0.###} {c.Sampling.GoodWeight} {c.Sampling.BadWeight}"));
}
