using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Diff;

/// <summary>A small plan in which things are replaced to see what the comparison says.</summary>
internal static class Shop
{
    private const string Main = """
        product: shop
        owners: { team: "#team" }
        operations:
          checkout: { owner: team, entry: { service: shop, span: checkout } }
          browse: { owner: team, entry: { service: shop, route: /products, method: GET } }
        journeys:
          ordering:
            operation: checkout
            steps:
              pay: { span: pay }
        outcomes:
          orders: { signal: shop.orders, owner: team, unit: "{order}" }
        objectives:
          checkout-works: { operation: checkout, target: 99%, window: 28d, reason: Money., decision: Whether we release., runbook: runbooks/a.md }
        flags:
          fast-cart: { owner: team, expires: 2027-01-31 }

        """;

    private const string Signals = """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: A.
            attributes:
              - { id: shop.outcome, brief: B., type: { members: [{ id: placed, value: placed }, { id: declined, value: declined }] }, annotations: { upshot: { privacy: internal } } }
              - { id: shop.size, type: int, brief: B. }
              - { id: shop.note, type: string, brief: B., annotations: { upshot: { privacy: personal } } }
          - id: metric.shop.orders
            type: metric
            metric_name: shop.orders
            instrument: counter
            unit: "{order}"
            brief: Orders.
            attributes: [{ ref: shop.outcome, requirement_level: required }]
            annotations: { upshot: { owner: team, reason: R., version: 1 } }
          - id: metric.shop.wait
            type: metric
            metric_name: shop.wait
            instrument: histogram
            unit: ms
            brief: Waiting.
            annotations: { upshot: { owner: team, reason: R., version: 1 } }
          - id: span.pay
            type: span
            name: pay
            span_kind: client
            brief: Paying.
            attributes: [{ ref: shop.size, requirement_level: required }, { ref: shop.note, requirement_level: opt_in }]
            annotations: { upshot: { owner: team, reason: R., version: 1 } }

        """;

    private const string Runbook = """
        ---
        title: A
        owner: team
        objectives: [checkout-works]
        ---
        Look at shop.wait, then at checkout-works.
        """;

    private const string Release = """
        version: "2.0"
        baseline: "1.0"
        hypothesis: Faster.
        expected: { checkout: { latency_p95: -30%..-10% } }

        """;

    public static ProductPlan Plan(params (string From, string To)[] replaced)
    {
        var files = new[] { ("upshot.yaml", Main), ("signals/a.yaml", Signals), ("runbooks/a.md", Runbook), ("releases/2.yaml", Release) };
        foreach (var (from, _) in replaced)
        {
            Assert.Contains(files, f => f.Item2.Contains(from, StringComparison.Ordinal));
        }

        return PlanReader.Read(files.Select(f => new PlanFile(f.Item1, replaced.Aggregate(f.Item2, (text, r) => text.Replace(r.From, r.To, StringComparison.Ordinal))))).Plan;
    }

    /// <summary>What changes where nothing else than this is replaced.</summary>
    public static IReadOnlyList<string> Changes(params (string From, string To)[] replaced) =>
        [.. Upshot.Plan.Diff.PlanDiff.Between(Plan(), Plan(replaced)).Changes.Where(c => c.Field != "version").Select(Shown.Of)];
}
