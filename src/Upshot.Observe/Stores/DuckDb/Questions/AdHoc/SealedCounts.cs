namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// The catalog's rollups and counts of objectives as files, for only one process can have the catalog open. What was written
/// once is kept: a question adds what was sealed since the last one.
/// </summary>
internal sealed class SealedCounts(Catalog catalog, string folder)
{
    // Many small files cost a query more than writing them again as one.
    private const int MostParts = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Part>> _parts = [];

    /// <summary>Files that hold all of a table's rows from before a generation, and what to release when they have been read.</summary>
    public (IReadOnlyList<string> Paths, IReadOnlyList<IDisposable> Held) Of(string table, long firstUnsealed)
    {
        lock (_gate)
        {
            var parts = _parts.GetValueOrDefault(table) ?? (_parts[table] = []);
            if (parts.Count > 0 && parts[^1].Before > firstUnsealed)
            {
                // A later question came first; this one must not see more than its snapshot.
                var own = Write(table, long.MinValue, firstUnsealed);
                var held = new[] { own.Read() };
                own.Release();
                return ([own.Path], held);
            }

            if (parts.Count >= MostParts)
            {
                parts.ForEach(p => p.Release());
                parts.Clear();
            }

            var from = parts.Count == 0 ? long.MinValue : parts[^1].Before;
            if (from < firstUnsealed)
            {
                parts.Add(Write(table, from, firstUnsealed));
            }

            return ([.. parts.Select(p => p.Path)], [.. parts.Select(p => p.Read())]);
        }
    }

    private Part Write(string table, long from, long before)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{table}-{Guid.NewGuid():N}.parquet");
        catalog.Execute($"COPY (SELECT * EXCLUDE (generation) FROM {Catalog.Name}.{table} WHERE generation >= {from} AND generation < {before}) TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION zstd)");
        return new Part(path, before);
    }

    private sealed class Part(string path, long before) : RefCounted
    {
        public string Path { get; } = path;

        public long Before { get; } = before;

        public IDisposable Read()
        {
            Hold();
            return new Reading(this);
        }

        protected override void OnLastRelease() => File.Delete(Path);

        private sealed class Reading(Part part) : IDisposable
        {
            public void Dispose() => part.Release();
        }
    }
}
