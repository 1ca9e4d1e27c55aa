namespace Upshot.Plan.Generate;

/// <summary>A file of generated code.</summary>
/// <param name="Path">Relative to the folder it goes into, with forward slashes.</param>
/// <param name="Text">With line feeds.</param>
public sealed record GeneratedFile(string Path, string Text);
