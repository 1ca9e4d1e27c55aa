using System.Text;

namespace Upshot.Architecture.Tests;

/// <summary>The list of arrows as a picture and as a table.</summary>
internal static class Drawing
{
    /// <summary>A Mermaid flowchart: an arrow says "refers to". What is implied by a longer way is not drawn.</summary>
    public static string Picture()
    {
        var text = new StringBuilder("```mermaid\nflowchart BT\n");
        foreach (var group in Arrows.Parts.GroupBy(AssemblyOf))
        {
            text.Append($"    subgraph {group.Key}\n");
            foreach (var part in group)
            {
                text.Append($"        {Id(part.Namespace)}[\"{NameIn(part, group.Key)}\"]\n");
            }

            text.Append("    end\n");
        }

        foreach (var part in Arrows.Parts)
        {
            foreach (var to in Direct(part))
            {
                text.Append($"    {Id(part.Namespace)} --> {Id(to)}\n");
            }
        }

        return text.Append("```\n").ToString();
    }

    public static string Table()
    {
        var text = new StringBuilder("| part | what it is | may refer to |\n|---|---|---|\n");
        foreach (var part in Arrows.Parts)
        {
            text.Append($"| `{part.Namespace}` | {part.Purpose} | {string.Join(", ", part.MayReferTo.Select(to => $"`{to}`"))} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Direct(Part part) =>
        part.MayReferTo.Where(to => !part.MayReferTo.Any(other => other != to && Reaches(other, to)));

    private static bool Reaches(string from, string to) =>
        Arrows.Parts.Single(p => p.Namespace == from).MayReferTo.Any(next => next == to || Reaches(next, to));

    private static string AssemblyOf(Part part) => part.Namespace.Split('.')[0] is "Evidence" or "Plan" or "Observe" or "Decide" ? part.Namespace.Split('.')[0] : "Upshot";

    private static string NameIn(Part part, string assembly) => part.Namespace == assembly ? assembly : part.Namespace.Replace(assembly + ".", "");

    private static string Id(string name) => $"{name.Replace('.', '_')}_";
}
