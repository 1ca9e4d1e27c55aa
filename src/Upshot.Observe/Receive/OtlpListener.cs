namespace Upshot.Observe.Receive;

/// <summary>Marks a connection as one that came in through an OTLP port, so that pages and telemetry never share one.</summary>
internal sealed class OtlpListener
{
    public static readonly OtlpListener Http = new();
    public static readonly OtlpListener Grpc = new();

    private OtlpListener()
    {
    }
}
