namespace Upshot.Plan.Generate;

/// <summary>A file of generated source. The path is relative to the folder that it is written to, with forward slashes.</summary>
public sealed record GeneratedFile(string Path, string Text);
