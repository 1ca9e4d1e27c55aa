using DuckDB.NET.Data;
using Upshot.Observe.Policy;
using Upshot.Observe.Stores.DuckDb.Questions.Translation;
using Upshot.Observe.Stores.Plans;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>Questions that a plan asks of its own telemetry, held against the views as a new store under that plan would have them.</summary>
public static class PlannedQuestions
{
    /// <returns>For each question the columns of its answer, or why it cannot be answered.</returns>
    public static IReadOnlyList<PlannedAnswer> Check(ProductPlan plan, IReadOnlyList<string> questions)
    {
        if (questions.Count == 0)
        {
            return [];
        }

        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        foreach (var statement in Views.Clock.Prepend("SET GLOBAL autoinstall_known_extensions = false").Prepend("SET GLOBAL TimeZone = 'UTC'").Concat(Definitions(plan)).Append("SET GLOBAL enable_external_access = false"))
        {
            Catalog.Execute(connection, statement);
        }

        return [.. questions.Select(q => Check(connection, q))];
    }

    private static PlannedAnswer Check(DuckDBConnection connection, string question)
    {
        try
        {
            StatementGuard.Check(connection, question);
            using var command = connection.CreateCommand();
            command.CommandText = question;
            using var reader = command.ExecuteReader();
            return new([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], null);
        }
        catch (QueryException e)
        {
            return new([], e.Message);
        }
        catch (DuckDBException e)
        {
            return new([], SqlErrors.InWords(e.Message));
        }
    }

    private static IEnumerable<string> Definitions(ProductPlan plan)
    {
        var declared = DeclaredColumns.Of(plan);
        TableSchema[] schemas = [SpanSchema.With(declared), LogSchema.With(declared), MetricSchema.With(declared)];
        var translator = new SchemaTranslator(new KnownNames(plan, [], TranslationRule.For(plan, []), new Dictionary<string, string>()), schemas);
        var columns = schemas.ToDictionary(s => s.Table, s => s.Columns);
        columns[RollupFiles.Rollups] = RollupScan.Columns;
        columns[RollupFiles.ObjectiveMinutes] = ObjectiveScan.Columns;
        return [
            .. columns.Select(t => $"CREATE TABLE stored_{t.Key} ({string.Join(", ", t.Value.Select(c => $"{SqlErrors.Quoted(c.Name)} {c.SqlType}"))})"),
            .. Views.Definitions(translator, table => $"SELECT * FROM stored_{table}").Select(v => $"CREATE VIEW {v.Key} AS {v.Value}")];
    }
}

/// <param name="Columns">Of the answer.</param>
/// <param name="Problem">Null: it can be answered.</param>
public sealed record PlannedAnswer(IReadOnlyList<string> Columns, string? Problem);
