using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive;

/// <summary>A body that has arrived, or why it has not. Exactly one is there; whoever gets the body owns it.</summary>
internal readonly record struct Arrived(RequestBuffer? Body, Answer Refusal)
{
    public static implicit operator Arrived(RequestBuffer body) => new(body, default);

    public static implicit operator Arrived(Answer refusal) => new(null, refusal);
}

/// <summary>Brings bytes from a connection into a <see cref="RequestBuffer"/>, holding no more than has really come.</summary>
internal static class Arrival
{
    /// <summary>A sender's word about the length is believed up to here.</summary>
    private const int MaxBelieved = 1 << 20;

    private const int MinRoom = 16 << 10;

    /// <param name="expected">What the sender says the length is; only a hint.</param>
    /// <param name="limit">Longest that is taken; the refusal beyond it is <paramref name="tooLarge"/>.</param>
    public static async ValueTask<Arrived> ReadToEnd(
        PipeReader reader, long? expected, int limit, Answer tooLarge, Admission.Admitted share, CancellationToken cancellation)
    {
        if (expected > limit)
        {
            return tooLarge;
        }

        var body = new RequestBuffer((int)Math.Min(expected ?? MinRoom, MaxBelieved));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var refusal = Take(read.Buffer, body, limit, tooLarge, share);
                reader.AdvanceTo(read.Buffer.End);
                if (refusal is { } no)
                {
                    return no;
                }

                if (read.IsCompleted)
                {
                    var whole = body;
                    body = null;
                    return whole;
                }
            }
        }
        finally
        {
            ((IDisposable?)body)?.Dispose();
        }
    }

    /// <summary>Runs a read under the time limit and turns what a broken connection throws into a refusal.</summary>
    public static async ValueTask<Arrived> Timed(
        Func<CancellationToken, ValueTask<Arrived>> read, Answer tooLarge, ReceiverLimits limits, CancellationToken aborted)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timed.CancelAfter(limits.ReadTimeout);
        try
        {
            return await read(timed.Token);
        }
        catch (OperationCanceledException) when (timed.IsCancellationRequested)
        {
            return Answer.TooSlow(limits.ReadTimeout);
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => tooLarge,
                StatusCodes.Status408RequestTimeout => new Answer(Outcome.TooSlow, $"The body came slower than {limits.MinBytesPerSecond:0.###} bytes a second."),
                _ => new Answer(Outcome.Invalid, error.Message),
            };
        }
        catch (IOException error)
        {
            return new Answer(Outcome.Invalid, error.Message);
        }
    }

    private static Answer? Take(in ReadOnlySequence<byte> bytes, RequestBuffer body, int limit, Answer tooLarge, Admission.Admitted share)
    {
        if (body.Length + bytes.Length > limit)
        {
            return tooLarge;
        }

        if (!share.TryHold(bytes.Length))
        {
            return Answer.TooMuchInFlight;
        }

        foreach (var segment in bytes)
        {
            body.Write(segment.Span);
        }

        return null;
    }
}
