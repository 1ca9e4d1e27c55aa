namespace Upshot.Decide.Verification;

/// <summary>Whether what came could be read, whole, and says where it is from.</summary>
internal static class TransportCheck
{
    public static readonly CheckInfo Info = new("bad-telemetry", "Telemetry that cannot be read, was cut, or does not say which service it is from.", "What cannot be read or placed is lost in production too.");

    public static IEnumerable<VerificationProblem> Find(MatchedTelemetry seen)
    {
        foreach (var what in seen.Captured.Malformed)
        {
            yield return new(Info.Id, new(), $"A request could not be decoded: {what}", "Look at the exporter: it sends something other than OTLP.");
        }

        foreach (var why in seen.Captured.Refused.GroupBy(why => why))
        {
            yield return new(Info.Id, new(), $"Requests came and were refused: {Format.Short(why.Key)}", "Set the exporter up so that it sends what is accepted: OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none, OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or grpc, the path that the SDK appends by itself, and smaller batches where they are too large.") { Count = why.Count() };
        }

        if (seen.Captured.IsCut)
        {
            yield return new(Info.Id, new(), "More telemetry came than verification keeps, so it was not seen as a whole.", "Let the command do less, or raise --max-megabytes.");
        }

        foreach (var origin in CapturedCounts.Origins(seen.Captured).Where(o => o.Service.Length == 0 || o.Service.StartsWith("unknown_service", StringComparison.Ordinal)).DistinctBy(o => o.Service))
        {
            yield return new(
                Info.Id,
                new(origin.Service, origin.Scope.Name),
                "Telemetry does not say which service it is from.",
                "Set service.name in the SDK's resource, or OTEL_SERVICE_NAME for the process.");
        }

        foreach (var span in seen.Spans.Where(s => s.Item.StartNanos <= 0 || s.Item.EndNanos < s.Item.StartNanos))
        {
            yield return new(Info.Id, span.At(span.Item.Name), $"The span {span.Item.Name} ends before it starts, or has no times.", "Let the SDK take the times, from one clock.");
        }
    }
}
