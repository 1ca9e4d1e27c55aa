using System.Text.RegularExpressions;
using Upshot.Evidence;
using Upshot.Plan;
using Upshot.Verify.Reports;

namespace Upshot.Verify.Weaver;

/// <summary>What was emitted as samples, each with what verification found of it.</summary>
internal sealed class WeaverSamples
{
    // Where weaver has a word for it, its word counts; else the id of our check, as ids of an advice policy of one's own do.
    private static readonly Dictionary<string, string> s_ids = new(StringComparer.Ordinal)
    {
        ["undeclared-attribute"] = "missing_attribute",
        ["missing-attribute"] = "required_attribute_not_present",
        ["wrong-type"] = "type_mismatch",
        ["wrong-unit"] = "unit_mismatch",
        ["wrong-instrument"] = "unexpected_instrument",
        ["value-not-allowed"] = "undefined_enum_variant",
    };

    private readonly Dictionary<string, WeaverSample> _samples = new(StringComparer.Ordinal);
    private readonly ProductPlan _plan;

    private WeaverSamples(ProductPlan plan) => _plan = plan;

    /// <summary>Resources first, then what came of them.</summary>
    public static IReadOnlyList<WeaverSample> Of(VerifyReport report)
    {
        var samples = new WeaverSamples(report.Plan);
        samples.Add(report.Captured);
        foreach (var problem in ReportedProblem.All(report))
        {
            samples.Attach(problem);
        }

        return [.. samples._samples.Values.OrderBy(s => s.Type == "resource" ? 0 : 1)];
    }

    private void Add(CapturedTelemetry captured)
    {
        foreach (var span in captured.Spans)
        {
            Resource(span.Origin);
            var sample = Sample("span", span.Origin, span.Name, span.Kind, () => new("span", span.Origin.Service, span.Origin.Scope.Name, span.Name) { Kind = span.Kind is "unspecified" ? "internal" : span.Kind });
            sample.Add(span.Attributes);
            sample.IsError |= span.IsError;
            foreach (var happened in span.Events)
            {
                sample.Part(happened.Name, () => new("span_event", sample.Service, sample.Scope, happened.Name)).Add(happened.Attributes);
            }
        }

        foreach (var metric in captured.Metrics)
        {
            Resource(metric.Origin);
            var sample = Sample("metric", metric.Origin, metric.Name, $"{metric.Kind}/{metric.Unit}/{metric.IsMonotonic}", () => new("metric", metric.Origin.Service, metric.Origin.Scope.Name, metric.Name)
            {
                Instrument = metric.Instrument is { Length: > 0 } instrument ? instrument : metric.Kind == CapturedMetricKind.None ? "Unspecified" : metric.Kind.ToString(),
                Unit = metric.Unit,
            });
            foreach (var point in metric.Points)
            {
                var type = metric.Kind switch { CapturedMetricKind.Histogram => "histogram_data_point", CapturedMetricKind.ExponentialHistogram => "exponential_histogram_data_point", _ => "number_data_point" };
                sample.Part("", () => new(type, sample.Service, sample.Scope, sample.Name) { Point = point }).Add(point.Attributes);
            }
        }

        foreach (var log in captured.Logs)
        {
            Resource(log.Origin);
            Sample("log", log.Origin, log.EventName, "", () => new("log", log.Origin.Service, log.Origin.Scope.Name, log.EventName) { Severity = log.Severity }).Add(log.Attributes);
        }
    }

    private void Resource(TelemetryOrigin origin) => Sample("resource", origin with { Scope = new("", "", "") }, "", "", () => new("resource", origin.Service, "", "")).Add(origin.Resource);

    private WeaverSample Sample(string type, TelemetryOrigin origin, string name, string more, Func<WeaverSample> make)
    {
        var key = string.Join('\u001f', type, origin.ResourceKey, origin.Scope.Name, name, more);
        return _samples.TryGetValue(key, out var sample) ? sample : _samples[key] = make();
    }

    private void Attach(ReportedProblem reported)
    {
        var (problem, where) = (reported.Problem, reported.Problem.Where);
        var signal = _plan.Signals.FirstOrDefault(s => s.Id == where.Signal);
        var sample = _samples.Values.Where(s => s.Type != "resource" && where.Signal.Length > 0 && (where.Service.Length == 0 || s.Service == where.Service) && (where.Scope.Length == 0 || s.Scope == where.Scope) && IsOf(s, where.Signal, signal))
                .OrderBy(s => where.Attribute.Length > 0 && Holder(s, where.Attribute) is null ? 1 : 0).FirstOrDefault()
            ?? _samples.Values.FirstOrDefault(s => s.Type == "resource" && s.Service == where.Service)
            ?? _samples.Values.FirstOrDefault(s => s.Type == "resource")
            ?? (_samples["nothing"] = new("resource", "", "", ""));
        // What is wrong with an attribute stands beside it; that one is missing, where it should be.
        var entity = Holder(sample, where.Attribute) ?? (where.Attribute.Length > 0 && sample.Type == "metric" && sample.Parts.Values.FirstOrDefault() is { } point ? point : (WeaverEntity)sample);
        entity.Findings.Add(new(
            IdOf(problem.Check, sample.Type), reported.Finding.Level switch { Upshot.Reports.FindingLevel.Error => "violation", Upshot.Reports.FindingLevel.Warning => "improvement", _ => "information" },
            problem.Message, sample.Type, sample.Name, problem.Check, problem.Remedy, reported.Finding.HasPlace ? $"{reported.Finding.Path}:{reported.Finding.Line}" : "", problem.Count));
    }

    private static bool IsOf(WeaverSample sample, string named, Signal? signal) => sample.Name == named || (signal is not null && KindOf(sample) == signal.Kind && (sample.Name == signal.Name
        || (signal.SpanName.Length > 0 && Regex.IsMatch(sample.Name, $"^{string.Join(".*", Regex.Split(signal.SpanName, @"\{[^{}]*\}").Select(Regex.Escape))}$", RegexOptions.NonBacktracking | RegexOptions.Singleline))));

    private static SignalKind KindOf(WeaverSample sample) => sample.Type switch { "span" => SignalKind.Span, "metric" => SignalKind.Metric, _ => SignalKind.Event };

    private static WeaverAttribute? Holder(WeaverSample sample, string attribute) =>
        attribute.Length == 0 ? null : sample.Attribute(attribute) ?? sample.Parts.Values.Select(p => p.Attribute(attribute)).FirstOrDefault(a => a is not null);

    private static string IdOf(string check, string type) =>
        check == "undeclared-signal" && type is "metric" or "log" ? type == "metric" ? "missing_metric" : "missing_event" : s_ids.GetValueOrDefault(check, check.Replace('-', '_'));
}
