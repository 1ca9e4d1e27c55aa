using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Receive;

/// <summary>What the receivers of all transports share: the handler behind them, their limits, and what they hold at the moment.</summary>
public sealed class OtlpReceiver
{
    private readonly AcceptTelemetry _accept;
    private readonly ILogger _log;
    private readonly Action<string>? _refused;
    private readonly NoticeBoard _board;
    private readonly TimeProvider _time;

    /// <param name="refused">Is told why a request is refused that no later attempt can get through; it may be called from many threads at once.</param>
    /// <param name="board">Where it is noted what could not be used.</param>
    public OtlpReceiver(AcceptTelemetry accept, ReceiverLimits limits, ILogger<OtlpReceiver> log, Action<string>? refused = null, NoticeBoard? board = null, TimeProvider? time = null)
    {
        var mistakes = limits.Mistakes().ToList();
        if (mistakes.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, mistakes), nameof(limits));
        }

        _accept = accept;
        _log = log;
        _refused = refused;
        Limits = limits;
        Admission = new Admission(limits);
        (_board, _time) = (board ?? new(), time ?? TimeProvider.System);
    }

    public ReceiverLimits Limits { get; }

    internal Admission Admission { get; }

    /// <summary>Notes why a request was not taken, or could not be used at all. Not of one whose sender has gone: it was told nothing.</summary>
    internal void Note(in Answer answer)
    {
        if (answer.ReasonToNote is { } reason)
        {
            _board.Say(NoticeBoard.Unknown, reason, "requests", 1, _time.GetUtcNow(), 0, answer.Message);
        }
    }

    /// <summary>Gives <paramref name="body"/> away to the handler. A handler that throws is a store that cannot store now.</summary>
    internal async ValueTask<Answer> Accept(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        // The handler takes the body away.
        var length = body.Length;
        ServerSignals.ReceiveInFlightRequests.Add(1);
        ServerSignals.ReceiveInFlightBytes.Add(length);
        using var ingest = ServerSignals.Ingest.Start(IngestKindOf(signal));
        try
        {
            var result = await _accept(signal, body, cancellation);
            switch (result.Status)
            {
                case IntakeStatus.Accepted:
                    ingest.Succeed(length, IngestOutcome.Accepted);
                    break;
                case IntakeStatus.Invalid:
                    // The sender's mistake, and a right answer to it.
                    ingest.Succeed(length, IngestOutcome.Invalid);
                    break;
                case IntakeStatus.Busy:
                    ingest.Fail("busy", null, length, IngestOutcome.Busy);
                    break;
                default:
                    ingest.Fail("unavailable", null, length, IngestOutcome.Unavailable);
                    break;
            }

            return Answer.From(result);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new Answer(Outcome.Unavailable, "The client closed the connection.");
        }
        catch (Exception error)
        {
            ingest.Fail(error, length, IngestOutcome.Unavailable);
            _log.LogError(error, "The handler of {Signal} failed; the client is told to retry.", Name(signal));
            return new Answer(Outcome.Unavailable, "The telemetry could not be stored; retry later.");
        }
        finally
        {
            ServerSignals.ReceiveInFlightRequests.Add(-1);
            ServerSignals.ReceiveInFlightBytes.Add(-length);
        }
    }

    internal void Count(TelemetrySignal? signal, string transport, in Answer answer)
    {
        ServerSignals.ReceiveRequests.Add(1, KindOf(signal), transport == "grpc" ? ReceiveTransport.Grpc : ReceiveTransport.Http, OutcomeOf(answer.Outcome));

        // Invalid includes what the handler itself has refused, and says so.
        if (answer.Outcome is Outcome.UnsupportedMedia or Outcome.UnknownPath or Outcome.WrongMethod or Outcome.TooLarge or Outcome.Invalid)
        {
            _refused?.Invoke(answer.Message);
        }

        if (answer.Rejected > 0)
        {
            ServerSignals.ReceiveRejected.Add(answer.Rejected, KindOf(signal));
        }
    }

    private static IngestKind IngestKindOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => IngestKind.Traces,
        TelemetrySignal.Metrics => IngestKind.Metrics,
        _ => IngestKind.Logs,
    };

    private static ReceiveKind KindOf(TelemetrySignal? signal) => signal switch
    {
        TelemetrySignal.Traces => ReceiveKind.Traces,
        TelemetrySignal.Metrics => ReceiveKind.Metrics,
        TelemetrySignal.Logs => ReceiveKind.Logs,
        _ => ReceiveKind.Unknown,
    };

    private static ReceiveOutcome OutcomeOf(Outcome outcome) => outcome switch
    {
        Outcome.Accepted => ReceiveOutcome.Accepted,
        Outcome.Invalid => ReceiveOutcome.Invalid,
        Outcome.TooLarge => ReceiveOutcome.TooLarge,
        Outcome.TooSlow => ReceiveOutcome.TooSlow,
        Outcome.Busy => ReceiveOutcome.Busy,
        Outcome.UnsupportedMedia => ReceiveOutcome.UnsupportedMedia,
        Outcome.UnknownPath => ReceiveOutcome.UnknownPath,
        Outcome.WrongMethod => ReceiveOutcome.WrongMethod,
        _ => ReceiveOutcome.Unavailable,
    };

    private static string Name(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => "traces",
        TelemetrySignal.Metrics => "metrics",
        _ => "logs",
    };
}
