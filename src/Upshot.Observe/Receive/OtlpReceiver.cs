using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Receive;

/// <summary>What the receivers of all transports share: the handler behind them, their limits, and what they hold at the moment.</summary>
public sealed class OtlpReceiver : IDisposable
{
    private readonly AcceptTelemetry _accept;
    private readonly ILogger _log;
    private readonly Action<string>? _refused;
    private readonly Meter _meter = new("Upshot.Observe.Receive");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _rejected;

    /// <param name="refused">Is told why a request is refused that no later attempt can get through; it may be called from many threads at once.</param>
    public OtlpReceiver(AcceptTelemetry accept, ReceiverLimits limits, ILogger<OtlpReceiver> log, Action<string>? refused = null)
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
        _requests = _meter.CreateCounter<long>("upshot.receive.requests", "{request}", "Export requests by signal, transport and outcome.");
        _bytes = _meter.CreateCounter<long>("upshot.receive.bytes", "By", "Uncompressed protobuf bytes given to the handler.");
        _rejected = _meter.CreateCounter<long>("upshot.receive.rejected", "{item}", "Spans, data points and log records refused in accepted requests.");
        _meter.CreateObservableUpDownCounter("upshot.receive.in_flight.requests", () => Admission.Requests, "{request}");
        _meter.CreateObservableUpDownCounter("upshot.receive.in_flight.bytes", () => Admission.Bytes, "By");
    }

    public ReceiverLimits Limits { get; }

    internal Admission Admission { get; }

    public void Dispose() => _meter.Dispose();

    /// <summary>Gives <paramref name="body"/> away to the handler. A handler that throws is a store that cannot store now.</summary>
    internal async ValueTask<Answer> Accept(TelemetrySignal signal, RequestBuffer body, CancellationToken cancellation)
    {
        // The handler takes the body away.
        var length = body.Length;
        _bytes.Add(length, new KeyValuePair<string, object?>("signal", Name(signal)));
        using var ingest = ServerSignals.Ingest.Start(KindOf(signal));
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
    }

    internal void Count(TelemetrySignal? signal, string transport, in Answer answer)
    {
        if (_requests.Enabled)
        {
            _requests.Add(
                1,
                new("signal", signal is { } known ? Name(known) : "unknown"),
                new("transport", transport),
                new("outcome", answer.Outcome.ToString()));
        }

        // Invalid includes what the handler itself has refused, and says so.
        if (answer.Outcome is Outcome.UnsupportedMedia or Outcome.UnknownPath or Outcome.WrongMethod or Outcome.TooLarge or Outcome.Invalid)
        {
            _refused?.Invoke(answer.Message);
        }

        if (answer.Rejected > 0)
        {
            _rejected.Add(answer.Rejected, new KeyValuePair<string, object?>("signal", signal is { } named ? Name(named) : "unknown"));
        }
    }

    private static IngestKind KindOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => IngestKind.Traces,
        TelemetrySignal.Metrics => IngestKind.Metrics,
        _ => IngestKind.Logs,
    };

    private static string Name(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => "traces",
        TelemetrySignal.Metrics => "metrics",
        _ => "logs",
    };
}
