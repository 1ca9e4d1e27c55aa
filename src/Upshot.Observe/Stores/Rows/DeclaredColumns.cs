using Upshot.Plan;

namespace Upshot.Observe.Stores.Rows;

/// <summary>The attributes that a plan declares, as columns.</summary>
internal static class DeclaredColumns
{
    public const int MaxColumns = 256;

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

    /// <summary>Null: lists and templates have no column.</summary>
    public static ColumnType? TypeOf(AttributeDefinition definition) => definition switch
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
