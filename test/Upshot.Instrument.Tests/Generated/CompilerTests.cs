using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Upshot.Instrument.Tests.Generated;

public class CompilerTests
{
    private const string Signals = """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: A.
            attributes:
              - { id: shop.cart.size, type: int, brief: How many., stability: stable, examples: [1] }
              - { id: shop.customer.email, type: string, brief: Who., stability: stable, examples: [a], annotations: { upshot: { privacy: personal } } }
              - { id: shop.card.number, type: string, brief: Which., stability: stable, examples: [a], annotations: { upshot: { privacy: secret } } }
              - id: shop.payment.method
                brief: How.
                stability: stable
                type:
                  members:
                    - { id: card, value: card, brief: C., stability: stable }
                    - { id: invoice, value: on-invoice, brief: I., stability: stable }
          - id: span.shop.checkout
            type: span
            span_kind: internal
            brief: A visitor pays.
            stability: stable
            attributes:
              - { ref: shop.cart.size, requirement_level: required }
              - { ref: shop.payment.method, requirement_level: required }
              - { ref: shop.customer.email }
              - { ref: shop.card.number }
            annotations: { upshot: { owner: t, reason: R., metrics: [metric.value] } }
          - id: metric.value
            type: metric
            metric_name: shop.order.value
            instrument: histogram
            unit: "{EUR}"
            brief: Value.
            stability: stable
            annotations: { upshot: { owner: t, reason: R., value: order_value } }
        """;

