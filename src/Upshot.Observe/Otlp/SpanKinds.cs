namespace Upshot.Observe.Otlp;

/// <summary>OTLP's numbers of span kinds and status codes, by name.</summary>
internal static class SpanKinds
{
    public const byte Server = 2, Client = 3, Producer = 4, Consumer = 5;

    public static readonly string[] Names = ["unspecified", "internal", "server", "client", "producer", "consumer"];

    public static readonly string[] StatusNames = ["unset", "ok", "error"];
}
