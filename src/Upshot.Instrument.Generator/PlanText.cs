namespace Upshot.Instrument.Generator;

/// <summary>A file of the plan, as the compiler was given it.</summary>
/// <param name="Path">In the plan's folder, with forward slashes.</param>
/// <param name="FullPath">Where diagnostics point.</param>
internal sealed record PlanText(string Path, string FullPath, string Text)
{
    /// <summary>The same files that Upshot reads from a folder.</summary>
    public bool BelongsToPlan => Path == "upshot.yaml"
        || (IsYaml && (Path.StartsWith("signals/", StringComparison.Ordinal) || Path.StartsWith("releases/", StringComparison.Ordinal)))
        || (Path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && Path.StartsWith("runbooks/", StringComparison.Ordinal));

    private bool IsYaml => Path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || Path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
