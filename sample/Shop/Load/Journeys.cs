using Shop.Inventory;

namespace Shop.Load;

/// <summary>What visitors come for: a few look around, some search, some buy.</summary>
internal static class Journeys
{
    private const double MeanThinkSeconds = 0.3;
    private const double LongestThinkSeconds = 1.5;

    private static readonly string[] Words = ["tea", "honey", "wild", "smoked", "mountain", "bread 1", "oil"];

    public static (string Name, IReadOnlyList<Step> Steps) Choose(Random random)
    {
        var steps = new List<Step>();
        switch (random.NextDouble())
        {
            case < 0.35:
                steps.Add(new(Operation.List, TimeSpan.Zero));
                Look(random.Next(2, 6));
                return ("browser", steps);

            case < 0.6:
                for (var searches = random.Next(1, 3); searches > 0; searches--)
                {
                    steps.Add(new(Operation.Search, Think(random), Words: Words[random.Next(Words.Length)]));
                }

                Look(random.Next(1, 4));
                return ("searcher", steps);

            default:
                steps.Add(new(Operation.List, TimeSpan.Zero));
                Look(random.Next(1, 3));
                for (var items = random.Next(2, 6); items > 0; items--)
                {
                    steps.Add(new(Operation.AddToCart, Think(random), Popular(random)));
                }

                steps.Add(new(Operation.Checkout, Think(random)));
                return ("buyer", steps);
        }

        void Look(int pages)
        {
            for (; pages > 0; pages--)
            {
                steps.Add(new(Operation.Product, Think(random), Popular(random)));
            }
        }
    }

    private static TimeSpan Think(Random random) =>
        TimeSpan.FromSeconds(Math.Min(LongestThinkSeconds, -Math.Log(1 - random.NextDouble()) * MeanThinkSeconds));

    // Low numbers are looked at more often.
    private static int Popular(Random random) => 1 + (int)(Assortment.Count * Math.Pow(random.NextDouble(), 2));
}
