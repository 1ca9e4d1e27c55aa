using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Registry;

public sealed class SemanticConventionsTests
{
    [Theory]
    [InlineData("model", 943, 541)]
    [InlineData("model-1.30.0", 661, 252)]
    public void They_read_as_signals_without_one_problem(string release, int attributes, int metrics)
    {
        var (plan, problems) = SemanticConventions.Read(release);
        Assert.Empty(problems);
        Assert.Equal(attributes, plan.Attributes.Count);
        Assert.Equal(metrics, plan.Signals.Where(s => s.Kind == SignalKind.Metric).DistinctBy(s => s.Name).Count());
        Assert.All(plan.Signals, s => Assert.True(s.Name.Length > 0 && s.Id.Length > 0, s.ToString()));
        Assert.All(plan.Signals.Where(s => s.Kind == SignalKind.Metric), m => Assert.True(m.Instrument.Length > 0 && m.Unit.Length > 0, m.Id));
    }

    [Fact]
    public void An_extended_metric_has_the_attributes_of_its_group_and_its_own()
    {
        var metric = Assert.Single(SemanticConventions.Read("model").Plan.Signals, s => s.Name == "http.server.request.duration");
        Assert.Equal(("histogram", "s", "stable"), (metric.Instrument, metric.Unit, metric.Stability));
        var levels = metric.Attributes.ToDictionary(a => a.Name, a => a.Requirement);
        Assert.Equal(RequirementLevel.Required, levels["http.request.method"]);
        Assert.Equal(RequirementLevel.ConditionallyRequired, levels["http.route"]);
        Assert.Equal(RequirementLevel.OptIn, levels["server.address"]);
        Assert.Contains("CONNECT", metric.Attributes.Single(a => a.Name == "http.request.method").Definition.AllowedValues.Select(v => v.Value));
    }

    [Fact]
    public void A_refined_metric_of_the_second_format_keeps_name_and_unit_of_its_base()
    {
        var signals = SemanticConventions.Read("model").Plan.Signals;
        var metric = Assert.Single(signals, s => s.Id == "metric.hw.cpu.errors");
        var plain = Assert.Single(signals, s => s.Id == "metric.hw.errors");
        Assert.Equal((plain.Name, plain.Unit, plain.Instrument), (metric.Name, metric.Unit, metric.Instrument));
        Assert.NotEqual(plain.Brief, metric.Brief);
        Assert.Contains("hw.vendor", metric.Attributes.Select(a => a.Name));
        Assert.Contains("hw.id", metric.Attributes.Select(a => a.Name));
    }

    [Fact]
    public void A_span_of_the_second_format_has_kind_and_attributes()
    {
        var span = Assert.Single(SemanticConventions.Read("model").Plan.Signals, s => s.Id == "span.faas.timer.server");
        Assert.Equal(("faas.timer.server", "server"), (span.Name, span.SpanKind));
        Assert.Equal(["faas.trigger", "faas.coldstart", "faas.invocation_id", "cloud.resource_id", "faas.time", "faas.cron"], span.Attributes.Select(a => a.Name));
        Assert.Equal(RequirementLevel.Required, span.Attributes[0].Requirement);
    }

    [Fact]
    public void The_list_of_known_attributes_is_theirs()
    {
        var plan = SemanticConventions.Read("model").Plan;
        var current = plan.Attributes.Where(a => a.Deprecated.Length == 0).Select(a => $"{a.Name} {a.Type}").Order(StringComparer.Ordinal);
        Assert.Equal(current, KnownAttributeLines().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> KnownAttributeLines()
    {
        using var stream = typeof(PlanReader).Assembly.GetManifestResourceStream("KnownAttributes.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
    }
}
