namespace Upshot.Architecture.Tests.References;

/// <summary>One namespace refers to another.</summary>
/// <param name="Example">One type that does, and one that it refers to.</param>
internal sealed record Reference(string From, string To, string Example);
