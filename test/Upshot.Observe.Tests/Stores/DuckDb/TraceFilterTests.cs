using Upshot.Observe.Stores.DuckDb;

namespace Upshot.Observe.Tests.Stores.DuckDb;

public class TraceFilterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void Every_trace_of_a_file_is_found_and_few_others_are(int count)
    {
        var random = new Random(7);
        Check(Ids(count, () => Random(random)), Ids(10_000, () => Random(random)));
    }

    [Fact]
    public void Ids_that_only_count_up_are_told_apart_too()
    {
        ulong next = 0;
        Check(Ids(10_000, Next), Ids(10_000, Next));

        Guid Next() => new(0, 0, 0, BitConverter.GetBytes(++next));
    }

    private static void Check(List<Guid> inside, List<Guid> outside)
    {
        var filter = new TraceFilter(TraceFilter.Of(inside).Bits);

        Assert.All(inside, id => Assert.True(filter.MayHave(id)));
        Assert.InRange(outside.Count(filter.MayHave), 0, outside.Count / 50);
    }

    private static List<Guid> Ids(int count, Func<Guid> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    private static Guid Random(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new(bytes);
    }
}
