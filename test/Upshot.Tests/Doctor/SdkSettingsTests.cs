using Upshot.Doctor;

namespace Upshot.Tests.Doctor;

public sealed class SdkSettingsTests
{
    [Theory]
    [InlineData("OTEL_SDK_DISABLED=TRUE", "sdk-disabled", "unset OTEL_SDK_DISABLED")]
    [InlineData("OTEL_TRACES_EXPORTER=none", "exporter", "export OTEL_TRACES_EXPORTER=otlp")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4317", "port", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318;OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "port", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318/v1/traces", "path", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://h:4318", "path", "export OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://h:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4318", "endpoint", "export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http", "protocol", "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES=service.version", "resource", null)]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=authorization: Bearer x", "headers", "export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20KEY")]
    [InlineData("OTEL_TRACES_SAMPLER=parentbased_always_off", "sampler", "export OTEL_TRACES_SAMPLER=parentbased_always_on")]
    public void A_setting_that_loses_telemetry_is_named_with_the_line_that_mends_it(string variables, string id, string? paste)
    {
        var found = Look(variables).Where(d => d.Kind == DiagnosisKind.Fault).ToList();
        Assert.Equal(id, Assert.Single(found).Id);
        if (paste is not null)
        {
            Assert.Equal(paste, found[0].Paste);
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4317;OTEL_EXPORTER_OTLP_PROTOCOL=grpc;OTEL_TRACES_SAMPLER=always_on")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example/otlp;OTEL_TRACES_EXPORTER=console,otlp;OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20x")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://h:4318/v1/traces;OTEL_TRACES_SAMPLER=traceidratio;OTEL_TRACES_SAMPLER_ARG=1")]
    public void Settings_that_work_are_passed_over(string variables) => Assert.Empty(Look(variables));

    [Fact]
    public void A_secret_in_a_header_is_not_repeated() =>
        Assert.DoesNotContain(Look("OTEL_EXPORTER_OTLP_HEADERS=authorization: Bearer hunter2"), d => d.Sentence.Contains("hunter2", StringComparison.Ordinal));

    [Fact]
    public void Ratio_samplers_that_do_not_say_their_share_are_hinted_at() =>
        Assert.Contains(Look("OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318;OTEL_TRACES_SAMPLER=traceidratio;OTEL_TRACES_SAMPLER_ARG=0.1"), d => d is { Id: "sampled", Kind: DiagnosisKind.Hint });

    private static IReadOnlyList<Diagnosis> Look(string variables)
    {
        var set = variables.Split(';').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return [.. SdkSettings.Look(name => set.GetValueOrDefault(name))];
    }
}
