using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>What takes batches on from the door; owns <paramref name="batch"/> from then on, whatever the outcome.</summary>
public delegate Task<IntakeResult> AcceptBatch(Batch batch, CancellationToken cancellation);

/// <summary>The handler of a server: checks a request, refuses what is none, gives what it holds on as a <see cref="Batch"/>, and says what is to be said of it.</summary>
/// <param name="keeps">How long records of a signal are kept; null: nobody knows.</param>
public sealed class BatchIntake(AcceptBatch next, TimeProvider time, NoticeBoard? board = null, Func<TelemetrySignal, TimeSpan>? keeps = null)
{
    private const int MaxSentences = 10;
    private readonly BatchReader _reader = new(keeps);
    private readonly NoticeBoard _board = board ?? new();

    /// <summary>See <see cref="AcceptTelemetry"/>.</summary>
    public async Task<IntakeResult> Accept(TelemetrySignal signal, RequestBuffer buffer, CancellationToken cancellation)
    {
        Batch batch;
        var now = time.GetUtcNow();
        var other = "";
        try
        {
            batch = _reader.Read(signal, buffer, now);
            other = batch.Summary.Rejected > 0 ? LooksLikeAnother(signal, buffer) : "";
        }
        catch (MalformedTelemetryException e)
        {
            other = LooksLikeAnother(signal, buffer);
            ((IDisposable)buffer).Dispose();
            return new IntakeResult(IntakeStatus.Invalid, 0, other.Length > 0 ? $"{other} {e.Message}" : e.Message) { Reason = other.Length > 0 ? NoticeReason.OtherSignal : null };
        }

        var summary = batch.Summary;
        if (summary.Records == 0)
        {
            // Nothing that could be stored: an empty request, or one whose records are all refused.
            batch.Dispose();
            return new IntakeResult(IntakeStatus.Accepted, summary.Rejected, Said(signal, summary, other, now)) { IsEmpty = summary.Rejected == 0 };
        }

        var result = await next(batch, cancellation);
        return result.Status == IntakeStatus.Accepted && (summary.Notes.Any || other.Length > 0) ? result with { Message = Said(signal, summary, other, now) } : result;
    }

    private string Said(TelemetrySignal signal, BatchSummary summary, string other, DateTimeOffset now)
    {
        if (other.Length > 0)
        {
            _board.Say(NoticeBoard.Unknown, NoticeReason.OtherSignal, NoticeBoard.Items(signal), summary.Rejected, now, 0, other);
        }

        var sentences = _board.Take(summary.Notes, signal, now).ToList();
        if (other.Length > 0)
        {
            sentences.Insert(0, other);
        }

        return string.Join(" ", sentences.Take(MaxSentences)) + (sentences.Count > MaxSentences ? $" And {sentences.Count - MaxSentences} more." : "");
    }

    private static unsafe string LooksLikeAnother(TelemetrySignal signal, RequestBuffer buffer) =>
        LooksLike.Of(new Slice(buffer.Pointer, buffer.Length)) is { } like && like != signal
            ? like switch
            {
                TelemetrySignal.Traces => "These look like spans: send them to /v1/traces, or to TraceService.",
                TelemetrySignal.Metrics => "These look like metrics: send them to /v1/metrics, or to MetricsService.",
                _ => "These look like logs: send them to /v1/logs, or to LogsService.",
            }
            : "";
}
