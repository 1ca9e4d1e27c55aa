using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Generate;

/// <summary>A type for each attribute with allowed values that a signal uses.</summary>
internal static class EnumTypes
{
    public static IReadOnlyDictionary<string, EnumType> Of(IReadOnlyList<Signal> signals, CallName product, IEnumerable<CallName> calls, ProblemList problems)
    {
        var taken = new Dictionary<CallName, string>(CallName.IgnoringCase);
        foreach (var call in calls.Append(product))
        {
            taken[call] = "";
        }

        var types = new Dictionary<string, EnumType>(StringComparer.Ordinal);
        var attributes = signals.SelectMany(s => s.Attributes).Select(a => a.Definition).Where(d => d.AllowedValues.Count > 0);
        foreach (var attribute in attributes.GroupBy(d => d.Name, StringComparer.Ordinal).Select(g => g.First()).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            var name = CallName.Of(attribute.Name).Without(product);
            if (taken.TryGetValue(name, out var other) && other.Length == 0)
            {
                name = name.With("value");
            }

            if (taken.TryGetValue(name, out other))
            {
                problems.Add(attribute.Location, Rules.NameCollision, $"The values of {Quote.Of(attribute.Name)} would have the same type name {name.Pascal} in generated code as {(other.Length > 0 ? $"those of {Quote.Of(other)}" : "a signal")}.", "Give one of them another name.");
            }

            taken[name] = attribute.Name;
            types.Add(attribute.Name, new EnumType(name, attribute.Name, attribute.Brief, Members(attribute, problems)) { IsInteger = attribute.IsIntegerEnum });
        }

        return types;
    }

    private static List<EnumMember> Members(AttributeDefinition attribute, ProblemList problems)
    {
        var members = new List<EnumMember>();
        var taken = new Dictionary<CallName, AllowedValue>();
        foreach (var value in attribute.AllowedValues)
        {
            var name = CallName.Of(value.Id) is { IsEmpty: false } fromId ? fromId : CallName.Of(value.Value);
            if (name.IsEmpty)
            {
                problems.Add(value.Location, Rules.NameCollision, $"The value {Quote.Of(value.Value)} has no letter in its id, so generated code cannot be named after it.", "Give it an id with letters.");
            }
            else if (taken.TryGetValue(name, out var other))
            {
                problems.Add(value.Location, Rules.NameCollision, $"{Quote.Of(value.Id)} would have the same name {name.Pascal} in generated code as {Quote.Of(other.Id)}.", "Give one of them another id.");
            }
            else
            {
                taken.Add(name, value);
                members.Add(new EnumMember(name, value.Value));
            }
        }

        return members;
    }
}
