using System.Globalization;
using System.Text;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Server;

/// <summary>Sizes of the store, for machines that are smaller or larger than most. They are set in the environment.</summary>
internal static class StoreSettings
{
    private const string PeoplesMemory = "UPSHOT_ADHOC_MEMORY_MIB";

    private static readonly Setting[] All =
    [
        new("UPSHOT_GENERATION_RECORDS", 100, 10_000_000, (options, value) => options with { SegmentRecords = (int)value }),
        new("UPSHOT_GENERATION_BYTES", 64 << 10, 1L << 30, (options, value) => options with { SegmentBytes = value }),
        new("UPSHOT_PENDING_BYTES", 1 << 20, 1L << 32, (options, value) => options with { PendingBytes = value }),
        new("UPSHOT_UNSEALED_BYTES", 1 << 20, 1L << 32, (options, value) => options with { UnsealedBytes = value }),
        new("UPSHOT_QUERY_MEMORY_MIB", 64, 1 << 20, (options, value) => options with { QueryMemoryMiB = (int)value }),
        new(PeoplesMemory, 256, 1 << 20, (options, _) => options),
        new("UPSHOT_MAINTENANCE_SECONDS", 1, 86_400, (options, value) => options with { MaintenanceEvery = TimeSpan.FromSeconds(value) }),
    ];

    private sealed record Setting(string Variable, long Least, long Most, Func<StoreOptions, long, StoreOptions> Set);

    public static StoreOptions Read(string directory, Func<string, string?> variable) =>
        All.Aggregate(new StoreOptions { Directory = directory, HashKey = variable("UPSHOT_HASH_KEY") is { Length: > 0 } key ? Encoding.UTF8.GetBytes(key) : null }, (options, setting) => ValueOf(setting, variable) is { } value ? setting.Set(options, value) : options);

    /// <summary>What people's queries may take: one of them has a third of the memory for DuckDB, the rest is for what DuckDB does not count.</summary>
    public static AdHocLimits Queries(Func<string, string?> variable) =>
        ValueOf(All.Single(s => s.Variable == PeoplesMemory), variable) is { } memory ? new() { MemoryMiB = (int)memory, QueryMemoryMiB = (int)memory / 3 } : new();

    /// <summary>Every mistake, each named by its variable.</summary>
    public static IEnumerable<string> Mistakes(Func<string, string?> variable) => All
        .Where(setting => !string.IsNullOrEmpty(variable(setting.Variable)) && ValueOf(setting, variable) is null)
        .Select(setting => $"{setting.Variable} is \"{variable(setting.Variable)}\": write a whole number from {setting.Least} to {setting.Most}.");

    private static long? ValueOf(Setting setting, Func<string, string?> variable) =>
        long.TryParse(variable(setting.Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= setting.Least && value <= setting.Most ? value : null;
}
