namespace Upshot.Observe.Receive;

/// <summary>What one sender may ask of the receivers. Beyond a limit a request is refused, never queued without bound.</summary>
public sealed record ReceiverLimits
{
    /// <summary>Largest request after inflating, in bytes. The default is 64 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 64 << 20;

    /// <summary>Largest compressed request as it travels, in bytes. The default is 16 MiB.</summary>
    public int MaxCompressedBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of all requests that are being read or stored, over every receiver. The default is 256 MiB.</summary>
    public long MaxInFlightBytes { get; init; } = 256L << 20;

    /// <summary>Requests that are being read or stored, over every receiver. The default is 1,024.</summary>
    public int MaxConcurrentRequests { get; init; } = 1024;

    /// <summary>Time in which the whole body must have arrived. The default is 30 seconds.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Slowest arrival over HTTP/1.1 after <see cref="ReadGrace"/>, in bytes a second. The default is 1,024.</summary>
    public double MinBytesPerSecond { get; init; } = 1024;

    /// <summary>How long a body may be slower than <see cref="MinBytesPerSecond"/>; more than a second. The default is 5 seconds.</summary>
    public TimeSpan ReadGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When a refused sender should come back, if the handler did not say. The default is 1 second.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Browser origins (<c>https://shop.example</c>, or <c>http://localhost:*</c> for any port) whose pages may send over HTTP. The default is none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Every mistake, each named by its key.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (MaxBodyBytes is < 1024 or > 1 << 28)
        {
            yield return $"{nameof(MaxBodyBytes)} must be between 1,024 and 268,435,456, not {MaxBodyBytes}.";
        }

        if (MaxCompressedBytes is < 1024 or > 1 << 28)
        {
            yield return $"{nameof(MaxCompressedBytes)} must be between 1,024 and 268,435,456, not {MaxCompressedBytes}.";
        }

        if (MaxInFlightBytes < MaxBodyBytes)
        {
            yield return $"{nameof(MaxInFlightBytes)} ({MaxInFlightBytes}) must have room for one request of {nameof(MaxBodyBytes)} ({MaxBodyBytes}).";
        }

        if (MaxConcurrentRequests < 1)
        {
            yield return $"{nameof(MaxConcurrentRequests)} must be at least 1, not {MaxConcurrentRequests}.";
        }

        if (ReadTimeout <= TimeSpan.Zero || ReadTimeout > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(ReadTimeout)} must be between zero and one hour, not {ReadTimeout}.";
        }

        if (!(MinBytesPerSecond > 0))
        {
            yield return $"{nameof(MinBytesPerSecond)} must be above zero, not {MinBytesPerSecond}.";
        }

        if (ReadGrace <= TimeSpan.FromSeconds(1))
        {
            yield return $"{nameof(ReadGrace)} must be above one second, not {ReadGrace}.";
        }

        if (RetryAfter <= TimeSpan.Zero || RetryAfter > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(RetryAfter)} must be between zero and one hour, not {RetryAfter}.";
        }
    }
}
