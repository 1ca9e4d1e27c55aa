namespace Upshot.Decide.Exports;

/// <summary>Spans in a file of separated values, with everything that it says of them.</summary>
public static class SpanTable
{
    /// <param name="name">How the file is called in problems.</param>
    /// <returns>Each span; its attributes are the columns that are nothing else, by their names in the header.</returns>
    public static IReadOnlyList<TracedSpan> Read(byte[] bytes, string name, List<FileProblem> problems)
    {
        var spans = new List<TracedSpan>();
        TraceTable.Read(bytes, name, _ => true, spans, problems, withOthers: true);
        if (spans.Count == 0 && problems.Count == 0)
        {
            problems.Add(new FileProblem($"{name}:1:1", "The file has a header and no rows.", "Give rows of spans under the header."));
        }

        return spans;
    }
}
