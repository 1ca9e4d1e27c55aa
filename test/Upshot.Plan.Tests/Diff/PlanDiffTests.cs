using Upshot.Plan.Diff;

namespace Upshot.Plan.Tests.Diff;

public sealed class PlanDiffTests
{
    [Fact]
    public void A_plan_differs_in_nothing_from_itself() => Assert.Empty(Shop.Changes());

    [Fact]
    public void A_metric_is_renamed_only_with_version_and_migration()
    {
        (string, string)[] name = [("metric_name: shop.orders", "metric_name: shop.attempts"), ("metric.shop.orders", "metric.shop.attempts"), ("signal: shop.orders", "signal: shop.attempts")];
        Assert.Contains("breaking metric shop.orders renamed to shop.attempts", Shop.Changes(name));
        Assert.Contains("breaking metric shop.orders renamed to shop.attempts", Shop.Changes([.. name, ("attributes: [{ ref: shop.outcome, requirement_level: required }]\n    annotations: { upshot: { owner: team, reason: R., version: 1", "attributes: [{ ref: shop.outcome, requirement_level: required }]\n    annotations: { upshot: { owner: team, reason: R., version: 2")]));

        var migrated = Shop.Changes([.. name, Orders("version: 2, migrations: [{ from: 1, renamed_from: shop.orders }]")]);

        Assert.Equal(["migrated metric shop.orders renamed to shop.attempts", "compatible outcome orders: signal shop.orders -> shop.attempts"], migrated);
    }

    [Theory]
    [InlineData("version: 1", "breaking")]
    [InlineData("version: 2", "breaking")]
    [InlineData("version: 1, migrations: [{ from: 1, unit: { from: ms, to: s } }]", "breaking")]
    [InlineData("version: 2, migrations: [{ from: 1 }]", "breaking")]
    [InlineData("version: 2, migrations: [{ from: 1, unit: { from: us, to: s } }]", "breaking")]
    [InlineData("version: 3, migrations: [{ from: 1, unit: { from: ms, to: s } }]", "breaking")]
    [InlineData("version: 2, migrations: [{ from: 1, unit: { from: ms, to: s } }]", "migrated")]
    [InlineData("version: 3, migrations: [{ from: 1, unit: { from: ms, to: us } }, { from: 2, unit: { from: us, to: s } }]", "migrated")]
    public void A_unit_changes_only_with_version_and_a_conversion_that_leads_all_the_way(string annotation, string state) =>
        Assert.Equal([$"{state} metric shop.wait: unit ms -> s"], Shop.Changes(("unit: ms", "unit: s"), Wait(annotation)));

    [Theory]
    [InlineData("instrument: histogram", "instrument: gauge", "breaking metric shop.wait: instrument histogram -> gauge")]
    [InlineData("span_kind: client", "span_kind: internal", "breaking span pay: span_kind client -> internal")]
    [InlineData("id: shop.size, type: int", "id: shop.size, type: double", "breaking attribute shop.size: type int -> double")]
    [InlineData("{ id: declined, value: declined }", "{ id: declined, value: refused }", "breaking attribute shop.outcome: allowed values declined -> refused")]
    [InlineData("{ id: declined, value: declined }", "{ id: declined, value: declined }, { id: lost, value: lost }", "compatible attribute shop.outcome: allowed values  -> lost")]
    [InlineData("{ upshot: { privacy: internal } }", "{ upshot: { privacy: secret } }", "breaking attribute shop.outcome: privacy internal -> secret")]
    [InlineData("{ upshot: { privacy: internal } }", "{ upshot: { privacy: public } }", "compatible attribute shop.outcome: privacy internal -> public")]
    [InlineData("{ upshot: { privacy: personal } }", "{ upshot: { privacy: personal, redact: mask } }", "breaking attribute shop.note: redaction hashed -> masked")]
    [InlineData("{ ref: shop.size, requirement_level: required }", "{ ref: shop.size, requirement_level: recommended }", "breaking span pay: attribute shop.size requirement required -> recommended")]
    [InlineData(", { ref: shop.note, requirement_level: opt_in }", "", "compatible span pay: attribute shop.note removed")]
    [InlineData("{ ref: shop.size, requirement_level: required }, ", "", "breaking span pay: attribute shop.size removed")]
    [InlineData("{ ref: shop.note, requirement_level: opt_in }", "{ ref: shop.note, requirement_level: required }", "compatible span pay: attribute shop.note requirement opt_in -> required")]
    [InlineData("target: 99%", "target: 99.9%", "compatible objective checkout-works: target 99% -> 99.9%")]
    [InlineData("window: 28d", "window: 7d", "compatible objective checkout-works: window 28d -> 7d")]
    [InlineData("{ operation: checkout, target", "{ operation: checkout, latency: 300ms, target", "breaking objective checkout-works: latency  -> 300ms")]
    [InlineData("checkout-works: {", "checkout-holds: {", "compatible objective checkout-works renamed to checkout-holds")]
    [InlineData("route: /products", "route: /items", "breaking operation browse: entry service shop, route /products, method GET -> service shop, route /items, method GET")]
    [InlineData("orders: { signal: shop.orders, owner: team, unit: \"{order}\" }", "orders: { signal: shop.orders, owner: team, unit: \"{order}\", direction: down }", "breaking outcome orders: direction up -> down")]
    [InlineData("pay: { span: pay }", "pay: { span: pay, latency: 100ms }", "compatible journey ordering: step pay latency  -> 100ms")]
    [InlineData("expires: 2027-01-31", "expires: 2027-02-28", "compatible flag fast-cart: expires 2027-01-31 -> 2027-02-28")]
    [InlineData("-30%..-10%", "-5%..0%", "compatible release 2.0: expected checkout latency_p95 -30%..-10% at 80% -> checkout latency_p95 -5%..0% at 80%")]
    public void A_change_is_classed_by_what_it_does_to_what_was_recorded(string from, string to, string change) =>
        Assert.Equal([change], Shop.Changes((from, to)).Where(c => !c.Contains("attribute shop.note removed", StringComparison.Ordinal) || change.Contains("shop.note", StringComparison.Ordinal)));

