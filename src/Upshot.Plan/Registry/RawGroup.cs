namespace Upshot.Plan.Registry;

/// <summary>A group of the registry as its file says it, before references are followed.</summary>
/// <param name="Signal">The signal it declares, still without attributes; null: only a group of attributes.</param>
/// <param name="Base">The id of the group that it extends or refines; empty: none.</param>
internal sealed record RawGroup(string Id, Signal? Signal, string Base, IReadOnlyList<AttributeUse> Uses, SourceLocation Location)
{
    /// <summary>A refinement takes everything that it does not say itself from its base, a plain extension only the attributes.</summary>
    public bool Refines { get; init; }
}

/// <summary>One entry under <c>attributes:</c>: a definition, a reference to one, or a reference to a whole group.</summary>
internal sealed record AttributeUse(string Ref, string RefGroup, AttributeDefinition? Definition, RequirementLevel? Requirement, SourceLocation Location)
{
    /// <summary>Null: as the inherited use says, else at the start.</summary>
    public AttributeMoment? SetAt { get; init; }
}
