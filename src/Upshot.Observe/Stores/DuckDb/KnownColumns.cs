using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The attributes that plans have declared, as columns of the catalog. A column keeps the type it had first: files on disk have it. A plan
/// that declares another type later gets the attribute in the overflow column, and a warning.
/// </summary>
internal static class KnownColumns
{
    public static IReadOnlyList<Column> Of(ProductPlan plan, Catalog catalog, ILogger log)
    {
        var known = catalog.Read("SELECT name, type, attribute FROM attribute_columns", r => new Column(r.GetString(0), Enum.Parse<ColumnType>(r.GetString(1)), r.GetString(2)))
            .ToDictionary(c => c.Name);
        var declared = plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition).DistinctBy(d => d.Name);
        foreach (var definition in declared)
        {
            if (DeclaredColumns.TypeOf(definition) is not { } type)
            {
                continue;
            }

            var column = Column.ForAttribute(definition.Name, type);
            if (known.TryGetValue(column.Name, out var before))
            {
                if (before != column)
                {
                    log.LogWarning("The attribute {Attribute} is stored as {Before}; the plan now says {Type}: such values go into the column attributes", definition.Name, before.Type, type);
                }
            }
            else if (known.Count < DeclaredColumns.MaxColumns)
            {
                catalog.Execute($"INSERT INTO attribute_columns VALUES ('any', {Sql.Text(column.Name)}, '{type}', {Sql.Text(definition.Name)})");
                known[column.Name] = column;
            }
        }

        return [.. known.Values];
    }
}
