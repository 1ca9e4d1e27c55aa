using Upshot.Plan.Diff;
using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Diff;

/// <summary>Changes that look harmless and are not, and the other way round.</summary>
public sealed class HistoryTests
{
    private const string Wait = "brief: Waiting.\n    annotations: { upshot: { owner: team, reason: R., version: 1";

    [Theory]
    [InlineData("flags:", "retention: { metrics: 7d }\nflags:", "breaking plan shop: retention metrics 30d -> 7d")]
    [InlineData("flags:", "retention: { metrics: 60d }\nflags:", "compatible plan shop: retention metrics 30d -> 60d")]
    [InlineData("flags:", "sampling: { probability: 10% }\nflags:", "compatible plan shop: sampling 100% -> 10%")]
    [InlineData("flags:", "sampling: { decision: tail }\nflags:", "compatible plan shop: sampling decision head -> tail")]
    [InlineData("product: shop", "product: store", "breaking plan store: product shop -> store")]
    [InlineData(Wait, Wait + ", rollout: canary, canary: 10%", "breaking metric shop.wait: rollout on -> canary 10%")]
    [InlineData(Wait, Wait + ", rollout: off", "breaking metric shop.wait: rollout on -> off")]
    public void What_empties_or_thins_history_is_breaking(string from, string to, string change) => Assert.Equal([change], Shop.Changes((from, to)));

    [Theory]
    [InlineData("50%", "10%", "breaking metric shop.wait: canary canary 50% -> canary 10%")]
    [InlineData("10%", "50%", "compatible metric shop.wait: canary canary 10% -> canary 50%")]
    public void A_canary_may_grow_and_not_shrink(string from, string to, string change) => Assert.Equal(
        [change],
        PlanDiff.Between(Shop.Plan((Wait, $"{Wait}, rollout: canary, canary: {from}")), Shop.Plan((Wait, $"{Wait}, rollout: canary, canary: {to}"))).Changes.Select(Shown.Of));

    [Theory]
    [InlineData("unit: ms", "unit: \"{item}\"", Wait + ", value: size", "compatible metric shop.wait: value  -> size")]
    [InlineData("unit: ms", "unit: ms", Wait + ", value: size", "breaking metric shop.wait: value  -> size")]
    [InlineData("unit: ms", "unit: \"{item}\"", Wait + ", value: duration", "breaking metric shop.wait: value  -> duration")]
    [InlineData("unit: ms", "unit: ms", Wait + ", value: duration", "compatible metric shop.wait: value  -> duration")]
    public void A_number_that_the_caller_gave_before_may_get_a_name(string from, string unit, string to, string change) =>
        Assert.Equal([change], PlanDiff.Between(Shop.Plan((from, unit)), Shop.Plan((from, unit), (Wait, to))).Changes.Select(Shown.Of));

    [Fact]
    public void A_release_that_says_its_service_now_is_the_same_release() =>
        Assert.Equal(["compatible release 2.0: service  -> shop"], Shop.Changes(("baseline: \"1.0\"", "baseline: \"1.0\"\nservice: shop")));

    [Fact]
    public void What_a_release_promised_of_an_operation_that_was_renamed_is_no_other_promise()
    {
        (string, string)[] renamed = [("checkout: { owner: team,", "buying: { renamed_from: checkout, owner: team,"), ("operation: checkout", "operation: buying"), ("expected: { checkout", "expected: { buying")];
        Assert.DoesNotContain(Shop.Changes(renamed), c => c.Contains("release", StringComparison.Ordinal));
    }

    [Fact]
    public void An_attribute_that_is_there_on_demand_only_is_missed_as_one_that_is_gone()
    {
        (string, string) recommended = ("{ ref: shop.size, requirement_level: required }", "{ ref: shop.size }");
        (string, string) onDemand = ("{ ref: shop.size, requirement_level: required }", "{ ref: shop.size, requirement_level: opt_in }");
        Assert.Equal(["breaking span pay: attribute shop.size requirement recommended -> opt_in"], PlanDiff.Between(Shop.Plan(recommended), Shop.Plan(onDemand)).Changes.Select(Shown.Of));
    }

