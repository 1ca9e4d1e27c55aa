using System.Globalization;

namespace Upshot.Instrument.Health;

/// <summary>What counts as trouble.</summary>
internal static class HealthJudgement
{
    /// <summary>How long an item may wait: twelve times the default delay between two exports.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long a loss is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Of(string kind, ExportReport report, DateTimeOffset now)
    {
        if (report.LastFailure is { } failed && !(report.LastSuccess > failed))
        {
            yield return $"The last export of {kind} failed at {Time(failed)} ({Number(report.Failed)} lost so far): look whether the address in OTEL_EXPORTER_OTLP_ENDPOINT answers.";
        }
        else if (report.LastFailure is { } recent && now - recent < Memory)
        {
            yield return $"An export of {kind} failed at {Time(recent)}; it works again ({Number(report.Failed)} lost so far).";
        }

        if (report.LastDrop is { } dropped && now - dropped < Memory)
        {
            yield return $"{Number(report.Dropped)} {kind} were dropped because the queue was full, the last at {Time(dropped)}: export faster or keep fewer (OTEL_BSP_MAX_QUEUE_SIZE, OTEL_BLRP_MAX_QUEUE_SIZE, sampling).";
        }

        if (report.WaitingSince is { } since && now - since > Patience)
        {
            yield return $"{Number(report.Waiting)} {kind} wait since {Time(since)}: nothing takes them from the queue.";
        }
    }

    public static IEnumerable<string> Of(OperationReport operation, DateTimeOffset now)
    {
        if (operation.Critical && operation.LastEnded is { } ended && !(operation.LastExported >= ended) && now - ended > Patience)
        {
            yield return operation.LastExported is { } exported
                ? $"{operation.Name} ended at {Time(ended)} and was last exported at {Time(exported)}: this critical journey leaves no trace at the moment."
                : $"{operation.Name} ended at {Time(ended)} and was never exported: this critical journey leaves no trace.";
        }
    }

    private static string Time(DateTimeOffset at) => at.ToString("u", CultureInfo.InvariantCulture);

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