    [Fact]
    public void Values_need_a_map_and_every_signal_that_carries_them_a_version()
    {
        (string, string) value = ("{ id: declined, value: declined }", "{ id: declined, value: refused }");
        Assert.StartsWith("breaking", Assert.Single(Shop.Changes(value, Orders("version: 2, migrations: [{ from: 1 }]"))), StringComparison.Ordinal);
        Assert.StartsWith("migrated", Assert.Single(Shop.Changes(value, Orders("version: 2, migrations: [{ from: 1, values: { shop.outcome: { declined: refused } } }]"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_keeps_its_history_by_saying_what_it_was_called()
    {
        (string, string)[] name = [("checkout: { owner", "buying: { owner"), ("operation: checkout", "operation: buying"), ("expected: { checkout", "expected: { buying")];
        Assert.Contains("breaking operation checkout renamed to buying", Shop.Changes(name));

        var migrated = PlanDiff.Between(Shop.Plan(), Shop.Plan([.. name, ("entry: { service: shop, span: checkout }", "renamed_from: checkout, entry: { service: shop, span: checkout }")]));

        Assert.Empty(migrated.Unmigrated);
        Assert.Contains(migrated.Changes, c => Shown.Of(c) == "migrated operation checkout renamed to buying");
    }

    [Fact]
    public void A_signal_that_is_split_is_not_removed()
    {
        var split = Shop.Plan(
            ("signal: shop.orders", "signal: shop.placed"),
            ("""
              - id: metric.shop.orders
                type: metric
                metric_name: shop.orders
            """.Replace("\r", "", StringComparison.Ordinal), "  - id: metric.shop.placed\n    type: metric\n    metric_name: shop.placed"),
            ("attributes: [{ ref: shop.outcome, requirement_level: required }]\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }", "annotations: { upshot: { owner: team, reason: R., version: 2, migrations: [{ from: 1, split: { signal: shop.orders, attribute: shop.outcome, value: placed } }] } }"));

        Assert.Contains("migrated metric shop.orders renamed to shop.placed", PlanDiff.Between(Shop.Plan(), split).Changes.Select(Shown.Of));
    }

    [Fact]
    public void A_change_says_what_rests_on_it()
    {
        var operation = PlanDiff.Between(Shop.Plan(), Shop.Plan(("entry: { service: shop, span: checkout }", "entry: { service: shop, span: buy }"))).Changes.Single(c => c.Field == "entry");
        Assert.Equal(
            [
                "objective checkout-works", "alert page of checkout-works over 1h", "alert page of checkout-works over 6h", "alert ticket of checkout-works over 3d",
                "dashboard /objectives/checkout-works", "runbook runbooks/a.md", "journey ordering", "comparison 2.0 with 1.0",
            ],
            operation.Touches.Select(t => $"{t.What} {t.Name}"));

        var metric = PlanDiff.Between(Shop.Plan(), Shop.Plan(("unit: ms", "unit: s"))).Changes.Single();
        Assert.Equal([new("runbook", "runbooks/a.md")], metric.Touches);

        var outcome = PlanDiff.Between(Shop.Plan(), Shop.Plan(("instrument: counter", "instrument: updowncounter"))).Changes.Single();
        Assert.Equal([new("outcome", "orders")], outcome.Touches);

        var attribute = PlanDiff.Between(Shop.Plan(), Shop.Plan(("id: shop.size, type: int", "id: shop.size, type: double"))).Changes.Single();
        Assert.Equal([new("span", "pay"), new("journey", "ordering")], attribute.Touches);
    }

    [Fact]
    public void What_is_meant_is_accepted_by_name_and_a_name_that_fits_nothing_is_said()
    {
        var difference = PlanDiff.Between(Shop.Plan(), Shop.Plan(("unit: ms", "unit: s")));

        var (accepted, unknown) = difference.Accepting(["metric shop.wait", "metric shop.weight"]);

        Assert.Empty(accepted.Unmigrated);
        Assert.Equal(["metric shop.weight"], unknown);
        Assert.Equal(MigrationState.Accepted, Assert.Single(accepted.Changes).Migration);
    }

    [Fact]
    public void A_remedy_can_be_pasted_as_it_is()
    {
        var change = PlanDiff.Between(Shop.Plan(), Shop.Plan(("unit: ms", "unit: s"))).Changes.Single();
        Assert.Equal("Set version: 2 under annotations: upshot, and add to migrations: { from: 1, unit: { from: \"ms\", to: \"s\" } }.", change.Remedy);
        Assert.StartsWith("migrated", Assert.Single(Shop.Changes(("unit: ms", "unit: s"), Wait("version: 2, migrations: [{ from: 1, unit: { from: \"ms\", to: \"s\" } }]"))), StringComparison.Ordinal);
    }

    private static (string, string) Wait(string annotation) => ("brief: Waiting.\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }", $"brief: Waiting.\n    annotations: {{ upshot: {{ owner: team, reason: R., {annotation} }} }}");

    private static (string, string) Orders(string annotation) => (
        "attributes: [{ ref: shop.outcome, requirement_level: required }]\n    annotations: { upshot: { owner: team, reason: R., version: 1 } }",
        $"attributes: [{{ ref: shop.outcome, requirement_level: required }}]\n    annotations: {{ upshot: {{ owner: team, reason: R., {annotation} }} }}");
}
