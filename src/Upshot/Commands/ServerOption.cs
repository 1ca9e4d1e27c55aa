using System.CommandLine;

namespace Upshot.Commands;

/// <summary>Where a command finds its answers: a running server, or, when none runs, the data directory itself.</summary>
internal static class ServerOption
{
    public const string DefaultServer = "http://127.0.0.1:4600";

    public static Option<string> Data { get; } = new("--data")
    {
        Description = "The directory that holds all data. The default is upshot-data. [UPSHOT_DATA]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("UPSHOT_DATA") is { Length: > 0 } data ? data : "upshot-data",
    };
}
