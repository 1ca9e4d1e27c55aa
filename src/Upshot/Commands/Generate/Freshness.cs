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

    /// <summary>Generated C# of signals that are gone, and what earlier versions wrote of a Python package. Only what was generated is named.</summary>
    public static IEnumerable<string> Stale(IReadOnlyList<GeneratedFile> files, string folder) => StaleCSharp(files, folder).Concat(StalePython(files, folder));

    private static IEnumerable<string> StaleCSharp(IReadOnlyList<GeneratedFile> files, string folder) =>
        !files.Any(f => f.Path.EndsWith(".g.cs", StringComparison.Ordinal)) || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*.g.cs")
                .Where(path => files.All(f => f.Path != Path.GetFileName(path)) && File.ReadLines(path).Skip(1).FirstOrDefault() == "// Written by Upshot from the plan. A change belongs into the plan.")
                .Order(StringComparer.Ordinal);

    private static IEnumerable<string> StalePython(IReadOnlyList<GeneratedFile> files, string folder)
    {
        foreach (var package in files.Where(f => f.Path.EndsWith("/__init__.py", StringComparison.Ordinal) && !f.Path.EndsWith("/_upshot/__init__.py", StringComparison.Ordinal)).Select(f => Path.Combine(folder, Path.GetDirectoryName(f.Path)!)))
        {
            // One module, as it was before it became a package.
            if (File.Exists(package + ".py") && File.ReadLines(package + ".py").FirstOrDefault() is { } first && first.StartsWith("\"\"\"Telemetry of ", StringComparison.Ordinal) && first.Contains("written by `upshot generate`", StringComparison.Ordinal))
            {
                yield return package + ".py";
            }

            var parts = Path.Combine(package, "_upshot");
            string[] present = Directory.Exists(parts) ? Directory.GetFiles(parts, "*.py") : [];
            foreach (var part in present.Where(part => files.All(f => Path.Combine(folder, f.Path) != part)).Order(StringComparer.Ordinal))
            {
                yield return part;
            }
        }
    }
}
