using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Migrations;

/// <summary>What a schema file speaks about.</summary>
public enum SchemaSection
{
    All,
    Resources,
    Spans,
    SpanEvents,
    Metrics,
    Logs,
}

/// <summary>
/// An OpenTelemetry schema file, format 1.0.0 or 1.1.0
/// (https://opentelemetry.io/docs/specs/otel/schemas/file_format_v1.1.0/): how telemetry of any version of the
/// conventions is translated to any other, older or newer.
/// </summary>
public sealed class TelemetrySchema
{
    internal TelemetrySchema(string url, IReadOnlyList<SchemaVersion> versions) => (Url, Versions) = (url, versions);

    public string Url { get; }

    /// <summary>Oldest first.</summary>
    internal IReadOnlyList<SchemaVersion> Versions { get; }

    public IReadOnlyList<string> VersionNames => [.. Versions.Select(v => v.Name)];

    /// <summary>Null when the file is no schema file; the problems say why.</summary>
    public static (TelemetrySchema? Schema, IReadOnlyList<Problem> Problems) Read(string path, string text)
    {
        var problems = new ProblemList();
        var schema = YamlComposer.Compose(path, text, problems) is { } root ? TelemetrySchemaReader.Read(root, problems) : null;
        if (schema is null && !problems.Any)
        {
            problems.Add(new SourceLocation(path, 1, 1), Rules.FileUnreadable, "The schema file is empty.", "Give a file in the OpenTelemetry schema format, with file_format, schema_url and versions.");
        }

        return (schema, problems.Sorted());
    }

    /// <summary>Translates an item of one version to another.</summary>
    /// <exception cref="ArgumentException">The file does not know one of the versions.</exception>
    public TranslatedItem Translate(TelemetryItem item, string from, string to)
    {
        var (start, end) = (IndexOf(from, nameof(from)), IndexOf(to, nameof(to)));
        var translated = new TranslatedItem(item, []);
        for (var i = start + 1; i <= end; i++)
        {
            translated = Versions[i].Changes.Aggregate(translated, (at, change) => change.Upgrade(at));
        }

        for (var i = start; i > end; i--)
        {
            translated = Versions[i].Changes.Reverse().Aggregate(translated, (at, change) => change.Downgrade(at));
        }

        return translated;
    }

    internal void AddTo(KnownRenames renames)
    {
        foreach (var change in Versions.SelectMany(v => v.Changes))
        {
            if (change is RenameAttributes attributes)
            {
                foreach (var pair in attributes.Map)
                {
                    renames.AddAttribute(pair.Key, pair.Value);
                }
            }
            else if (change is RenameNames { Section: SchemaSection.Metrics or SchemaSection.SpanEvents } names)
            {
                foreach (var pair in names.Map)
                {
                    renames.AddSignal(names.Section == SchemaSection.Metrics ? SignalKind.Metric : SignalKind.Event, pair.Key, pair.Value);
                }
            }
        }
    }

    private int IndexOf(string version, string parameter)
    {
        for (var i = 0; i < Versions.Count; i++)
        {
            if (Versions[i].Name == version)
            {
                return i;
            }
        }

        throw new ArgumentException($"The schema {Url} knows no version {version}.", parameter);
    }
}

/// <param name="Changes">In the order in which they are applied to what is older.</param>
internal sealed record SchemaVersion(string Name, IReadOnlyList<SchemaChange> Changes);
