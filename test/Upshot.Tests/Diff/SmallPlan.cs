namespace Upshot.Tests.Diff;

/// <summary>A plan of one operation and one metric, in three versions of the metric.</summary>
internal static class SmallPlan
{
    public static string Product(string metric = "shop.wait", string target = "99%", string more = "") => $$"""
        product: shop
        owners: { team: team@shop.example }
        operations:
          cart: { owner: team, entry: { service: shop, route: /cart }, requests_per_day: 5000 }
        outcomes:
          waiting: { signal: {{metric}}, owner: team, direction: down, unit: {{(metric == "shop.wait" ? "ms" : "s")}} }
        objectives:
          cart-works: { operation: cart, target: {{target}}, reason: People leave., decision: Whether we release., runbook: runbooks/cart.md }
        {{more}}
        """;

    public const string Runbook = """
        ---
        title: The cart fails
        owner: team
        objectives: [cart-works]
        ---
        1. Look at shop.wait.

        """;

    public static string Signals(int version) => version switch
    {
        1 => Metric("shop.wait", "ms", "speed", "version: 1"),
        2 => Metric("shop.wait", "s", "shop.kind", "version: 2, migrations: [{ from: 1, unit: { from: ms, to: s }, attributes: { speed: shop.kind } }]"),
        _ => Metric("shop.waiting", "s", "shop.kind", "version: 3, migrations: [{ from: 1, unit: { from: ms, to: s }, attributes: { speed: shop.kind } }, { from: 2, renamed_from: shop.wait, values: { shop.kind: { fast: express } } }]"),
    };

    public static string Metric(string name, string unit, string attribute, string annotation) => $$"""
        groups:
          - id: registry.shop
            type: attribute_group
            brief: A.
            attributes: [{ id: {{attribute}}, type: string, brief: Which. }]
          - id: metric.{{name}}
            type: metric
            metric_name: {{name}}
            instrument: gauge
            unit: {{unit}}
            brief: How long people wait.
            attributes: [{ ref: {{attribute}} }]
            annotations: { upshot: { owner: team, reason: People leave., decision: What to speed up., {{annotation}} } }

        """;
}
