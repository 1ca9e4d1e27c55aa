using Upshot.Plan.Generate;

namespace Upshot.Commands.Generate;

/// <summary>Whether generated files are those of the plan.</summary>
internal static class Freshness
{
    public static int Check(IReadOnlyList<GeneratedFile> files, string folder, TextWriter output)
    {
        var wrong = files
            .Select(file => (Path: Path.Combine(folder, file.Path), file.Text))
            .Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path).ReplaceLineEndings("\n") != file.Text)
            .Select(file => $"{file.Path} {(File.Exists(file.Path) ? "is not what the plan generates" : "is missing")}.")
            .Concat(Stale(files, folder).Select(path => $"{path} is no longer generated."))
            .ToList();
        wrong.ForEach(output.WriteLine);
        output.WriteLine(wrong.Count == 0 ? $"{files.Count} files are what the plan generates." : "Run 'upshot generate' without --check.");
        return wrong.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    /// <summary>Generated C# of signals that are gone; other languages write a fixed set of files.</summary>
    public static IEnumerable<string> Stale(IReadOnlyList<GeneratedFile> files, string folder) =>
        !files.Any(f => f.Path.EndsWith(".g.cs", StringComparison.Ordinal)) || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.g.cs")
                .Where(path => files.All(f => f.Path != Path.GetFileName(path)) && File.ReadLines(path).Skip(1).FirstOrDefault() == "// Written by Upshot from the plan. A change belongs into the plan.")
                .Order(StringComparer.Ordinal);
}
