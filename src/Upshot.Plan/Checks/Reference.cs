namespace Upshot.Plan.Checks;

/// <summary>A name that a file uses for something defined elsewhere.</summary>
/// <param name="What">The kind of thing: "owner".</param>
internal sealed record Reference(string What, string Name, SourceLocation Location);
