using System.Net;
using Upshot.Alerts;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Server;

/// <summary>What the server is started with. Flags win over <c>UPSHOT_*</c> in the environment.</summary>
internal sealed record ServerOptions
{
    /// <summary>The plan's folder; null: none, routes that are asked for often are operations.</summary>
    public string? Plan { get; init; }

    /// <summary>The one directory for all data. The default is <c>upshot-data</c> in the current directory.</summary>
    public required string Data { get; init; }

    /// <summary>Where telemetry is instead of the directory; null: in the directory.</summary>
    public ClickHouseOptions? ClickHouse { get; init; }

    /// <summary>Pages and API. The default is 127.0.0.1:4600.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>OTLP over gRPC; null: not at all. The default is 127.0.0.1:4317.</summary>
    public IPEndPoint? OtlpGrpc { get; init; }

    /// <summary>OTLP over HTTP; null: not at all. The default is 127.0.0.1:4318.</summary>
    public IPEndPoint? OtlpHttp { get; init; }

    /// <summary>A key that may operate, beside those that the server made; shown as <c>Authorization: Bearer …</c>. Beyond loopback there must be one or the other.</summary>
    public string? Token { get; init; }

    /// <summary>TLS on all addresses; null: none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Whether a key that somebody shows can be read on its way.</summary>
    public bool IsClear => Tls is null && IsReachable;

    /// <summary>Whether other machines can reach an address.</summary>
    public bool IsReachable => Addresses.Any(a => !IPAddress.IsLoopback(a.Address.Address));

    public string Scheme => Tls is null ? "http" : "https";

    public ReceiverLimits Limits { get; init; } = new();

    /// <summary>Origins whose pages may send telemetry over HTTP. The default is none.</summary>
    public IReadOnlyList<string> OtlpOrigins
    {
        get => Limits.AllowedOrigins;
        init => Limits = Limits with { AllowedOrigins = value };
    }

    /// <summary>The environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether it answers one command and takes no telemetry: then a directory that cannot be written is asked all the same.</summary>
    public bool IsForQuestions { get; init; }

    /// <summary>Whether another server looks after alerts and releases: this one answers, or takes telemetry, and does nothing by itself.</summary>
    public bool IsFollower { get; init; }

    /// <summary>Whether a process that answers queries is ready before the first of them. The default is true.</summary>
    public bool IsWarm { get; init; } = true;

    public AdHocLimits Queries => StoreSettings.Queries(Variable);

    public StoreOptions Store => StoreSettings.Read(Data, Variable) with { MayBeReadOnly = IsForQuestions };

    /// <summary>All addresses to listen on, each with its option.</summary>
    public IEnumerable<(string Option, IPEndPoint Address)> Addresses =>
        new[] { ("--http", Http), ("--otlp-grpc", OtlpGrpc), ("--otlp-http", OtlpHttp) }.Where(a => a.Item2 is not null).Select(a => (a.Item1, a.Item2!));

    /// <summary>Addresses that other machines can reach although no key opens them; known when the directory is open.</summary>
    public IEnumerable<string> OpenAddresses() => Addresses.Where(a => !IPAddress.IsLoopback(a.Address.Address))
        .Select(a => $"{a.Option} {a.Address} can be reached from other machines, and there is no key: make one with upshot key new --may operate --data {Data}, or set UPSHOT_TOKEN to a secret that senders and readers must show, or listen on 127.0.0.1.");

    /// <summary>Every mistake, each named by its option.</summary>
    public IEnumerable<string> Mistakes()
    {
        foreach (var mistake in Limits.AllowedOrigins.Select(Origins.Mistake).Append(Tls?.Mistake()).OfType<string>())
        {
            yield return mistake;
        }

        foreach (var mistake in StoreSettings.Mistakes(Variable).Concat(VerdictWebhook.Mistakes(Variable)).Concat(AlertServices.Mistakes(Variable)).Concat(ReleaseWatch.Mistakes(Variable)).Concat(Leading.Mistakes(Variable)))
        {
            yield return mistake;
        }
    }
}
