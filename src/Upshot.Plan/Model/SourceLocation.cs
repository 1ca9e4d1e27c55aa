namespace Upshot.Plan;

/// <summary>Where something stands in the plan's files. Line and column count from 1; the path is relative to the plan's folder, with forward slashes.</summary>
public sealed record SourceLocation(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
