using Microsoft.Extensions.Logging;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The attributes that the plan declares, as columns. A column keeps the type it had first: files on disk have it. A plan
/// that declares another type later gets the attribute in the overflow column, and a warning.
/// </summary>
internal static class DeclaredColumns
{
    public const int MaxColumns = 256;

    public static IReadOnlyList<Column> Of(ProductPlan plan, Catalog catalog, ILogger log)
    {
        var known = catalog.Read("SELECT name, type, attribute FROM attribute_columns", r => new Column(r.GetString(0), Enum.Parse<ColumnType>(r.GetString(1)), r.GetString(2)))
            .ToDictionary(c => c.Name);
        var declared = plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition).DistinctBy(d => d.Name);
        foreach (var definition in declared)
        {
            if (TypeOf(definition) is not { } type)
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
            else if (known.Count < MaxColumns)
            {
                catalog.Execute($"INSERT INTO attribute_columns VALUES ('any', {Sql.Text(column.Name)}, '{type}', {Sql.Text(definition.Name)})");
                known[column.Name] = column;
            }
        }

        return [.. known.Values];
    }

    /// <summary>Those that a new store would have.</summary>
    public static IReadOnlyList<Column> Of(ProductPlan plan) =>
    [
        .. plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition).DistinctBy(d => d.Name)
            .Where(d => TypeOf(d) is not null).Select(d => Column.ForAttribute(d.Name, TypeOf(d)!.Value)).DistinctBy(c => c.Name).Take(MaxColumns),
    ];

    /// <summary>Attributes of a plan that would have a column if the store were opened with it.</summary>
    public static IReadOnlyList<string> Missing(ProductPlan plan, IReadOnlyList<Column> there) =>
    [
        .. plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition).DistinctBy(d => d.Name)
            .Where(d => TypeOf(d) is { } type && there.All(c => c.Name != Column.ForAttribute(d.Name, type).Name) && WellKnownAttributes.OfSpans.All(c => c.Attribute != d.Name)).Select(d => d.Name),
    ];

    private static ColumnType? TypeOf(AttributeDefinition definition) => definition switch
    {
        { IsIntegerEnum: true, AtSource: null } => ColumnType.Integer,
        { AllowedValues.Count: > 0 } or { AtSource: not null } => ColumnType.Text,
        { Type: "string" } => ColumnType.Text,
        { Type: "int" } => ColumnType.Integer,
        { Type: "double" } => ColumnType.Double,
        { Type: "boolean" } => ColumnType.Boolean,
        _ => null,
    };
}
