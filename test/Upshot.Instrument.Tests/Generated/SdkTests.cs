using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TeaHouse;

namespace Upshot.Instrument.Tests.Generated;

[Collection(nameof(Alone))]
public class SdkTests
{
    [Fact]
    public void With_the_real_SDK_the_histogram_has_the_span_as_its_exemplar()
    {
        var spans = new Spans();
        var metrics = new Points();
        using (Sdk.CreateTracerProviderBuilder().AddSource(TeaPlan.Scope).AddProcessor(new SimpleActivityExportProcessor(spans)).Build())
        using (var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TeaPlan.Scope).SetExemplarFilter(ExemplarFilterType.TraceBased).AddReader(new BaseExportingMetricReader(metrics)).Build())
        {
            using (var brew = Tea.Brew.Start(Kind.Green))
            {
                brew.Succeed(0.5, 1, 300, 4.5m);
            }

            Assert.True(provider.ForceFlush());
        }

        Assert.Equal([$"tea.brew.duration ms {spans.Ids.Single()}"], metrics.Exemplars.Where(e => e.StartsWith("tea.brew.duration", StringComparison.Ordinal)).Distinct());
        Assert.Equal(["tea 1 metric.tea.bill@1,metric.tea.brew.duration@2,metric.tea.brews@1,metric.tea.cups@1,metric.tea.guests@1,metric.tea.kettle.temperature@1,metric.tea.steep@1,metric.tea.water@1"], metrics.Scopes.Distinct());
    }

    private sealed class Spans : BaseExporter<System.Diagnostics.Activity>
    {
        public List<string> Ids { get; } = [];

        public override ExportResult Export(in Batch<System.Diagnostics.Activity> batch)
        {
            foreach (var span in batch)
            {
                Ids.Add(span.SpanId.ToString());
            }

            return ExportResult.Success;
        }
    }

    private sealed class Points : BaseExporter<Metric>
    {
        public List<string> Exemplars { get; } = [];

        public List<string> Scopes { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Scopes.Add($"{metric.MeterName} {metric.MeterVersion} {metric.MeterTags?.Single().Value}");
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    if (point.TryGetExemplars(out var exemplars))
                    {
                        foreach (ref readonly var exemplar in exemplars)
                        {
                            Exemplars.Add($"{metric.Name} {metric.Unit} {exemplar.SpanId}");
                        }
                    }
                }
            }

            return ExportResult.Success;
        }
    }
}
