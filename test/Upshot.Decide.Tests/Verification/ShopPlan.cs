using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Decide.Tests.Verification;

/// <summary>A small plan, with something for every check.</summary>
internal static class ShopPlan
{
    private const string Main = """
        product: Shop
        owners: { team: t@shop.example }
        operations:
          checkout: { owner: team, entry: { service: front, route: /checkout, method: POST }, requests_per_day: 1000 }
        journeys:
          order:
            operation: checkout
            steps:
              place: { service: back, span: place, kind: server }
              pay: { service: back, span: shop.pay, under: place, latency: 100ms }
        cost: { max_series: 50, bytes_per_day: 10MB }
        """;

    private const string Signals = """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: A.
            attributes:
              - { id: shop.outcome, type: { members: [ { id: ok, value: ok }, { id: declined, value: declined } ] }, stability: stable, brief: O. }
              - { id: shop.amount, type: double, stability: stable, brief: A., annotations: { upshot: { range: { low: 0, high: 1000 } } } }
              - { id: shop.items, type: int, stability: stable, brief: I. }
              - { id: shop.region, type: string, stability: stable, brief: R., annotations: { upshot: { cardinality: 3 } } }
              - { id: shop.customer.email, type: string, stability: stable, brief: E., annotations: { upshot: { privacy: personal } } }
              - { id: shop.customer.phone, type: string, stability: stable, brief: P., annotations: { upshot: { privacy: personal, redact: mask } } }
              - { id: shop.card, type: string, stability: stable, brief: C., annotations: { upshot: { privacy: secret } } }
          - id: metric.shop.orders
            type: metric
            metric_name: shop.orders
            instrument: counter
            unit: "{order}"
            stability: stable
            brief: O.
            attributes: [ { ref: shop.outcome, requirement_level: required }, { ref: shop.region, requirement_level: opt_in } ]
          - id: metric.shop.order.duration
            type: metric
            metric_name: shop.order.duration
            instrument: histogram
            unit: s
            stability: stable
            brief: D.
            annotations: { upshot: { range: { low: 0, high: 60 } } }
          - id: span.shop.pay
            type: span
            span_kind: client
            stability: stable
            brief: P.
            attributes:
              - { ref: shop.outcome, requirement_level: required }
              - { ref: shop.amount, requirement_level: required }
              - { ref: shop.items, requirement_level: recommended }
              - { ref: shop.customer.email, requirement_level: opt_in }
              - { ref: shop.customer.phone, requirement_level: opt_in }
              - { ref: shop.card, requirement_level: opt_in }
            annotations: { upshot: { version: 2 } }
          - id: event.shop.reserved
            type: event
            name: shop.reserved
            stability: stable
            brief: R.
          - id: event.shop.placed
            type: event
            name: shop.placed
            stability: stable
            brief: P.
            annotations: { upshot: { after: event.shop.reserved } }
          - id: event.shop.refunded
            type: event
            name: shop.refunded
            stability: stable
            brief: R.
            annotations: { upshot: { rollout: "off" } }
        """;

    public static ProductPlan Plan { get; } = Read();

    private static ProductPlan Read()
    {
        var reading = PlanReader.Read([new("upshot.yaml", Main), new("signals/shop.yaml", Signals)]);
        Assert.DoesNotContain(reading.Problems, p => p.Severity == Severity.Error);
        return reading.Plan;
    }
}