    [Theory]
    [InlineData("cartSize: 3, paymentMethod: Test.PaymentMethod.Card", "")]
    [InlineData("3, Test.PaymentMethod.Invoice, Test.Personal.Of(\"a@example.com\"), new Test.Secret<string>(\"4111\")", "")]
    [InlineData("3, Test.PaymentMethod.Card, \"a@example.com\"", "CS1503")]
    [InlineData("3, Test.PaymentMethod.Card, cardNumber: \"4111\"", "CS1503")]
    [InlineData("3, Test.PaymentMethod.Card, cardNumber: Test.Personal.Of(\"4111\")", "CS1503")]
    [InlineData("3", "CS7036")]
    [InlineData("3, \"card\"", "CS1503")]
    [InlineData("3, Test.PaymentMethod.Cash", "CS0117")]
    public void Only_what_the_plan_allows_compiles(string arguments, string error)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals), $$"""
            class Application
            {
                void Run()
                {
                    using var checkout = Test.Shop.Checkout.Start({{arguments}});
                    checkout.Succeed(orderValue: 42m);
                }
            }
            """);
        Assert.Equal(error, string.Join(' ', compiled.OfCode.Select(d => d.Id)));
    }

    [Theory]
    [InlineData("checkout.Succeed()", "CS7036")]
    [InlineData("checkout.Succeed(42.5)", "CS1503")]
    [InlineData("checkout.Fail(new System.Exception())", "")]
    [InlineData("checkout.Fail(\"timeout\", \"No answer.\", orderValue: 3m)", "")]
    public void An_end_needs_what_the_plan_requires_and_a_failure_nothing(string end, string error)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals), $$"""
            class Application { void Run() { using var checkout = Test.Shop.Checkout.Start(3, Test.PaymentMethod.Card); {{end}}; } }
            """);
        Assert.Equal(error, string.Join(' ', compiled.OfCode.Select(d => d.Id)));
    }

    [Theory]
    [InlineData("using Test; class Application { void Run() { using var a = TestSignals.Brew.Start(); a.Succeed(); } }")]
    [InlineData("namespace Test; class Application { void Run() { using var a = TestSignals.Brew.Start(); TestPlan.IsOn(TestSignals.Brew.Signal); } }")]
    [InlineData("using Test; class Application { void Run() { using var a = Test.Brew.Start(); } }", "CS0234")]
    public void In_a_project_called_like_the_product_calls_are_found_inside_and_outside_of_its_namespace(string code, string error = "")
    {
        var compiled = Compiled.From(PlanFiles.WithSignals("groups: [ { id: span.test.brew, type: span, name: test.brew, span_kind: internal, brief: A., stability: stable } ]", product: "Test"), code);
        Assert.Equal(error, string.Join(' ', compiled.OfCode.Select(d => d.Id)));
    }

    [Fact]
    public void A_classified_value_does_not_show_itself()
    {
        Assert.Equal("***", TeaHouse.Personal.Of("a@example.com").ToString());
        Assert.Equal("***", $"{new TeaHouse.Secret<string>("4111")}");
    }

    [Fact]
    public void A_mistake_of_the_plan_points_at_its_own_file_and_line()
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals.Replace("ref: shop.customer.email", "ref: shop.custmer.email", StringComparison.Ordinal)));
        var mistake = Assert.Single(compiled.OfPlan, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("UPSHOT_unknown_reference", mistake.Id);
        Assert.Contains("Did you mean shop.customer.email?", mistake.GetMessage(), StringComparison.Ordinal);
        var location = mistake.Location.GetLineSpan();
        Assert.Equal(PlanFiles.Folder + "signals/a.yaml", location.Path);
        Assert.Equal("              - { ref: shop.custmer.email }".Trim(), Signals.Replace("customer.email }", "custmer.email }", StringComparison.Ordinal).Split('\n')[location.StartLinePosition.Line].Trim());
    }

    [Fact]
    public void Names_that_collide_are_mistakes_of_the_plan()
    {
        var compiled = Compiled.From(PlanFiles.WithSignals("""
            groups:
              - { id: span.a, type: span, name: shop.check_out, span_kind: internal, brief: A., stability: stable }
              - { id: span.b, type: span, name: shop.check.out, span_kind: internal, brief: B., stability: stable }
            """));
        var mistake = Assert.Single(compiled.OfPlan, d => d.Id == "UPSHOT_name_collision");
        Assert.Equal(2, mistake.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Empty(compiled.OfCode);
    }

    [Fact]
    public void An_unrelated_edit_leaves_every_step_cached()
    {
        var first = Compiled.From(PlanFiles.WithSignals(Signals), "class A { }");
        var edited = first.Input
            .ReplaceSyntaxTree(first.Input.SyntaxTrees.First(), CSharpSyntaxTree.ParseText("class A { int _field; }", path: "Application.cs", cancellationToken: TestContext.Current.CancellationToken))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class B { }", cancellationToken: TestContext.Current.CancellationToken));
        var driver = first.Driver
            .AddAdditionalTexts([PlanFiles.Unrelated("/repository/README.md", "Something else.")])
            .RunGenerators(edited, TestContext.Current.CancellationToken);
        var result = driver.GetRunResult().Results[0];
        var steps = result.TrackedSteps.Where(s => s.Key is "Options" or "Plan" or "Source").SelectMany(s => s.Value).Concat(result.TrackedOutputSteps.SelectMany(s => s.Value)).ToList();
        Assert.Equal(["Options", "Plan", "Source"], result.TrackedSteps.Keys.Where(k => k is "Options" or "Plan" or "Source").Order());
        Assert.All(steps.SelectMany(s => s.Outputs), o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{o.Reason}"));
        Assert.All(result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Fact]
    public void An_edit_of_the_plan_is_seen()
    {
        var first = Compiled.From(PlanFiles.WithSignals(Signals));
        var changed = PlanFiles.WithSignals(Signals.Replace("id: invoice", "id: cash", StringComparison.Ordinal));
        var driver = first.Driver.ReplaceAdditionalText(first.Plan.Texts[1], changed.Texts[1]).RunGenerators(first.Input, TestContext.Current.CancellationToken);
        Assert.Contains(driver.GetRunResult().Results[0].GeneratedSources, s => s.SourceText.ToString().Contains("Cash,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("required", "start")]
    [InlineData("required", "end")]
    [InlineData("recommended", "start")]
    [InlineData("recommended", "end")]
    public void Numbers_compile_wherever_they_stand(string level, string moment)
    {
        string Used(string set) => $"[{{ ref: shop.score, requirement_level: {level}{set} }}, {{ ref: shop.scores, requirement_level: {level}{set} }}]";
        var told = Used("");
        var compiled = Compiled.From(PlanFiles.WithSignals($$"""
            groups:
              - id: registry
                type: attribute_group
                brief: R.
                attributes:
                  - { id: shop.score, type: double, brief: S., stability: stable, examples: [0.5] }
                  - { id: shop.scores, type: "double[]", brief: S., stability: stable, examples: [[0.5]] }
              - id: span.shop.rank
                type: span
                span_kind: internal
                brief: Ranks.
                stability: stable
                attributes: {{Used($", annotations: {{ upshot: {{ set: {moment} }} }}")}}
                annotations: { upshot: { owner: t, reason: R., metrics: [metric.of.span], event: event.of.span } }
              - { id: metric.of.span, type: metric, metric_name: shop.ranked, instrument: counter, unit: "1", brief: B., stability: stable, attributes: {{told}}, annotations: { upshot: { owner: t, reason: R. } } }
              - { id: metric.alone, type: metric, metric_name: shop.alone, instrument: gauge, unit: "1", brief: B., stability: stable, attributes: {{told}}, annotations: { upshot: { owner: t, reason: R. } } }
              - { id: event.of.span, type: event, name: shop.told, brief: B., stability: stable, attributes: {{Used($", annotations: {{ upshot: {{ set: {moment} }} }}")}}, annotations: { upshot: { owner: t, reason: R., message: "{shop.score} of {shop.scores}" } } }
              - { id: event.alone, type: event, name: shop.said, brief: B., stability: stable, attributes: {{told}}, annotations: { upshot: { owner: t, reason: R., message: "{shop.score}" } } }
            """));
        Assert.Empty(compiled.OfPlan.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        Assert.Empty(compiled.OfCode.Select(d => d.ToString()));
        Assert.Contains(compiled.Sources.Values, s => s.Contains(".Finite(\"shop.score\", ", StringComparison.Ordinal));
    }
}
