using Upshot.Evidence;

namespace Upshot.Decide.TraceFiles;

/// <summary>Gathers spans into traces, and problems, while a file is read.</summary>
internal sealed class TraceCollector(string fileName)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, List<SpanEvidence>> _spans = [];
    private readonly List<FileProblem> _problems = [];

    public void Add(string traceId, SpanEvidence span)
    {
        if (!_spans.TryGetValue(traceId, out var spans))
        {
            _spans.Add(traceId, spans = []);
            _order.Add(traceId);
        }

        spans.Add(span);
    }

    public void Report(JsonLocation location, string message, string remedy) => Report($"{fileName}: {location.Path}", message, remedy);

    public void Report(string message, string remedy) => Report(fileName, message, remedy);

    public void Report(string location, string message, string remedy) => _problems.Add(new FileProblem(location, message, remedy));

    public TraceReading Finish()
    {
        if (_order.Count == 0 && _problems.Count == 0)
        {
            Report("The file holds no span.", "Give a file with at least one trace.");
        }

        return new TraceReading([.. _order.Select(id => new TraceEvidence(id, _spans[id]))], _problems);
    }
}
