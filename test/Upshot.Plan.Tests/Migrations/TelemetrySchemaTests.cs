using Upshot.Plan.Migrations;
using Upshot.Plan.Tests.Registry;

namespace Upshot.Plan.Tests.Migrations;

public sealed class TelemetrySchemaTests
{
    // The example of the specification, shortened: https://opentelemetry.io/docs/specs/otel/schemas/file_format_v1.1.0/
    private const string Example = """
        file_format: 1.1.0
        schema_url: https://example.org/schemas/1.3.0
        versions:
          1.3.0:
            metrics:
              changes:
                - split:
                    apply_to_metric: system.paging.operations
                    by_attribute: direction
                    metrics_from_attributes:
                      system.paging.operations.in: in
                      system.paging.operations.out: out
          1.2.0:
            spans:
              changes:
                - rename_attributes: { attribute_map: { peer.service: peer.service.name }, apply_to_spans: [HTTP GET] }
            metrics:
              changes:
                - rename_metrics: { container.cpu.usage.total: cpu.usage.total, a.one: b, a.two: b }
                - rename_attributes: { attribute_map: { status: state }, apply_to_metrics: [cpu.usage.total] }
            span_events:
              changes:
                - rename_events: { name_map: { stacktrace: stack_trace } }
                - rename_attributes: { attribute_map: { text: message }, apply_to_events: [stack_trace] }
            logs:
              changes:
                - rename_attributes: { attribute_map: { process.executable_name: process.executable.name } }
          1.1.0:
            all:
              changes:
                - rename_attributes: { attribute_map: { k8s.cluster.name: kubernetes.cluster.name } }
          1.0.0:
        """;

    private static readonly TelemetrySchema s_schema = TelemetrySchema.Read("1.3.0", Example).Schema!;

    [Fact]
    public void Versions_are_ordered_by_number() => Assert.Equal(["1.0.0", "1.1.0", "1.2.0", "1.3.0"], s_schema.VersionNames);

    [Theory]
    [InlineData(SchemaSection.Metrics, "container.cpu.usage.total", "status=idle", "cpu.usage.total", "state=idle")]
    [InlineData(SchemaSection.Metrics, "other", "status=idle,k8s.cluster.name=a", "other", "kubernetes.cluster.name=a,status=idle")]
    [InlineData(SchemaSection.Metrics, "system.paging.operations", "direction=in,x=y", "system.paging.operations.in", "x=y")]
    [InlineData(SchemaSection.Spans, "HTTP GET", "peer.service=a", "HTTP GET", "peer.service.name=a")]
    [InlineData(SchemaSection.Spans, "other", "peer.service=a", "other", "peer.service=a")]
    [InlineData(SchemaSection.SpanEvents, "stacktrace", "text=a", "stack_trace", "message=a")]
    [InlineData(SchemaSection.Logs, "", "process.executable_name=a", "", "process.executable.name=a")]
    [InlineData(SchemaSection.Resources, "", "k8s.cluster.name=a", "", "kubernetes.cluster.name=a")]
    public void What_is_old_is_told_in_new_words_and_back(SchemaSection section, string oldName, string oldAttributes, string newName, string newAttributes)
    {
        var up = s_schema.Translate(Item(section, oldName, oldAttributes), "1.0.0", "1.3.0");
        var down = s_schema.Translate(up.Item, "1.3.0", "1.0.0");

        Assert.Equal((newName, newAttributes), Shown(up.Item));
        Assert.Equal((oldName, string.Join(',', oldAttributes.Split(',').Order())), Shown(down.Item));
        Assert.Empty(down.Doubts);
    }

    [Fact]
    public void A_name_that_two_had_is_not_guessed()
    {
        var down = s_schema.Translate(Item(SchemaSection.Metrics, "b", ""), "1.3.0", "1.1.0");

        Assert.Equal("b", down.Item.Name);
        Assert.Equal(["b was a.one or a.two."], down.Doubts);
    }

    [Fact]
    public void A_value_that_a_split_does_not_know_stays()
    {
        var item = Item(SchemaSection.Metrics, "system.paging.operations", "direction=sideways");
        Assert.Equal(Shown(item), Shown(s_schema.Translate(item, "1.2.0", "1.3.0").Item));
    }

    [Fact]
    public void What_the_format_does_not_know_is_said() => Assert.Equal(
        ["unknown-key", "unknown-key", "unknown-key"],
        TelemetrySchema.Read("x", "file_format: 1.1.0\nversions:\n  1.0.0:\n    profiles: { changes: [] }\n    spans: { changes: [{ rename_metrics: { a: b } }, { drop: {} }] }").Problems.Select(p => p.Rule));

    [Theory]
    [InlineData("")]
    [InlineData("file_format: 2.0.0\nversions: {}")]
    [InlineData("[1, 2]")]
    [InlineData("versions: {1.0.0: }")]
    public void Another_file_is_refused(string text)
    {
        var (schema, problems) = TelemetrySchema.Read("x", text);
        Assert.Null(schema);
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Every_published_schema_is_read_without_a_problem()
    {
        foreach (var file in Directory.GetFiles(Folder()).Order(StringComparer.Ordinal))
        {
            var (schema, problems) = TelemetrySchema.Read(Path.GetFileName(file), File.ReadAllText(file));
            Assert.Empty(problems);
            Assert.EndsWith(Path.GetFileName(file), schema!.Url, StringComparison.Ordinal);
            Assert.Equal(Path.GetFileName(file), schema.VersionNames[^1]);
        }
    }

    [Theory]
    [InlineData(SchemaSection.Spans, "GET /", "http.method=GET,http.status_code=200", "1.4.0", "1.44.0", "GET /", "http.request.method=GET,http.response.status_code=200")]
    [InlineData(SchemaSection.Metrics, "process.runtime.jvm.gc.duration", "name=G1,action=end", "1.19.0", "1.44.0", "jvm.gc.duration", "jvm.gc.action=end,jvm.gc.name=G1")]
    [InlineData(SchemaSection.Metrics, "k8s.hpa.max_pods", "", "1.30.0", "1.44.0", "k8s.hpa.pod.max", "")]
    public void The_published_schema_leads_from_any_version_to_any(SchemaSection section, string oldName, string oldAttributes, string from, string to, string newName, string newAttributes)
    {
        var schema = TelemetrySchema.Read("1.44.0", File.ReadAllText(Path.Combine(Folder(), "1.44.0"))).Schema!;

        var up = schema.Translate(Item(section, oldName, oldAttributes), from, to);
        var down = schema.Translate(up.Item, to, from);

        Assert.Equal((newName, newAttributes), Shown(up.Item));
        Assert.Equal((oldName, string.Join(',', oldAttributes.Split(',').Order())), Shown(down.Item));
    }

    private static string Folder()
    {
        var folder = SemanticConventions.Find("schemas");
        Assert.SkipWhen(folder is null, "the OpenTelemetry schema files are not in shared/data/semconv beside the checkout");
        return folder!;
    }

    private static TelemetryItem Item(SchemaSection section, string name, string attributes) =>
        new(section, name, attributes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split('=')).ToDictionary(a => a[0], a => a[1]));

    private static (string, string) Shown(TelemetryItem item) => (item.Name, string.Join(',', item.Attributes.Select(a => $"{a.Key}={a.Value}").Order()));
}
