namespace Upshot.Tests.Pages;

/// <summary>
/// What a small shop sent in the last half hour, in four processes of each version: 1.0, and beside it 1.1, whose product page asks for prices six times
/// instead of once, and whose checkout is faster; and one trace full of hostile names.
/// </summary>
internal static class SmallShop
{
    public const string HostileService = "<script>window.hacked=1</script>";
    public const string HostileSpan = "\"><img src=x onerror=window.hacked=2>";
    public const string HostileValue = "'><svg onload=window.hacked=3>&amp;</svg>";
    public const string HostileVersion = "9<b>9</b>&?#/..%2f";
    public const string HostileTrace = "bad0bad0bad0bad0bad0bad0bad0bad0";
    public const string Failed = "fa11fa11fa11fa11fa11fa11fa11fa11";

    private const int Server = 2, Client = 3;

    public static void WritePlan(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "releases"));
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        File.WriteAllText(Path.Combine(folder, "upshot.yaml"), """
            product: Small Shop
            owners:
              shop-team: shop@shop.example
            operations:
              product-page:
                description: A visitor looks at a product.
                entry: { service: storefront, route: "/products/{id}" }
              checkout:
                description: A visitor pays.
                entry: { service: storefront, route: /checkout }
              returns:
                entry: { service: storefront, route: /returns }
            objectives:
              product-page-fast:
                operation: product-page
                owner: shop-team
                latency: 30ms
                target: 95%
                window: 28d
                reason: Visits begin here.
                runbook: runbooks/pages.md
              checkout-works:
                operation: checkout
                owner: shop-team
                target: 95%
                window: 28d
                reason: Nobody comes back after a failed order.
                runbook: runbooks/pages.md
              returns-work:
                operation: returns
                owner: shop-team
                target: 99%
                window: 28d
                reason: A return that fails is a call.
                runbook: runbooks/pages.md
            """);
        File.WriteAllText(Path.Combine(folder, "releases", "1.1.yaml"), """
            version: "1.1"
            baseline: "1.0"
            owner: shop-team
            hypothesis: Because prices are asked for side by side, half of the orders are placed 20 to 60 % faster.
            expected:
              checkout:
                latency_p50: { change: -60%..-20%, confidence: 80% }
            guardrails:
              product-page: { latency_p50: 20%, error_ratio: 5% }
            """);
        File.WriteAllText(Path.Combine(folder, "runbooks", "pages.md"), "---\ntitle: When pages are slow\nowner: shop-team\n---\n1. Look at the slowest traces.\n");
    }

    public static IEnumerable<SentSpan> Spans(DateTimeOffset now)
    {
        var random = new Random(7);
        foreach (var (version, from, to) in new[] { ("1.0", 27, 5), ("1.1", 25, 3) })
        {
            for (var minute = from; minute > to; minute--)
            {
                for (var i = 0; i < 20; i++)
                {
                    var at = now.AddMinutes(-minute).AddSeconds(i * 2.9);
                    foreach (var span in i % 2 == 0 ? ProductPage(version, at, random) : Checkout(version, at, random, i == 9 && minute % 5 == 0))
                    {
                        yield return span;
                    }
                }
            }
        }

        foreach (var span in Checkout("1.1", now.AddMinutes(-4), new Random(1), true, Failed).Concat(Hostile(now.AddMinutes(-2))))
        {
            yield return span;
        }
    }

    private static IEnumerable<SentSpan> ProductPage(string version, DateTimeOffset at, Random random)
    {
        var calls = version == "1.1" ? 6 : 1;
        var each = Millis(8 + (4 * random.NextDouble()));
        var trace = Id(random, 16);
        var root = Id(random, 8);
        yield return new(trace, root, null, "storefront", version, "GET /products/{id}", Server, at, Millis(4) + (each * calls)) { Attributes = Route("/products/{id}") };
        for (var call = 0; call < calls; call++)
        {
            yield return new(trace, Id(random, 8), root, "storefront", version, "SELECT prices", Client, at + Millis(2) + (each * call), each) { Attributes = new Dictionary<string, string> { ["db.query.text"] = "SELECT price FROM prices WHERE id = ?" } };
        }
    }

    private static IEnumerable<SentSpan> Checkout(string version, DateTimeOffset at, Random random, bool fails, string? id = null)
    {
        var trace = id ?? Id(random, 16);
        var (root, order, payment) = (Id(random, 8), Id(random, 8), Id(random, 8));
        var pays = Millis((version == "1.1" ? 30 : 60) + (6 * random.NextDouble()));
        yield return new(trace, root, null, "storefront", version, "POST /checkout", Server, at, pays + Millis(8)) { IsError = fails, Attributes = Route("/checkout") };
        yield return new(trace, order, root, "checkout", version, "POST /orders", Server, at + Millis(2), pays + Millis(4)) { IsError = fails, Attributes = Route("/orders") };
        yield return new(trace, payment, order, "checkout", version, "authorize payment", Client, at + Millis(3), pays);
        // Side by side with the payment, and shorter: it never decides how long an order takes.
        yield return new(trace, Id(random, 8), order, "checkout", version, "count visit", Client, at + Millis(4), Millis(5));
    }

    private static IEnumerable<SentSpan> Hostile(DateTimeOffset at)
    {
        yield return new(HostileTrace, "00000000000000a1", null, HostileService, HostileVersion, HostileSpan, Server, at, Millis(20))
        {
            Attributes = new Dictionary<string, string> { ["http.route"] = HostileValue, ["db.query.text"] = HostileValue },
        };
        yield return new(HostileTrace, "00000000000000a2", "00000000000000a1", HostileService, HostileVersion, HostileSpan, Client, at + Millis(2), Millis(10));
    }

    private static Dictionary<string, string> Route(string route) => new() { ["http.route"] = route, ["http.request.method"] = "GET" };

    private static TimeSpan Millis(double millis) => TimeSpan.FromMilliseconds(millis);

    private static string Id(Random random, int bytes)
    {
        var id = new byte[bytes];
        random.NextBytes(id);
        return Convert.ToHexStringLower(id);
    }
}
