using System.CommandLine;

namespace Upshot.Commands;

/// <summary>Where a server listens and keeps its data unless it is told otherwise.</summary>
internal static class ServerOption
{
    public const string DefaultServer = "http://127.0.0.1:4600";
    public const string DefaultData = "upshot-data";

    public static Option<string> Data { get; } = new("--data")
    {
        Description = $"The directory that holds all data. The default is {DefaultData}. [UPSHOT_DATA]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("UPSHOT_DATA") is { Length: > 0 } data ? data : DefaultData,
    };
}