    [Fact]
    public void An_attribute_that_only_an_entry_knows_has_no_migration()
    {
        (string, string) declared = ("- { id: shop.size,", "- { id: shop.kind, brief: B., type: int }\n      - { id: shop.size,");
        (string, string) retyped = ("- { id: shop.size,", "- { id: shop.kind, brief: B., type: string }\n      - { id: shop.size,");
        var change = Assert.Single(PlanDiff.Between(Shop.Plan(declared), Shop.Plan(retyped)).Changes);
        Assert.Equal("breaking attribute shop.kind: type int -> string", Shown.Of(change));
        Assert.Contains("No signal of the plan carries shop.kind", change.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_follows_its_span_over_several_hops_and_no_metric()
    {
        const string steps = "migrations: [{ from: 1, attributes: { shop.a: shop.b } }, { from: 2, attributes: { shop.b: shop.size }, values: { shop.size: { '1': '2' } } }]";
        (string, string) before = ("span: checkout }", "span: pay, attributes: { shop.a: '1' } }");
        (string, string) after = ("span: checkout }", "span: pay, attributes: { shop.size: '2' } }");
        var span = ("requirement_level: opt_in }]\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }", $"requirement_level: opt_in }}]\n    annotations: {{ upshot: {{ owner: team, reason: R., version: 3, {steps} }} }}");
        var metric = ("requirement_level: required }]\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }", $"requirement_level: required }}]\n    annotations: {{ upshot: {{ owner: team, reason: R., version: 3, {steps} }} }}");

        Assert.Equal(MigrationState.Declared, Entry(Shop.Plan(after, span)));
        Assert.Equal(MigrationState.Missing, Entry(Shop.Plan(after, metric)));

        MigrationState Entry(ProductPlan plan) => PlanDiff.Between(Shop.Plan(before), plan).Changes.Single(c => c.Field == "entry").Migration;
    }

    [Fact]
    public void A_span_that_writes_its_event_no_longer_breaks_who_reads_it()
    {
        const string declared = "  - id: event.shop.paid\n    type: event\n    name: shop.paid\n    brief: Paid.\n    annotations: { upshot: { owner: team, reason: R. } }\n  - id: span.pay";
        const string span = "requirement_level: opt_in }]\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }";
        var with = Shop.Plan(("  - id: span.pay", declared), (span, span.Replace("version: 1", "version: 1, event: event.shop.paid", StringComparison.Ordinal)));
        var without = Shop.Plan(("  - id: span.pay", declared));

        Assert.Equal(["breaking span pay: event event.shop.paid -> "], PlanDiff.Between(with, without).Changes.Select(Shown.Of));
        Assert.Equal(["compatible span pay: event  -> event.shop.paid"], PlanDiff.Between(without, with).Changes.Select(Shown.Of));
    }

    [Fact]
    public void An_outcome_whose_unit_is_only_called_otherwise_goes_on() => Assert.Equal(
        ["compatible outcome orders: unit {order} -> {purchase}", "compatible metric shop.orders: unit {order} -> {purchase}"],
        Shop.Changes(("{order}", "{purchase}")).Order(StringComparer.Ordinal).Reverse());

    [Fact]
    public void A_registry_that_renames_something_into_something_else_says_no_rename()
    {
        static ProductPlan Registry(string text) => PlanReader.ReadSignals([new PlanFile("a.yaml", text)]).Plan;
        var before = Registry("""
            groups:
              - { id: r, type: attribute_group, brief: A., attributes: [{ id: a.kind, brief: B., stability: stable, type: { members: [{ id: x, value: x, stability: stable }] } }, { id: a.size, brief: B., stability: stable, type: int }] }
              - { id: metric.a, type: metric, metric_name: a, instrument: counter, unit: By, brief: A., stability: stable }

            """);
        var after = Registry("""
            groups:
              - { id: r, type: attribute_group, brief: A., attributes: [{ id: a.kind, brief: B., stability: stable, type: { members: [{ id: x, value: x, stability: stable }] }, deprecated: { reason: renamed, renamed_to: b.kind } }, { id: b.kind, brief: B., stability: stable, type: { members: [{ id: x, value: y, stability: stable }] } }, { id: a.size, brief: B., stability: stable, type: int, deprecated: { reason: renamed, renamed_to: b.size } }, { id: b.size, brief: B., stability: stable, type: string }] }
              - { id: metric.a, type: metric, metric_name: a, instrument: counter, unit: By, brief: A., stability: stable, deprecated: { reason: renamed, renamed_to: b } }
              - { id: metric.b, type: metric, metric_name: b, instrument: gauge, unit: KiBy, brief: A., stability: stable }

            """);

        Assert.Equal(
            ["breaking attribute b.kind: allowed values x -> y", "breaking attribute b.size: type int -> string", "breaking metric b: instrument counter -> gauge", "breaking metric b: unit By -> KiBy"],
            PlanDiff.Between(before, after).Unmigrated.Select(Shown.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_plan_that_names_two_things_alike_is_compared_as_far_as_it_goes()
    {
        var twice = Shop.Plan(("  browse: {", "  checkout: { owner: team, entry: { service: other } }\n  browse: {"), ("- { id: shop.size,", "- { id: shop.size, brief: Again., type: int }\n      - { id: shop.size,"));
        Assert.NotNull(PlanDiff.Between(twice, twice).Changes);
        Assert.NotNull(PlanDiff.Between(Shop.Plan(), twice).Changes);
        Assert.NotNull(PlanDiff.Between(twice, Shop.Plan()).Changes);
    }
}
