using System.Globalization;

namespace Upshot.Instrument.Tests.Generated;

public class HostileNameTests
{
    [Theory]
    [InlineData("class")]
    [InlineData("9 lives")]
    [InlineData("Größe")]
    [InlineData("Shop\\\"; class Evil {} //")]
    [InlineData("start")]
    public void A_product_of_any_name_compiles(string product)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals("x", "y", "plain", "plain"), product));
        Assert.Empty(compiled.OfCode);
        Assert.NotEmpty(compiled.Sources);
    }

    [Theory]
    [InlineData("shop.start", "class", "event", "void")]
    [InlineData("shop.shop", "activity", "exception", "parent")]
    [InlineData("shop.dispose", "description", "error_type", "Add")]
    [InlineData("shop.fail", "value", "this", "tags")]
    [InlineData("shop", "3d", "7", "a")]
    [InlineData("shop.plan", "String", "Object", "Personal")]
    [InlineData("shop.runtime", "call", "started", "Secret")]
    [InlineData("\\\"}; #error", "\\\"", "a\\nb", "*/")]
    [InlineData("shop.日本語", "größe", "naïve", "é")]
    public void Signals_attributes_and_values_of_any_name_compile(string span, string start, string end, string member)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals(span, start, end, member)));
        Assert.Empty(compiled.OfCode.Select(d => d.ToString()));
        if (!compiled.OfPlan.Any(d => d.Id is "UPSHOT_name_collision" or "UPSHOT_yaml_syntax"))
        {
            Assert.Contains(compiled.Sources.Keys, name => name.StartsWith("Shop.", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("1.0", "10")]
    [InlineData("v.2", "v2")]
    [InlineData("a.1b", "a1b")]
    public void Names_that_differ_in_where_a_word_begins_stay_apart(string one, string other)
    {
        var compiled = Compiled.From(PlanFiles.WithSignals(Signals(one, other, one, other).Replace("{ id: other,", $"{{ id: \"{one}\",", StringComparison.Ordinal)));
        Assert.Empty(compiled.OfPlan.Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.Empty(compiled.OfCode.Select(d => d.ToString()));
    }

    [Fact]
    public void Parameters_may_be_called_like_variables_of_the_call_and_several_spans_may_write_one_event()
    {
        var names = (string[])["call", "activity", "outcome", "current", "seconds", "logger", "level", "told", "tags", "value", "exception", "started"];
        var compiled = Compiled.From(PlanFiles.WithSignals($$"""
            groups:
              - id: registry
                type: attribute_group
                brief: R.
                attributes:
            {{Lines(n => $"      - {{ id: shop.{n}, type: \"double[]\", brief: B., stability: stable, annotations: {{ upshot: {{ privacy: personal }} }} }}")}}
                  - { id: shop.size, type: int, brief: B., stability: stable }
                  - { id: size, type: int, brief: B., stability: stable }
              - id: span.early
                type: span
                span_kind: server
                brief: S.
                stability: stable
                attributes:
            {{Lines(n => $"      - {{ ref: shop.{n} }}")}}
                  - { ref: shop.size, requirement_level: required }
                annotations: { upshot: { metrics: [metric.taken], event: event.done } }
              - id: span.late
                type: span
                span_kind: internal
                brief: S.
                stability: stable
                attributes:
            {{Lines(n => $"      - {{ ref: shop.{n}, requirement_level: required, annotations: {{ upshot: {{ set: end }} }} }}")}}
                  - { ref: size }
                annotations: { upshot: { metrics: [metric.taken], event: event.done } }
              - id: metric.taken
                type: metric
                metric_name: shop.taken
                instrument: histogram
                unit: s
                brief: M.
                stability: stable
                attributes: [{ ref: shop.size }, { ref: shop.tags }, { ref: error.type }]
              - id: metric.alone
                type: metric
                metric_name: shop.alone
                instrument: gauge
                unit: Cel
                brief: M.
                stability: stable
                attributes:
            {{Lines(n => $"      - {{ ref: shop.{n} }}")}}
              - id: event.done
                type: event
                name: shop.done
                brief: E.
                stability: stable
                attributes:
            {{Lines(n => $"      - {{ ref: shop.{n} }}")}}
                  - { ref: shop.size }
                  - { ref: error.type }
                annotations: { upshot: { message: "{shop.size} {shop.level} {error.type} {upshot.outcome}" } }
            """));

        Assert.Empty(compiled.OfCode.Select(d => d.ToString()));
        Assert.Contains("Shop.Late.g.cs", compiled.Sources.Keys);

        string Lines(Func<string, string> line) => string.Join('\n', names.Select(n => "      " + line(n).TrimStart()));
    }

    [Fact]
    public void The_same_plan_gives_the_same_text_whatever_the_order_of_its_files_and_the_culture()
    {
        var files = new[] { ("upshot.yaml", "product: Shop\n"), ("signals/b.yaml", "groups:\n  - { id: span.b, type: span, span_kind: client, brief: B., stability: stable }\n"), ("signals/a.yaml", Signals("shop.checkout", "size", "result", "ok")) };
        var before = CultureInfo.CurrentCulture;
        var first = Compiled.From(PlanFiles.Of(files)).Sources;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            comma.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(first, Compiled.From(PlanFiles.Of(files.Reverse())).Sources);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Signals(string span, string start, string end, string member) => $$"""
        groups:
          - id: registry
            type: attribute_group
            brief: "]]> </summary> */ \u2028 {"
            attributes:
              - { id: "shop.{{start}}", type: string, brief: "A </summary> & \"b\".", stability: stable, examples: [a] }
              - { id: "shop.{{end}}.x", type: double, brief: B., stability: stable }
              - id: shop.choice
                brief: C.
                stability: stable
                type:
                  members:
                    - { id: "{{member}}", value: "{{member}}\\", brief: B., stability: stable }
                    - { id: other, value: "{0}\"", brief: B., stability: stable }
          - id: span.hostile
            type: span
            name: "{{span}}"
            span_kind: consumer
            brief: "D \\ */ #"
            stability: stable
            attributes:
              - { ref: "shop.{{start}}", requirement_level: required }
              - { ref: shop.choice }
              - { ref: "shop.{{end}}.x", requirement_level: required, annotations: { upshot: { set: end } } }
            annotations: { upshot: { metrics: [metric.hostile], event: event.hostile } }
          - id: metric.hostile
            type: metric
            metric_name: "{{span}}.taken"
            instrument: histogram
            unit: "By/\"s\""
            brief: E.
            stability: stable
            attributes: [{ ref: shop.choice, requirement_level: required }]
          - id: event.hostile
            type: event
            name: "{{span}}.done"
            brief: F.
            stability: stable
            attributes: [{ ref: "shop.{{start}}" }, { ref: shop.choice }]
            annotations: { upshot: { message: "{shop.choice} } { \\ \" {{member}}" } }
        """;
}
