using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Generate;

/// <summary>From attributes and values to parameters.</summary>
internal sealed class ParameterBuilder(CallName product, IReadOnlyDictionary<string, EnumType> enums, ProblemList problems)
{
    public IReadOnlyList<EnumType> Enums { get; } = [.. enums.Values];

    /// <summary>Null: generated code cannot take it.</summary>
    public CallParameter? Of(SignalAttribute attribute)
    {
        var definition = attribute.Definition;
        if (definition.Type.StartsWith("template[", StringComparison.Ordinal))
        {
            return null;
        }

        enums.TryGetValue(definition.Name, out var type);
        return new CallParameter
        {
            Name = CallName.Of(definition.Name).Without(product),
            Attribute = definition.Name,
            Type = type is not null ? ValueType.Enum : TypeOf(definition.Type),
            Enum = type,
            IsRequired = attribute.Requirement == RequirementLevel.Required,
            Moment = attribute.SetAt,
            Privacy = definition.Privacy,
            Redaction = definition.AtSource,
            Brief = definition.Brief,
        };
    }

    public static CallParameter ValueOf(Signal metric)
    {
        var name = CallName.Of(metric.Value is "" or "duration" or "one" ? metric.Name.Substring(metric.Name.LastIndexOf('.') + 1) : metric.Value);
        var word = Units.Word(metric.Unit);
        var type = Units.TypeOf(metric.Instrument, metric.Unit);
        return new CallParameter
        {
            Name = (word.Length > 0 && !name.Snake.EndsWith(word, StringComparison.Ordinal)) || name.IsEmpty ? name.With(word.Length > 0 ? word : "value") : name,
            Type = type,
            Unit = metric.Unit,
            IsRequired = metric.Requirement is null or RequirementLevel.Required,
            Moment = AttributeMoment.End,
            Brief = metric.Brief,
        };
    }

    /// <summary>One parameter for each attribute; required where one of its uses requires it, known late where one of its uses knows it late.</summary>
    public static List<CallParameter> Merge(IEnumerable<CallParameter> parameters) =>
        [.. parameters
            .GroupBy(p => p.Attribute.Length > 0 ? p.Attribute : $"the value {p.Name.Snake}", StringComparer.Ordinal)
            .Select(uses => uses.First() with
            {
                IsRequired = uses.Any(p => p.IsRequired),
                Moment = uses.Any(p => p.Moment == AttributeMoment.End) ? AttributeMoment.End : AttributeMoment.Start,
            })];

    /// <summary>
    /// Where two parameters of a call would have the same name, attributes keep the product in theirs; what still collides is a problem.
    /// Required ones come first.
    /// </summary>
    public List<CallParameter> Distinct(Signal signal, IEnumerable<CallParameter> parameters)
    {
        var all = parameters.ToList();
        var renamed = all
            .Select(p => p.Attribute.Length > 0 && all.Count(other => other.Name.Equals(p.Name)) > 1 ? p with { Name = CallName.Of(p.Attribute) } : p)
            .ToList();
        foreach (var same in renamed.GroupBy(p => p.Name).Where(g => g.Count() > 1 || g.Key.IsEmpty))
        {
            var named = string.Join(", ", same.Select(p => p.Attribute.Length > 0 ? Quote.Of(p.Attribute) : $"the value {Quote.Of(p.Name.Snake)}"));
            problems.Add(signal.Location, Rules.NameCollision, $"The parameters of {Quote.Of(signal.Name)} would have the same name {same.Key.Camel} in generated code: {named}.", "Give one of them another name.");
        }

        return [.. renamed.OrderBy(p => p.IsRequired ? 0 : 1)];
    }

    private static ValueType TypeOf(string type) => type switch
    {
        "int" => ValueType.Integer,
        "double" => ValueType.Number,
        "boolean" => ValueType.Boolean,
        "string[]" => ValueType.TextList,
        "int[]" => ValueType.IntegerList,
        "double[]" => ValueType.NumberList,
        "boolean[]" => ValueType.BooleanList,
        _ => ValueType.Text,
    };
}
