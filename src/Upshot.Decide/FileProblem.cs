namespace Upshot.Decide;

/// <summary>One problem of a file that a user gave: where, what is wrong and what to do.</summary>
/// <param name="Location">file:line:column, or file and the path to the element.</param>
public sealed record FileProblem(string Location, string Message, string Remedy)
{
    public override string ToString() => $"{Location}: {Message} {Remedy}";
}
