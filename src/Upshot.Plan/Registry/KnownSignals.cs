namespace Upshot.Plan.Registry;

/// <summary>The signals and attribute groups of the OpenTelemetry semantic conventions: a plan may import and refine them without carrying their files.</summary>
internal static class KnownSignals
{
    private static readonly Lazy<Dictionary<string, Signal>> s_signals = new(() => Lines().Where(l => l[0] != "group").Select(Read).GroupBy(s => s.Id).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal));
    private static readonly Lazy<HashSet<string>> s_groups = new(() => new(Lines().Where(l => l[0] == "group").Select(l => l[1]), StringComparer.Ordinal));

    private static readonly SourceLocation s_conventions = new("the semantic conventions", 1, 1);

    /// <param name="id">The kind, a dot and the name: <c>metric.http.server.request.duration</c>.</param>
    public static Signal? Find(string id) => s_signals.Value.TryGetValue(id, out var signal) ? signal : null;

    public static bool HasGroup(string id) => s_groups.Value.Contains(id);

    /// <summary>The signals of a kind whose names a pattern with stars takes.</summary>
    public static IReadOnlyList<Signal> Matching(SignalKind kind, string pattern) => [.. s_signals.Value.Values.Where(s => s.Kind == kind && Wildcard.Matches(pattern, s.Name))];

    public static bool HasGroupMatching(string pattern) => s_groups.Value.Any(group => Wildcard.Matches(pattern, group));

    private static Signal Read(string[] line)
    {
        var kind = line[0] switch
        {
            "metric" => SignalKind.Metric,
            "event" => SignalKind.Event,
            "span" => SignalKind.Span,
            _ => SignalKind.Entity,
        };
        return new Signal(DefinitionReader.IdOf(kind, line[1]), kind, s_conventions)
        {
            Name = line[1],
            Instrument = line.Length > 2 ? line[2] : "",
            Unit = line.Length > 3 ? line[3] : "",
        };
    }

    private static IEnumerable<string[]> Lines()
    {
        using var stream = typeof(KnownSignals).Assembly.GetManifestResourceStream("KnownSignals.txt")!;
        using var reader = new StreamReader(stream);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split(' ');
            }
        }
    }
}
