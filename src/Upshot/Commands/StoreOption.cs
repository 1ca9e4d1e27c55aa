using System.CommandLine;
using Upshot.Observe.Stores.ClickHouse;

namespace Upshot.Commands;

/// <summary>The address of a ClickHouse.</summary>
internal static class StoreOption
{
    public static Option<string?> Create(bool isRequired) => new("--store")
    {
        Description = $"{(isRequired ? "" : "A ClickHouse that holds the telemetry instead of the directory: ")}{ClickHouseAddress.Form}; clickhouses:// is over TLS. The password is in {ClickHouseAddress.PasswordVariable}. [UPSHOT_STORE]",
    };

    /// <summary>What was said, on the command line or in the environment.</summary>
    public static string? Said(string? flag) => flag ?? (Environment.GetEnvironmentVariable("UPSHOT_STORE") is { Length: > 0 } set ? set : null);
}
