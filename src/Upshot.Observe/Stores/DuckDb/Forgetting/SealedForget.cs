using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>
/// Writes sealed files anew without a subject: its own rows go, in others the value goes out of the texts. Each file takes the place of the one before in one
/// transaction of the catalog; whatever ends it, the next run goes on with the files that are left.
/// </summary>
internal sealed class SealedForget(StoreOptions options, Catalog catalog, ParquetWriter parquet, RollupFiles rollups, StoreState state, TimeProvider time)
{
    public sealed record Done(int Files, long Removed, long Changed, long Counts);

    public Done Run(Subject subject, IReadOnlyList<TableSchema> schemas)
    {
        using var look = new ParquetLook(subject);
        var done = new Done(0, 0, 0, 0);
        using (var snapshot = state.Take())
        {
            foreach (var file in snapshot.WholeFiles())
            {
                if (look.In(file.Path) is { } found && found.Removed + found.Changed > 0)
                {
                    Replace(file, found, look, schemas.First(s => s.Signal == file.Signal));
                    done = new(done.Files + 1, done.Removed + found.Removed, done.Changed + found.Changed, 0);
                }
            }
        }

        return done with { Counts = Counts(subject, look) };
    }

    private void Replace(SealedFile file, ParquetLook.Found found, ParquetLook look, TableSchema schema)
    {
        var left = file.Rows - found.Removed;
        if (left == 0)
        {
            List(file, null);
            return;
        }

        var path = FreePath(schema.Table, file.Segment);
        var metadata = (look.MetadataOf(file.Path) ?? file.Describe(schema.Table, rollups.Store)) with { Store = rollups.Store, Rows = left, Beside = null };
        catalog.Execute(RetiredFiles.Begin(Path.GetFileName(path), [file]));
        parquet.Rewrite($"SELECT {found.Rows.Columns} FROM read_parquet({Sql.Text(file.Path)}) WHERE NOT {found.Rows.IsOfSubject}", path, metadata);
        if (parquet.RowsIn(path) is var written && written != left)
        {
            File.Delete(path);
            throw new StoreException($"{path} has {written} rows where {left} were to stay: it is not listed, and {file.Name} is as it was.");
        }

        List(file, new(path, file.Signal, file.Segment, left, new FileInfo(path).Length, file.MinTime, file.MaxTime, file.SealedAt, parquet.TracesOf(schema, path), Checksum.OfFile(path)));
    }

    private void List(SealedFile file, SealedFile? successor)
    {
        catalog.Together(connection =>
        {
            ListedFiles.Change(connection, [file], successor is null ? [] : [successor]);
            Catalog.Execute(connection, RetiredFiles.Insert(file.Name, file.Hash ?? Checksum.OfFile(file.Path), successor?.Name, time.GetUtcNow()));
            if (successor is not null)
            {
                Catalog.Execute(connection, RetiredFiles.End(successor.Name));
            }
        });
        state.Replace(null, [file], successor is null ? [] : [successor]);
    }

    /// <summary>Names in rollups, such as a route that has the value; the numbers stay.</summary>
    private long Counts(Subject subject, ParquetLook look)
    {
        if (subject.Texts.Count == 0)
        {
            return 0;
        }

        // First beside the catalog: from there it is made again, and what was not reached is found by the next run.
        rollups.Rewrite(path => look.In(path) is { } found && found.Removed + found.Changed > 0 ? $"SELECT {found.Rows.Columns} FROM read_parquet({Sql.Text(path)})" : null);
        var changed = 0L;
        foreach (var table in new[] { RollupFiles.Rollups, RollupFiles.ObjectiveMinutes, CountedHours.Requests, CountedHours.Objectives })
        {
            catalog.Together(connection =>
            {
                var rows = SubjectRows.Of(connection, table, subject, new Dictionary<string, string>());
                using var command = connection.CreateCommand();
                command.CommandText = $"UPDATE {table} SET {string.Join(", ", rows.Texts.Select(t => $"{t} = {subject.Without(t)}"))} WHERE {rows.HasText}";
                changed += command.ExecuteNonQuery();
            });
            catalog.CountsChanged();
        }

        return changed;
    }

    private string FreePath(string table, long segment)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(Sealer.FolderOf(options), $"{table}-{segment:D10}-{number}.parquet");
            if (!File.Exists(path) && !state.Files.Any(f => f.Path == path))
            {
                return path;
            }
        }
    }
}
