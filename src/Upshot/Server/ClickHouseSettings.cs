using System.Globalization;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;

namespace Upshot.Server;

/// <summary>What the command line and the environment say of a ClickHouse.</summary>
internal static class ClickHouseSettings
{
    private const string BacklogBytes = "UPSHOT_BACKLOG_BYTES";

    /// <param name="store">The address; null: the store is the directory.</param>
    /// <param name="data">The node's directory, where what cannot be delivered is kept.</param>
    /// <exception cref="StoreException">The address is none; the message says why.</exception>
    public static ClickHouseOptions? Read(string? store, string data, Func<string, string?> variable)
    {
        if (store is null)
        {
            return null;
        }

        var options = new ClickHouseOptions { Address = ClickHouseAddress.Parse(store), Password = variable(ClickHouseAddress.PasswordVariable) ?? "", BacklogDirectory = Path.Combine(data, "backlog") };
        return variable(BacklogBytes) is not { Length: > 0 } said ? options
            : long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= 1 << 20 and <= 1L << 42 ? options with { BacklogBytes = bytes }
            : throw new StoreException($"{BacklogBytes} is \"{said}\": write a whole number from {1 << 20} to {1L << 42}.");
    }
}
