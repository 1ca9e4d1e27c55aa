using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Plan.Folders;

namespace Upshot.Decide.Tests.Verification;

/// <summary>Types that are no plain text or number: families of attributes, and enums of numbers.</summary>
public sealed class DeclaredTypeTests
{
    private const string Signals = """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: A.
            attributes:
              - { id: shop.header, type: "template[string[]]", stability: stable, brief: H., examples: [["a"]] }
              - { id: shop.code, stability: stable, brief: C., type: { members: [ { id: ok, value: 0, brief: Fine., stability: stable }, { id: bad, value: 1, brief: Bad., stability: stable } ] } }
          - id: span.shop.pay
            type: span
            span_kind: internal
            stability: stable
            brief: P.
            attributes: [ { ref: shop.header, requirement_level: recommended }, { ref: shop.code, requirement_level: required } ]
            annotations: { upshot: { owner: team, reason: r } }
        """;

    private static readonly ProductPlan s_plan = PlanReader.Read([new("upshot.yaml", "product: Shop\nowners: { team: t@shop.example }\n"), new("signals/shop.yaml", Signals)]).Plan;

    [Fact]
    public void Of_a_family_any_name_below_it_will_do_and_none_is_missed() =>
        Assert.Equal(
            ["", "missing-attribute"],
            [string.Join(' ', Checks(("shop.header.host", "a"), ("shop.code", 0L))), string.Join(' ', Checks(("shop.headers", "a"), ("shop.code", 0L)).Intersect(["missing-attribute"]))]);

    [Theory]
    [InlineData(1L, "")]
    [InlineData("0", "wrong-type")]
    [InlineData("ok", "wrong-type")]
    [InlineData(7L, "value-not-allowed")]
    public void An_enum_of_numbers_is_sent_as_a_number(object value, string check) => Assert.Equal(check, string.Join(' ', Checks(("shop.header.host", "a"), ("shop.code", value))));

    private static IReadOnlyList<string> Checks(params (string Name, object Value)[] attributes) =>
        [.. TelemetryVerification.Verify(s_plan, new CapturedTelemetry { Spans = [Run.Span(Run.Shop, "b000000000000002", "", "shop.pay", "internal", 20, 40, [.. attributes, ("upshot.signal", "span.shop.pay@1")])], SpanBytes = 1, Requests = 1 }, new())
            .Problems.Where(p => p.Check is "missing-attribute" or "wrong-type" or "value-not-allowed").Select(p => p.Check).Distinct().Order(StringComparer.Ordinal)];
}
