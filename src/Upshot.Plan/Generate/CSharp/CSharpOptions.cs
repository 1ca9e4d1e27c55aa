namespace Upshot.Plan.Generate.CSharp;

/// <summary>How generated C# is placed in a project.</summary>
/// <param name="Namespace">Empty: the global one.</param>
/// <param name="ClassName">The class that holds the calls; empty: named after the product, and <c>…Signals</c> where the namespace has that name.</param>
/// <param name="IsPublic">Calls and enums are public. The default is internal.</param>
public sealed record CSharpOptions(string Namespace = "", string ClassName = "", bool IsPublic = false);
