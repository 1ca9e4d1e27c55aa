using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Upshot.Instrument.Tests.Generated;

/// <summary>A plan as the compiler sees it: additional files, each with its path in the plan.</summary>
internal sealed class PlanFiles : AnalyzerConfigOptionsProvider
{
    public const string Folder = "/repository/plan/";

    private readonly Options _global = new(new() { ["build_property.RootNamespace"] = "Test" });

    private PlanFiles(IEnumerable<(string Path, string Text)> files) => Texts = [.. files.Select(f => new PlanText(f.Path, f.Text))];

    public ImmutableArray<AdditionalText> Texts { get; }

    public override AnalyzerConfigOptions GlobalOptions => _global;

    public static PlanFiles Of(params IEnumerable<(string Path, string Text)> files) => new(files);

    /// <summary>The smallest plan around some signals.</summary>
    public static PlanFiles WithSignals(string signals, string product = "Shop") => Of(("upshot.yaml", $"product: \"{product}\"\nowners: {{ t: \"#t\" }}\n"), ("signals/a.yaml", signals));

    public static PlanFiles In(string folder) => Of(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => (Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path))));

    public static AdditionalText Unrelated(string path, string text) => new PlanText(path, text);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText text) =>
        new Options(text.Path.StartsWith(Folder, StringComparison.Ordinal) ? new() { ["build_metadata.AdditionalFiles.UpshotPlanPath"] = text.Path[Folder.Length..] } : []);

    private sealed class PlanText(string path, string text) : AdditionalText
    {
        public override string Path => path.StartsWith('/') ? path : Folder + path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
