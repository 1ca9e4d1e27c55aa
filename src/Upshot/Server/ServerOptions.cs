using System.Net;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Server;

/// <summary>What the server is started with. Flags win over <c>UPSHOT_*</c> in the environment.</summary>
internal sealed record ServerOptions
{
    /// <summary>The plan's folder; null: none, everything is counted by service and route.</summary>
    public string? Plan { get; init; }

    /// <summary>The one directory for all data. The default is <c>upshot-data</c> in the current directory.</summary>
    public required string Data { get; init; }

    /// <summary>Pages and API. The default is 127.0.0.1:4600.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>OTLP over gRPC; null: not at all. The default is 127.0.0.1:4317.</summary>
    public IPEndPoint? OtlpGrpc { get; init; }

    /// <summary>OTLP over HTTP; null: not at all. The default is 127.0.0.1:4318.</summary>
    public IPEndPoint? OtlpHttp { get; init; }

    /// <summary>Required beyond loopback: senders and readers show it as <c>Authorization: Bearer …</c>.</summary>
    public string? Token { get; init; }

    public ReceiverLimits Limits { get; init; } = new();

    /// <summary>The environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether it answers one command and takes no telemetry: then a directory that cannot be written is asked all the same.</summary>
    public bool IsForQuestions { get; init; }

    public AdHocLimits Queries => StoreSettings.Queries(Variable);

    public StoreOptions Store => StoreSettings.Read(Data, Variable) with { MayBeReadOnly = IsForQuestions };

    /// <summary>All addresses to listen on, each with its option.</summary>
    public IEnumerable<(string Option, IPEndPoint Address)> Addresses =>
        new[] { ("--http", Http), ("--otlp-grpc", OtlpGrpc), ("--otlp-http", OtlpHttp) }.Where(a => a.Item2 is not null).Select(a => (a.Item1, a.Item2!));

    /// <summary>Every mistake, each named by its option.</summary>
    public IEnumerable<string> Mistakes()
    {
        foreach (var (option, address) in Addresses)
        {
            if (!IPAddress.IsLoopback(address.Address) && string.IsNullOrEmpty(Token))
            {
                yield return $"{option} {address} can be reached from other machines: set UPSHOT_TOKEN to a secret that senders and readers must show, or listen on 127.0.0.1.";
            }
        }

        if (Token is { Length: > 0 and < 16 })
        {
            yield return "UPSHOT_TOKEN is too short to be a secret: use at least 16 characters.";
        }

        foreach (var mistake in StoreSettings.Mistakes(Variable).Concat(VerdictWebhook.Mistakes(Variable)))
        {
            yield return mistake;
        }
    }
}
