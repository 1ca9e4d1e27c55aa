using Upshot.Plan;

namespace Upshot.Export;

/// <summary>Something of a plan that the other format has no words for.</summary>
public sealed record NotExpressed(SourceLocation Location, string What)
{
    public override string ToString() => $"{Location}: {What}";
}

/// <summary>A plan in the format of another tool, and what of it could not be said there.</summary>
public sealed record ExportedText(string Text, IReadOnlyList<NotExpressed> NotExpressed);
