namespace Upshot.Lab;

/// <summary>What makes pages of the Shop slow, and can be removed on its own.</summary>
/// <param name="Kind">For the table.</param>
/// <param name="With">The step of build A.</param>
/// <param name="Without">What stands in its place without the cause.</param>
/// <param name="Edit">What a person would ask for who wants it removed.</param>
internal sealed record KnownCause(string Kind, ShopStep With, ShopStep Without, Edit Edit)
{
    private const int Together = 3;
    private static readonly Func<Random, KnownCause>[] s_kinds = [Delay, Retries, SerialCalls, NoCache, RepeatedCalls, Lock, SlowDependency];

    /// <summary>A queue that is nearly always busy: there re-timing is a bound, so such interventions stand apart.</summary>
    public bool IsQueue => Kind == "saturated queue";

    /// <summary>Milliseconds that the calls of the edit's path lose, where only what they take tells which share of it that is.</summary>
    public double CallLoses { get; init; }

    /// <summary>A step of every kind, so that all code has run once.</summary>
    public static IEnumerable<ShopStep> Each(Random random) => s_kinds.Append(Queue).Select(k => k(random).With);

    /// <summary>Some of the kinds, every kind in turn; now and then a queue alone, as it drowns what stands beside it.</summary>
    public static IReadOnlyList<KnownCause> Draw(int scenario, Random random) =>
        scenario % s_kinds.Length == s_kinds.Length - 1 ? [Queue(random)] : [.. Enumerable.Range(0, Together).Select(i => s_kinds[((Together * scenario) + i) % s_kinds.Length](random))];

    private static KnownCause Delay(Random random)
    {
        var (step, share) = (new ShopStep("Wait", "personalise", Between(random, 50, 110)), Between(random, 0.5, 0.9));
        return new("delay", step, step with { Millis = step.Millis * (1 - share) }, new Edit("storefront personalise", "faster", share));
    }

    private static KnownCause Retries(Random random)
    {
        var step = new ShopStep("Attempts", "reviews", Between(random, 25, 50), Between(random, 0.25, 0.5));
        return new("retries", step, step with { Share = 0 }, new Edit("storefront reviews attempt", "retries", 0));
    }

    private static KnownCause SerialCalls(Random random)
    {
        var step = new ShopStep("Calls", "offers", Between(random, 15, 30), Times: 3 + random.Next(2));
        return new("serial calls", step, step with { AtOnce = true }, new Edit("storefront offers", "parallel"));
    }

    private static KnownCause RepeatedCalls(Random random)
    {
        var step = new ShopStep("Calls", "bundles", Between(random, 10, 25), Times: 4 + random.Next(2));
        return new("repeated calls", step, step with { Times = 1 }, new Edit("storefront bundles > storefront GET /items/{id}", "batch"));
    }

    // So many hits that a cache helps the slow requests too.
    private static KnownCause NoCache(Random random)
    {
        var (step, hits) = (new ShopStep("Cached", "rates", Between(random, 50, 100), 1), Between(random, 0.96, 0.99));
        return new("cache off", step, step with { Share = 1 - hits }, new Edit("storefront rates", "cache", hits));
    }

    // Who holds the lock works meanwhile; without the cause nobody works there.
    private static KnownCause Lock(Random random)
    {
        var step = new ShopStep("Lock", "ledger", Between(random, 50, 80), Between(random, 0.2, 0.35));
        return new("lock", step, step with { Share = 0 }, new Edit("storefront ledger", "faster", 1));
    }

    private static KnownCause SlowDependency(Random random)
    {
        var step = new ShopStep("Calls", "stock", Between(random, 50, 110));
        return new("slow dependency", step, step with { Millis = 0 }, new Edit("storefront stock > inventory GET /items/{id}", "faster")) { CallLoses = step.Millis };
    }

    private static KnownCause Queue(Random random)
    {
        var (step, share) = (new ShopStep("Queue", "till", 25), Between(random, 0.3, 0.5));
        return new("saturated queue", step, step with { Millis = step.Millis * (1 - share) }, new Edit("storefront till", "faster", share));
    }

    private static double Between(Random random, double from, double to) => from + ((to - from) * random.NextDouble());
}
