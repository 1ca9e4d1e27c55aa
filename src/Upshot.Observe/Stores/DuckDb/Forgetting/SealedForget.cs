using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Forgetting;

/// <summary>
/// Writes sealed files anew without a subject: its own rows go, in others the value goes out of the texts. Each file takes the place of the one before in one
/// transaction of the catalog; whatever ends it, the next run goes on with the files that are left.
/// </summary>
internal sealed class SealedForget(StoreOptions options, Catalog catalog, ParquetWriter parquet, RollupFiles rollups, StoreState state, TimeProvider time)
{
    private readonly FileRewriting _rewriting = new(options, catalog, parquet, state, time);

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
            _rewriting.Drop(file);
            return;
        }

        var metadata = (look.MetadataOf(file.Path) ?? file.Describe(schema.Table, rollups.Store)) with { Store = rollups.Store, Rows = left, Beside = null };
        _rewriting.Replace(file, schema, metadata, path => parquet.Rewrite($"SELECT {found.Rows.Columns} FROM read_parquet({Sql.Text(file.Path)}) WHERE NOT {found.Rows.IsOfSubject}", path, metadata));
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
}
