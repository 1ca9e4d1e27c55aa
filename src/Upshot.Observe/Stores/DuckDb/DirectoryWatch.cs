using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Whether the data directory is still the one that was opened. A directory that was deleted, or moved away and made anew, would
/// take what nobody finds again: it is looked at before every acknowledgement and every seal.
/// </summary>
internal sealed class DirectoryWatch(StoreOptions options)
{
    private static readonly string[] Parts = [".", "journal", "parquet", "lock", "upshot.duckdb"];
    private readonly string _directory = Path.GetFullPath(options.Directory);
    private readonly IReadOnlyList<FileIdentity?> _opened = [.. Parts.Select(part => FileIdentity.Of(Path.Combine(Path.GetFullPath(options.Directory), part)))];

    /// <summary>Why nothing may be stored or dropped now; null: nothing is wrong.</summary>
    public string? Fault
    {
        get
        {
            for (var i = 0; i < Parts.Length; i++)
            {
                var path = Path.GetFullPath(Path.Combine(_directory, Parts[i]));
                if (_opened[i] is not { } opened)
                {
                    continue;
                }

                if (FileIdentity.Of(path) is not { } now)
                {
                    return $"{path} is gone: somebody deleted or moved it while the server ran. Nothing can be stored. Put it back, or stop the server and start it again.";
                }

                if (!opened.IsSamePlaceAs(now))
                {
                    return $"{path} is not the one that was opened: somebody replaced it while the server ran. Nothing can be stored. Put the old one back, or stop the server and start it again.";
                }
            }

            return null;
        }
    }
}
