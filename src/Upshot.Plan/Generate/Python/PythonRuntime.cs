using System.Text;

namespace Upshot.Plan.Generate.Python;

/// <summary>The modules of the folder Runtime, which are the same for every plan.</summary>
internal static class PythonRuntime
{
    private const string Prefix = "python/";

    public static IReadOnlyList<GeneratedFile> Files { get; } =
    [
        .. typeof(PythonRuntime).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new GeneratedFile(name[Prefix.Length..], Text(name))),
    ];

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(PythonRuntime).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
