using Upshot.Observe.Tests.Signals;
using Upshot.Plan;
using Upshot.Plan.Folders;
using static Upshot.Observe.Tests.Otlp;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.Translation;

/// <summary>One shop whose signals changed twice, and the telemetry of each version as its code sent it.</summary>
internal static class ThreeVersions
{
    public static ProductPlan Plan(int version) => PlanReader.Read([new PlanFile("upshot.yaml", Product), new PlanFile("signals/shop.yaml", Signals(version))]) is { HasErrors: false, Plan: var plan }
        ? plan
        : throw new InvalidOperationException(string.Join('\n', PlanReader.Read([new PlanFile("upshot.yaml", Product), new PlanFile("signals/shop.yaml", Signals(version))]).Problems));

    public static ProtoMessage Metrics(int version, ulong time, double millis) => version switch
    {
        1 => Request(Resource(), Scope(), Unit(Gauge("shop.checkout.time", Point(time).Double(4, millis).Attribute(7, "payment", "visa")), "ms"), Histogram(1, time, millis)),
        2 => Request(Resource(), Scope(), Unit(Gauge("shop.checkout.time", Point(time).Double(4, millis / 1000).Attribute(7, "payment.method", "visa")), "s"), Histogram(2, time, millis)),
        _ => Request(Resource(), Scope(), Unit(Gauge("shop.checkout.duration", Point(time).Double(4, millis / 1000).Attribute(7, "payment.method", "card")), "s"), Histogram(3, time, millis)),
    };

    public static ProtoMessage Spans(int version, ulong time, bool isStamped)
    {
        var span = Span(version == 3 ? "place order" : "checkout", time);
        span = version switch
        {
            1 => span.Attribute(9, "cart.items", 3),
            2 => span.Attribute(9, "cart.size", 3),
            _ => span.Attribute(9, "shop.cart.size", 3),
        };
        return Request(isStamped ? span.Attribute(9, "upshot.signal", version == 3 ? "span.place order@3" : $"span.checkout@{version}") : span);
    }

    public static ProtoMessage Logs(int version, ulong time) => Request(version == 1
        ? Log(time).Attribute(6, "order.total_cents", 4200).Text(12, "order_placed")
        : Log(time).Attribute(6, "order.value_cents", 4200).Text(12, "order.placed"));

    private static ProtoMessage Histogram(int version, ulong time, double millis)
    {
        var scale = version == 1 ? 1 : 0.001;
        return new ProtoMessage().Text(1, "shop.payment.time").Text(3, version == 1 ? "ms" : "s").Message(9, new ProtoMessage().Message(1, Point(time)
            .Fixed64(4, 1).Double(5, millis * scale).PackedFixed(6, 1, 0).PackedDoubles(7, 500 * scale).Double(11, millis * scale).Double(12, millis * scale)
            .Message(8, Exemplar(millis * scale))).Varint(2, 1));
    }

    private static ProtoMessage Unit(ProtoMessage gauge, string unit) => gauge.Text(3, unit);

    private const string Product = """
        product: Shop
        owners: { team: team@example.org }
        operations:
          checkout: { entry: { service: shop, span: checkout }, owner: team }
        """;

    private static string Signals(int version) => version switch
    {
        1 => """
            groups:
              - id: attributes
                type: attribute_group
                brief: All.
                attributes:
                  - { id: payment, type: string, brief: How. }
                  - { id: cart.items, type: int, brief: How many. }
                  - { id: order.total_cents, type: int, brief: How much. }
              - { id: metric.shop.checkout.time, type: metric, metric_name: shop.checkout.time, instrument: gauge, unit: ms, brief: Time., attributes: [{ ref: payment }] }
              - { id: metric.shop.payment.time, type: metric, metric_name: shop.payment.time, instrument: histogram, unit: ms, brief: Time. }
              - { id: span.checkout, type: span, span_kind: server, brief: A checkout., attributes: [{ ref: cart.items }] }
              - { id: event.order_placed, type: event, name: order_placed, brief: An order., attributes: [{ ref: order.total_cents }] }
            """,
        2 => """
            groups:
              - id: attributes
                type: attribute_group
                brief: All.
                attributes:
                  - { id: payment.method, type: string, brief: How. }
                  - { id: cart.size, type: int, brief: How many. }
                  - { id: order.value_cents, type: int, brief: How much. }
              - id: metric.shop.checkout.time
                type: metric
                metric_name: shop.checkout.time
                instrument: gauge
                unit: s
                brief: Time.
                attributes: [{ ref: payment.method }]
                annotations: { upshot: { version: 2, migrations: [{ from: 1, unit: { from: ms, to: s }, attributes: { payment: payment.method } }] } }
              - id: metric.shop.payment.time
                type: metric
                metric_name: shop.payment.time
                instrument: histogram
                unit: s
                brief: Time.
                annotations: { upshot: { version: 2, migrations: [{ from: 1, unit: { from: ms, to: s } }] } }
              - id: span.checkout
                type: span
                span_kind: server
                brief: A checkout.
                attributes: [{ ref: cart.size }]
                annotations: { upshot: { version: 2, migrations: [{ from: 1, attributes: { cart.items: cart.size } }] } }
              - id: event.order.placed
                type: event
                name: order.placed
                brief: An order.
                attributes: [{ ref: order.value_cents }]
                annotations: { upshot: { version: 2, migrations: [{ from: 1, renamed_from: order_placed, attributes: { order.total_cents: order.value_cents } }] } }
            """,
        _ => """
            groups:
              - id: attributes
                type: attribute_group
                brief: All.
                attributes:
                  - { id: payment.method, type: { members: [{ id: card, value: card, brief: Any card. }] }, brief: How. }
                  - { id: shop.cart.size, type: int, brief: How many. }
                  - { id: order.value_cents, type: int, brief: How much. }
              - id: metric.shop.checkout.duration
                type: metric
                metric_name: shop.checkout.duration
                instrument: gauge
                unit: s
                brief: Time.
                attributes: [{ ref: payment.method }]
                annotations:
                  upshot:
                    version: 3
                    migrations:
                      - { from: 1, unit: { from: ms, to: s }, attributes: { payment: payment.method } }
                      - { from: 2, renamed_from: shop.checkout.time, values: { payment.method: { visa: card } } }
              - id: metric.shop.payment.time
                type: metric
                metric_name: shop.payment.time
                instrument: histogram
                unit: s
                brief: Time.
                annotations: { upshot: { version: 2, migrations: [{ from: 1, unit: { from: ms, to: s } }] } }
              - id: span.place order
                type: span
                name: place order
                span_kind: server
                brief: A checkout.
                attributes: [{ ref: shop.cart.size }]
                annotations:
                  upshot:
                    version: 3
                    migrations:
                      - { from: 1, attributes: { cart.items: cart.size } }
                      - { from: 2, renamed_from: checkout, attributes: { cart.size: shop.cart.size } }
              - id: event.order.placed
                type: event
                name: order.placed
                brief: An order.
                attributes: [{ ref: order.value_cents }]
                annotations: { upshot: { version: 2, migrations: [{ from: 1, renamed_from: order_placed, attributes: { order.total_cents: order.value_cents } }] } }
            """,
    };
}
