namespace Upshot.Plan.Keys;

/// <summary>A name that a file uses for something defined elsewhere.</summary>
/// <param name="What">The kind of thing: "owner".</param>
internal sealed record Reference(string What, string Name, SourceLocation Location);
