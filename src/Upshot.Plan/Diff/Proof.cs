using Upshot.Plan.Migrations;

namespace Upshot.Plan.Diff;

/// <summary>Whether a breaking change of a signal comes with the version and the migration that it needs.</summary>
internal sealed class Proof
{
    private readonly Signal _before;
    private readonly Signal _after;
    private readonly IReadOnlyList<Migration>? _chain;

    public Proof(Signal before, Signal after)
    {
        (_before, _after) = (before, after);
        _chain = MigrationChain.Between(after.Migrations, before.Version, after.Version);
    }

    /// <summary>The migration steps from the version before to the version now; null: the version was not raised, or a step is missing.</summary>
    public bool HasChain => _after.Version > _before.Version && _chain is not null;

    /// <param name="needs">Whether the steps say what this change needs.</param>
    /// <param name="example">The part of a migration that does, as YAML.</param>
    public PlanChange Judge(PlanChange change, Func<IReadOnlyList<Migration>, bool> needs, string example)
    {
        if (HasChain && needs(_chain!))
        {
            return change with { IsBreaking = true, Migration = MigrationState.Declared };
        }

        var version = Math.Max(_after.Version, _before.Version + 1);
        var step = $"{{ from: {version - 1}{(example.Length > 0 ? ", " + example : "")} }}";
        var remedy = _after.Version < _before.Version
            ? $"Its version fell from {_before.Version} to {_after.Version}; versions only rise. Set version: {version} and add to migrations: {step}."
            : _after.Version == _before.Version
                ? $"Set version: {version} under annotations: upshot, and add to migrations: {step}."
                : $"Add to migrations: {step}.";
        return change with { IsBreaking = true, Migration = MigrationState.Missing, Remedy = remedy };
    }
}
