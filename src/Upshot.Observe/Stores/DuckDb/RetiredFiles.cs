using Upshot.Observe.Files;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Which files were taken off the list and what has their rows now, and which merges were begun. After a crash this proves that
/// a file which is there and not listed is no longer, or not yet, needed.
/// </summary>
internal static class RetiredFiles
{
    /// <param name="successor">The file that has its rows; null: they were to go.</param>
    public static string Insert(string name, UInt128 hash, string? successor, DateTimeOffset at) =>
        $"INSERT INTO retired_files VALUES ({Sql.Text(name)}, '{Checksum.ToUuid(hash)}', {(successor is null ? "NULL" : Sql.Text(successor))}, {at.ToUnixTimeMilliseconds()})";

    public static string Begin(string name, IEnumerable<SealedFile> inputs) => $"INSERT INTO merges VALUES ({Sql.Text(name)}, {Sql.List(inputs.Select(f => f.Name))})";

    public static string End(string name) => $"DELETE FROM merges WHERE name = {Sql.Text(name)}";

    /// <summary>Whether a file of this name and content was retired, and all that has its rows now is there.</summary>
    public static bool IsCovered(Catalog catalog, StoreState state, string name, UInt128 hash)
    {
        var retired = catalog.Read("SELECT name, hash, successor FROM retired_files", r => (Name: r.GetString(0), Hash: Checksum.FromUuid(r.GetGuid(1)), Successor: r.IsDBNull(2) ? null : r.GetString(2)));
        foreach (var row in retired.Where(r => r.Name == name && r.Hash == hash))
        {
            // Merged files are merged again: the last of the line must be there.
            var (at, steps) = (row.Successor, 0);
            while (at is not null && !IsListed(state, at) && steps++ < retired.Count)
            {
                var next = retired.Where(r => r.Name == at).ToList();
                if (next.Count == 0)
                {
                    break;
                }

                at = next[^1].Successor;
            }

            if (at is null || IsListed(state, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a merge into a file of this name was begun, and all that it was made of is still listed and there.</summary>
    public static bool IsUnfinishedMerge(Catalog catalog, StoreState state, string name)
    {
        var inputs = catalog.Read($"SELECT unnest(inputs) FROM merges WHERE name = {Sql.Text(name)}", r => r.GetString(0));
        return inputs.Count > 0 && inputs.All(input => IsListed(state, input));
    }

    private static bool IsListed(StoreState state, string name) =>
        state.Files.FirstOrDefault(f => f.Name == name) is { } file && FileIdentity.Of(file.Path)?.Size == file.Bytes;
}
