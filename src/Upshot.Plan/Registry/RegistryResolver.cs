using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Registry;

/// <summary>Follows the references of a registry: attributes, groups, extensions and refinements.</summary>
internal sealed class RegistryResolver
{
    private const int MostSteps = 64;
    private const int MostUses = 2_000_000;

    private readonly Dictionary<string, RawGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<SignalAttribute>> _resolved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly bool _importsOthers;
    private readonly ProblemList _problems;
    private int _uses;

    private RegistryResolver(bool importsOthers, ProblemList problems)
    {
        _importsOthers = importsOthers;
        _problems = problems;
    }

    /// <param name="importsOthers">Another registry is imported, which is not here to look into.</param>
    public static SignalRegistry Resolve(List<RawGroup> groups, List<AttributeDefinition> attributes, bool importsOthers, ProblemList problems)
    {
        var resolver = new RegistryResolver(importsOthers, problems);
        foreach (var attribute in attributes)
        {
            resolver.Define(attribute);
        }

        var distinct = groups.Where(resolver.Declare).ToList();
        var signals = new List<Signal>();
        foreach (var group in distinct)
        {
            var uses = resolver.Attributes(group, 0);
            if (group.Signal is { } signal)
            {
                signals.Add(resolver.Refined(group, signal) with { Attributes = uses });
            }
        }

        return new SignalRegistry(signals, [.. resolver._definitions.Values]);
    }

    private void Define(AttributeDefinition attribute)
    {
        if (attribute.Name.Length == 0)
        {
            return;
        }

        if (!_definitions.TryGetValue(attribute.Name, out var first))
        {
            _definitions.Add(attribute.Name, attribute);
        }
        else if (first.Type != attribute.Type)
        {
            _problems.Add(attribute.Location, Rules.TypeConflict, $"The attribute {Quote.Of(attribute.Name)} is {attribute.Type} here and {first.Type} in {first.Location}.", "Give one of them another name, or make the types agree.");
        }
        else
        {
            _problems.Add(attribute.Location, Rules.DuplicateName, $"The attribute {Quote.Of(attribute.Name)} is defined in {first.Location} already.", "Refer to it with ref: instead of defining it again.");
        }
    }

    private bool Declare(RawGroup group)
    {
        if (group.Id.Length == 0)
        {
            return false;
        }

        if (_groups.TryGetValue(group.Id, out var first))
        {
            _problems.Add(group.Location, Rules.DuplicateName, $"The id {Quote.Of(group.Id)} stands in {first.Location} already.", "Give one of them another id.");
            return false;
        }

        _groups.Add(group.Id, group);
        return true;
    }

    private IReadOnlyList<SignalAttribute> Attributes(RawGroup group, int depth)
    {
        if (_resolved.TryGetValue(group.Id, out var known))
        {
            return known;
        }

        if (depth > MostSteps || !_open.Add(group.Id))
        {
            _problems.Add(group.Location, Rules.CircularReference, $"{Quote.Of(group.Id)} extends itself by way of others, or is more than {MostSteps} steps away from its base.", "Break the chain.");
            return [];
        }

        var found = new Dictionary<string, SignalAttribute>(StringComparer.Ordinal);
        var order = new List<string>();
        if (group.Base.Length > 0)
        {
            Inherit(group.Base, group.Refines ? "signal" : "group", group.Location, depth, found, order);
        }

        foreach (var use in group.Uses)
        {
            if (use.RefGroup.Length > 0)
            {
                Inherit(use.RefGroup, "attribute group", use.Location, depth, found, order);
            }
            else if ((use.Definition ?? Find(use)) is { Name.Length: > 0 } definition)
            {
                found.TryGetValue(definition.Name, out var inherited);
                var requirement = use.Requirement ?? inherited?.Requirement ?? RequirementLevel.Recommended;
                Put(new SignalAttribute(definition, requirement, use.Location) { SetAt = use.SetAt ?? inherited?.SetAt ?? AttributeMoment.Start }, found, order);
            }
        }

        _open.Remove(group.Id);
        IReadOnlyList<SignalAttribute> result = [.. order.Select(name => found[name])];
        _resolved[group.Id] = result;
        return result;
    }

    private void Inherit(string id, string what, SourceLocation location, int depth, Dictionary<string, SignalAttribute> found, List<string> order)
    {
        if (_groups.TryGetValue(id, out var other))
        {
            foreach (var attribute in Attributes(other, depth + 1))
            {
                Put(attribute, found, order);
            }
        }
        else if (!_importsOthers && KnownSignals.Find(id) is null && !KnownSignals.HasGroup(id))
        {
            _problems.Add(location, Rules.UnknownReference, $"There is no {what} {Quote.Of(id)}.", Suggestions.Of(id, _groups.Keys) is { } likely ? $"Did you mean {likely}?" : "Declare it, or correct the reference.");
        }
    }

    private void Put(SignalAttribute attribute, Dictionary<string, SignalAttribute> found, List<string> order)
    {
        // Groups that extend each other in turn can ask for more than any registry needs.
        if (++_uses > MostUses)
        {
            return;
        }

        if (!found.ContainsKey(attribute.Name))
        {
            order.Add(attribute.Name);
        }

        found[attribute.Name] = attribute;
    }

    private AttributeDefinition? Find(AttributeUse use)
    {
        if (use.Ref.Length == 0)
        {
            return null;
        }

        if (_definitions.TryGetValue(use.Ref, out var definition))
        {
            return definition;
        }

        if (KnownAttributes.Find(use.Ref, use.Location) is { } known)
        {
            return known;
        }

        if (_importsOthers)
        {
            return new AttributeDefinition(use.Ref, use.Location) { Type = "any" };
        }

        _problems.Add(use.Location, Rules.UnknownReference, $"There is no attribute {Quote.Of(use.Ref)}.", Suggestions.Of(use.Ref, _definitions.Keys.Concat(KnownAttributes.Names)) is { } likely ? $"Did you mean {likely}?" : "Define it in an attribute_group, or correct the reference.");
        return null;
    }

    private Signal Refined(RawGroup group, Signal signal, int depth = 0)
    {
        if (!group.Refines || depth > MostSteps)
        {
            return signal;
        }

        // What is refined may be of the conventions, or of a registry that is not here: then its name is the one that the reference says.
        var source = _groups.TryGetValue(group.Base, out var other) && other.Signal is { } plain ? Refined(other, plain, depth + 1)
            : KnownSignals.Find(group.Base) ?? signal with { Name = group.Base.Substring(group.Base.IndexOf('.') + 1) };
        return signal with
        {
            Name = source.Name,
            Instrument = source.Instrument,
            Unit = source.Unit,
            SpanKind = source.SpanKind,
            Brief = signal.Brief.Length > 0 ? signal.Brief : source.Brief,
            Stability = signal.Stability.Length > 0 ? signal.Stability : source.Stability,
            Deprecated = signal.Deprecated.Length > 0 ? signal.Deprecated : source.Deprecated,
            Owner = signal.Owner.Length > 0 ? signal.Owner : source.Owner,
        };
    }
}
