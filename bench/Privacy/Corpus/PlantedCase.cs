namespace Upshot.Privacy.Corpus;

/// <summary>A value as telemetry holds it, and whether it says something of a person or opens a door.</summary>
/// <param name="Name">Of the attribute; empty: a log's body, a message.</param>
internal sealed record PlantedCase(string Kind, string Language, string Name, string Text, bool IsPersonal);
