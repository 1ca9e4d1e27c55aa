using System.Globalization;
using ClickHouse.Driver;

namespace Upshot.Observe.Stores.ClickHouse.Servers;

/// <summary>What ClickHouse's errors mean for whoever runs the server.</summary>
internal static class ServerErrors
{
    private const int UnknownTable = 60, UnknownDatabase = 81, UnknownUser = 192, WrongPassword = 193, RequiredPassword = 194, AccessDenied = 497, AuthenticationFailed = 516, NoSuchColumn = 16, IncorrectData = 117, UnknownCluster = 701, NoCluster = 170,
        UnreachableShard = 279;

    /// <summary>The bytes of a block, or the words of a statement, are not what the server understands: it will not do later either.</summary>
    private static readonly HashSet<int> s_mistakes = [6, 26, 27, 33, 36, 41, 42, 43, 44, 46, 47, 50, 53, 62, 70, 115, IncorrectData, 131, 386];

    public static Exception InWords(ClickHouseServerException e, ClickHouseHost host, ClickHouseAddress address)
    {
        var said = FirstLine(e.Message);
        return e.ErrorCode switch
        {
            UnknownTable or UnknownDatabase or NoSuchColumn => Older(),
            IncorrectData when said.Contains("Unknown column", StringComparison.Ordinal) => Older(),
            UnknownUser or WrongPassword or RequiredPassword or AuthenticationFailed => new UnreachableException($"ClickHouse at {host} does not let {address.User} in: set {ClickHouseAddress.PasswordVariable} to the password. {said}", e),
            AccessDenied => new UnreachableException($"ClickHouse at {host} does not let {address.User} do what the store needs: docs/formats/clickhouse.md lists the rights. {said}", e),
            UnknownCluster or NoCluster => new UnreachableException($"ClickHouse at {host} knows no cluster {address.Cluster}: its remote_servers name it. {said}", e),
            UnreachableShard => new UnreachableException($"A shard of {address.Cluster ?? address.Database} cannot be reached, and an answer without it would be wrong. {said}", e),
            _ when s_mistakes.Contains(e.ErrorCode) => new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"ClickHouse at {host} does not understand (code {e.ErrorCode}): {said}"), e),
            _ => new UnreachableException(string.Create(CultureInfo.InvariantCulture, $"ClickHouse at {host} cannot do it now (code {e.ErrorCode}): {said}"), e),
        };

        UnreachableException Older() => new UnreachableException($"The tables of {address} are not those of this version. Run: upshot store create --store {address} (or upgrade, where they are older). {said}", e);
    }

    private static string FirstLine(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        return line.Length > 400 ? $"{line[..400]}…" : line.ToString();
    }
}
