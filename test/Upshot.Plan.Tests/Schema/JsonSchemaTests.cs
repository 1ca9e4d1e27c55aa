using Upshot.Plan.Folders;
using Upshot.Plan.Schema;

namespace Upshot.Plan.Tests.Schema;

public sealed class JsonSchemaTests
{
    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> Validate(string schema, string yaml)
    {
        // NJsonSchema reads drafts before 2019, which kept definitions under another name.
        var text = JsonSchema.All[schema].Replace("$defs", "definitions", StringComparison.Ordinal);
        return (await NJsonSchema.JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken)).Validate(YamlAsJson.Of(yaml));
    }

    [Theory]
    [InlineData("upshot.schema.json", "upshot.yaml")]
    [InlineData("release.schema.json", "releases/1.1.yaml")]
    public async Task The_example_plan_is_valid(string schema, string file) =>
        Assert.Empty(await Validate(schema, await File.ReadAllTextAsync(Path.Combine(ExamplePlan.Folder, file), TestContext.Current.CancellationToken)));

    [Theory]
    [InlineData(true, "suppress: [ { check: wrong-unit, signal: metric.x, service: s, attribute: a, reason: r, until: 2027-03-31 } ]")]
    [InlineData(true, "suppress: []")]
    [InlineData(false, "suppress: [ { check: wrong-unit, until: 2027-03-31 } ]")]
    [InlineData(false, "suppress: [ { check: wrong-unit, reason: r } ]")]
    [InlineData(false, "suppress: [ { check: wrong-unit, reason: r, until: tomorrow } ]")]
    [InlineData(false, "suppress: [ { check: wrong-unit, reason: r, until: 2027-03-31, metric: x } ]")]
    [InlineData(false, "ignore: []")]
    public async Task Suppressions_are_valid_for_the_schema_when_they_are_for_the_reader(bool isValid, string yaml)
    {
        Assert.Equal(isValid, !Upshot.Plan.Read.SuppressionFile.Read(new("verify.yaml", yaml), ["wrong-unit"]).Problems.Any(p => p.Severity == Severity.Error));
        Assert.Equal(isValid, (await Validate("verify.schema.json", yaml)).Count == 0);
    }

    [Theory]
    [InlineData("prodct: x")]
    [InlineData("product: x\nowners: [a]")]
    [InlineData("product: x\noperations: { a: { entry: { servce: b } } }")]
    [InlineData("product: x\noperations: { a: { entry: { kind: servr } } }")]
    [InlineData("product: x\nobjectives: { a: { operation: b, target: 99.9, reason: r, runbook: r } }")]
    [InlineData("product: x\nobjectives: { a: { operation: b, target: 99.9%, latency: 300, reason: r, runbook: r } }")]
    [InlineData("product: x\nobjectives: { a: { operation: b, target: 99.9%, runbook: r } }")]
    [InlineData("product: x\nsampling: { probability: 0 }")]
    [InlineData("product: x\nretention: { max_bytes: 10 gigs }")]
    [InlineData("product: x\nalerts: { windows: [ { severity: page } ] }")]
    public async Task What_the_reader_refuses_the_schema_refuses(string yaml)
    {
        Assert.True(PlanReader.Read([new PlanFile("upshot.yaml", yaml)]).HasErrors);
        Assert.NotEmpty(await Validate("upshot.schema.json", yaml));
    }

    [Theory]
    [InlineData("version: 1.0\nexpected: { a: { latency_p95: -10% } }")]
    [InlineData("version: 1.0\nexpected: { a: { latency_p96: -10%..0% } }")]
    [InlineData("version: 1.0\nguardrails: { a: { error_ratio: a lot } }")]
    [InlineData("service: x")]
    public async Task What_the_reader_refuses_of_a_release_the_schema_refuses(string yaml) => Assert.NotEmpty(await Validate("release.schema.json", yaml));

    [Fact]
    public async Task Every_shape_that_the_reader_accepts_the_schema_accepts() => Assert.Empty(await Validate("upshot.schema.json", """
        product: 7
        environments: [a, 1]
        owners: { a: b }
        operations:
          x: { entry: { service: 1, attributes: { a: 1, b: true, c: text } }, requests_per_day: 2.5 }
        objectives:
          a: { operation: x, target: 0.5, window: { calendar: week }, latency: 1h30m, reason: r, runbook: r.md }
          b: { operation: x, target: 99.99 %, window: 2w, reason: r, runbook: r.md }
        alerts: { minimum_failures: 3, windows: [ { severity: page, budget: 0.02, long: 1h } ] }
        cost: { bytes_per_day: 1.5 GiB }
        flags: { f: { owner: a, expires: 2027-01-31 } }
        """));
}
